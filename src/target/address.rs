//! What is written as TARGET → a folder or a store's address.
//! Never asks whether it is there, and never repeats a secret that somebody wrote into it.

use crate::diag::{Failure, PublishFailure};
use std::path::PathBuf;

/// Where to publish to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A folder or share.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store, and the folder in it: "" or without a slash at its ends.
    Store {
        /// The bucket.
        bucket: String,
        /// What the names of all objects begin with.
        prefix: String,
    },
}

/// Reads a TARGET: `s3://bucket/prefix`, or a path.
pub fn read(target: &str) -> Result<Address, Failure> {
    let Some((scheme, rest)) = target.split_once("://") else { return Ok(Address::Folder(PathBuf::from(target))) };
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    // Before anything else: a message about the rest would show it.
    if bucket.contains('@') {
        return Err(PublishFailure::SecretInTarget.into());
    }
    let bad = || PublishFailure::Address(target.to_owned());
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['?', '#', '\\']);
    let prefix = prefix.trim_matches('/');
    let is_right = scheme == "s3" && is_plain(bucket) && (prefix.is_empty() || prefix.split('/').all(is_plain));
    if !is_right {
        return Err(bad().into());
    }
    Ok(Address::Store { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::{Address, read};
    use std::path::PathBuf;

    #[test]
    fn paths_and_buckets_are_told_apart() {
        for path in ["/srv/www", r"\\server\share\site", r"D:\site", "site", "//server/share"] {
            assert_eq!(read(path).ok(), Some(Address::Folder(PathBuf::from(path))), "{path}");
        }
        let store =
            |bucket: &str, prefix: &str| Some(Address::Store { bucket: bucket.to_owned(), prefix: prefix.to_owned() });
        assert_eq!(read("s3://bucket").ok(), store("bucket", ""));
        assert_eq!(read("s3://bucket/a/b/").ok(), store("bucket", "a/b"));
        for bad in ["s3://", "s3:///a", "ftp://host/a", "s3://b/../a", "s3://b/a?x=1", "s3://b/a//b"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_secret_in_it_is_not_repeated() {
        let failure = read("s3://AKIA:geheim@bucket/a").err().map(|failure| format!("{failure:?}"));
        assert!(failure.is_some_and(|text| !text.contains("geheim") && !text.contains("AKIA")));
    }
}
