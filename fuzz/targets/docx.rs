//! libFuzzer's way into `properties::docx`; never holds a property of its own.
#![no_main]

#[path = "../properties.rs"]
#[allow(dead_code, reason = "each target has one property")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::docx(bytes));
