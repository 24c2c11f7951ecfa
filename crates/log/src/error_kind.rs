//! What sort of thing went wrong, whatever it was exactly.

/// What sort of thing went wrong. From it follow exit codes and statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A rule forbids it, given what is recorded.
    Refused,
    /// What was given cannot be understood: a value is not written as it should be.
    NotUnderstood,
    /// It makes no sense as it is asked, whatever is recorded.
    Invalid,
    /// What is named is not there.
    NotFound,
    /// Something else is recorded in its place, or was recorded first.
    Conflict,
    /// Another program has it.
    Busy,
    /// There is no log or registry, or none that this program can open.
    NoRegistry,
    /// There is something where a new log, registry or backup was to be made.
    Exists,
    /// A file, the disk or the system failed.
    Io,
    /// What is stored is not in order.
    Corrupt,
    /// The program itself failed before, so that it cannot go on.
    Broken,
}
