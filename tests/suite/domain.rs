//! The domain: what is granted, what is refused, and the texts it reads.

mod between_subjects;
mod catalogue;
mod characters;
mod codes;
mod codes_handed_over;
mod committees;
mod corrections;
mod dates;
mod disagreements;
mod divisions;
mod elements;
mod ends;
mod every;
mod evidence;
mod federations;
mod open_dates;
mod orders;
pub(crate) mod pairs;
mod partial_dates;
mod persons;
mod registers;
mod samples;
mod sharing;
mod sites;
mod texts;
mod timelines;
mod withdrawn_grounds;
