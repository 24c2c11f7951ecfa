#![no_main]

use jiceng_fuzz::targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::note(data));
