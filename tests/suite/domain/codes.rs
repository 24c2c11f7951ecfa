//! Codes: of divisions (GB/T 2260 and the statistical code), credit codes (GB 32100), document
//! numbers (GB/T 9704).

mod credit;
mod division;
mod document;
