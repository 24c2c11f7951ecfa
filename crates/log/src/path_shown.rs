//! Paths for people. On Unix a path is bytes, and `Path::display` puts one sign for all that are no
//! UTF-8: two files would be called the same.

use std::fmt;
use std::path::Path;

/// How a path is shown.
pub trait ShowPath {
    /// The path, with the numbers of the bytes that are no UTF-8: `copy<0xFF>`.
    fn shown(&self) -> ShownPath<'_>;
}

impl ShowPath for Path {
    fn shown(&self) -> ShownPath<'_> {
        ShownPath(self)
    }
}

/// A path as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownPath<'a>(&'a Path);

impl fmt::Display for ShownPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.as_os_str().as_encoded_bytes().utf8_chunks() {
            f.write_str(chunk.valid())?;
            chunk.invalid().iter().try_for_each(|byte| write!(f, "<0x{byte:02X}>"))?;
        }
        Ok(())
    }
}
