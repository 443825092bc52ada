//! The one integration-test binary: a module a feature.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

mod bad_input;
mod build;
mod cache;
mod commands;
mod determinism;
mod harness;
mod import_text;
mod kill;
mod leak_rules;
mod leaks;
mod live;
mod markdown;
mod numbering;
mod search;
mod serve;
mod structure;
