//! Every message of `verify`, in both languages, as one table.
//! Never verifies anything.

use dangan::diag::{BagFault as B, Fault, Lang, PathFault as P, RecordFault as R, Severity, ZipFault as Z};
use std::fmt::Write;

/// Code, severity, then reason and mend in each language.
pub fn table() -> String {
    let mut table = String::new();
    let zips = zips().into_iter().map(B::Zip);
    let records = records().into_iter().map(B::Record);
    let paths = PATHS.into_iter().map(|why| B::Path { path: s("../x"), why });
    for fault in bags().into_iter().chain(paths).chain(zips).chain(records) {
        let fault = Fault::Bag(fault);
        let severity = if fault.severity() == Severity::Error { "error" } else { "warning" };
        let _ = writeln!(table, "{} ({severity})", fault.code());
        for lang in [Lang::Chinese, Lang::English] {
            let words = fault.words(lang);
            assert!(!words.message.is_empty() && !words.hint.is_empty(), "{} says too little", fault.code());
            let _ = writeln!(table, "  {}\n    {}", words.message, words.hint);
        }
    }
    table
}

const PATHS: [P; 8] = [P::Absolute, P::Parent, P::Home, P::Drive, P::Unc, P::Variable, P::Empty, P::Control];

fn s(text: &str) -> String {
    String::from(text)
}

#[rustfmt::skip]
fn bags() -> Vec<B> {
    let (list, path, text) = (s("manifest-sha512.txt"), s("data/x"), s("line"));
    vec![
        B::Link, B::Special, B::NameNotUnicode, B::Unreadable { reason: s("EIO") }, B::TooLarge { megabytes: 600 },
        B::NoDeclaration, B::DeclarationBom, B::DeclarationLine { text: text.clone() }, B::DeclarationSpace { text: text.clone() },
        B::DeclarationExtra { text: text.clone() }, B::DeclarationSwapped, B::Version { text: s("2.0") }, B::NoEncoding,
        B::Encoding { text: s("X") }, B::NotInEncoding { encoding: s("UTF-8") }, B::NoPayload, B::NoManifest,
        B::Algorithm { name: s("crc32") }, B::ListLine { text: text.clone() }, B::ListCut, B::ListNoEnd, B::HashShape { text: text.clone() },
        B::NotPayload { path: path.clone() }, B::NotTag { path: path.clone() }, B::ListsTagManifest { path: path.clone() },
        B::ListedTwice { path: path.clone() }, B::ListedAgain { path: path.clone(), severity: Severity::Warning },
        B::Missing { list: list.clone() }, B::Unlisted, B::NotInEvery { list: list.clone() },
        B::Checksum { list: list.clone(), algorithm: s("SHA512") }, B::TagManifestOmits { manifest: list.clone() }, B::ListWrong { path: path.clone(), algorithm: s("SHA512") },
        B::TagManifestAlone { algorithm: s("md5") }, B::FetchLine { text: text.clone() }, B::FetchUnlisted { path: path.clone() },
        B::FetchTagFile { path: path.clone() }, B::NotFetched { address: s("https://example.org/x") }, B::InfoLine { text: text.clone() },
        B::InfoSpace { text: text.clone() }, B::OxumTwice, B::OxumShape { text }, B::Oxum { said: s("1.1"), is: s("2.1") },
        B::InfoRepeated { label: s("Bag-Size") }, B::CaseTwin { other: path.clone() }, B::NormalForm { listed: path.clone() },
        B::NormalTwin { other: path.clone() }, B::Star { path: path.clone() }, B::DotPath { path: path.clone() }, B::PercentBare { path },
        B::SystemFile, B::SignatureMissing, B::SignatureUnreadable { reason: s("EIO") }, B::SignatureMalformed,
        B::SignatureOtherKey { signed_by: s("0123456789ABCDEF"), given: s("FEDCBA9876543210") }, B::SignatureWrong, B::NothingSigned,
    ]
}

#[rustfmt::skip]
fn zips() -> Vec<Z> {
    let names = PATHS.into_iter().map(|why| Z::Name { why });
    let others = vec![
        Z::NotZip, Z::Directory, Z::ManyDisks, Z::Encrypted, Z::Method { method: 99 }, Z::Backslash, Z::Link, Z::Special,
        Z::Duplicate, Z::CaseTwin { other: s("x/A") }, Z::FileAsFolder, Z::NotUtf8, Z::HeaderDiffers, Z::Overlap,
        Z::Gap { bytes: 7 }, Z::Trailing { bytes: 7 }, Z::Crc, Z::Size, Z::Ratio { ratio: 1000, limit: 200 },
        Z::Total { limit: 64 << 30 }, Z::TopFolder,
    ];
    others.into_iter().chain(names).collect()
}

#[rustfmt::skip]
fn records() -> Vec<R> {
    let (entry, field) = (s("activities/2022/a"), s("title"));
    vec![
        R::PartMissing, R::ListForm, R::Unreadable { detail: s("EOF") }, R::FieldMissing { entry: entry.clone(), field: field.clone() },
        R::FieldValue { entry: entry.clone(), field: field.clone(), value: s("x") }, R::FieldCharacter { entry: entry.clone(), field: field.clone() },
        R::IdTwice { entry: entry.clone() }, R::Sequence { entry: entry.clone() }, R::NumberMissing { entry: entry.clone() },
        R::NumberShape { entry: entry.clone(), number: s("1") }, R::NumberTwice { number: s("Z109-WS·2022-Y-0001") },
        R::NumberGap { class: s("Z109-WS·2022-Y"), missing: s("0002") }, R::SourceMissing { entry: entry.clone() },
        R::SourceHash { entry: entry.clone() }, R::PageMissing { entry: entry.clone() }, R::Differs { entry, field },
        R::Count { said: s("3"), is: 2 }, R::Format { extension: s("exe") }, R::NotUtf8, R::NoDoctype,
        R::LinkBroken { target: s("data/site/x.html") }, R::Superfluous, R::EmptyFolder,
    ]
}
