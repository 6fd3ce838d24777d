//! Fuzzes the entry `grid`; what it does stands in `entries`.
#![no_main]

#[path = "../entries/mod.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|data: &[u8]| entries::run("grid", data));
