//! The one integration-test binary: a module a feature.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so by panicking")]

mod bad_input;
mod bags;
mod build;
mod cache;
mod check_rules;
mod commands;
mod determinism;
mod edit;
mod edit_http;
mod figures;
mod fuzz;
mod gather;
mod harness;
mod import_guess;
mod import_ledgers;
mod import_office;
mod import_random;
mod import_text;
mod kill;
mod leak_rules;
mod leaks;
mod ledgers;
mod live;
mod markdown;
mod new_dialog;
mod numbering;
mod overviews;
mod paging;
mod parts;
mod publish;
mod publish_faults;
mod publish_store;
mod s3;
mod search;
mod serve;
mod snapshot;
mod snapshot_diff;
mod snapshot_faults;
mod structure;
mod verify_conformance;
mod verify_faults;
mod verify_messages;
mod verify_sign;
mod verify_zip;
