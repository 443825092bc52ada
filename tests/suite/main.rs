//! The one integration-test binary: a module a feature.

mod bad_input;
mod build;
mod commands;
mod determinism;
mod harness;
mod import_text;
mod live;
mod markdown;
mod serve;
mod structure;
