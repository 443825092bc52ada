//! libFuzzer's way into `properties::html`; never holds a property of its own.
#![no_main]

#[path = "../properties.rs"]
#[allow(dead_code, reason = "each target has one property")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::html(bytes));
