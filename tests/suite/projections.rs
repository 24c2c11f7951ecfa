//! Read models: coverage, the tree of a day, roll-ups, explanations.

mod coverage;
mod divisions;
mod explain;
mod roll_up;
