//! A snapshot's files by name, from its folder. Never says whether the snapshot is whole.
