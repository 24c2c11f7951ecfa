//! Read models: coverage, roll-ups, explanations.

mod coverage;
mod explain;
mod roll_up;
