//! `dangan verify`: a bag in a folder or zip → a report: every fault, and the 四性 of our own snapshots.
//! This file is its table of contents; only `verify/container.rs` reads. Never writes, never goes to the network.

pub mod bag;
pub mod container;
pub mod digest;
pub mod four;
pub mod html;
pub mod list;
pub mod name;
pub mod ours;
pub mod tag;
pub mod view;
pub mod zip;

pub use container::Kind;
pub use four::FourProperties;

use crate::diag::{self, BagFault, Diagnostic, Failure, Fault, Place, Severity};
use crate::sign::{self, PublicKey, Refusal};
use bag::{Bag, Listed, Sm3, Texts};
use container::{Container, Member};
use digest::{Algorithm, Algorithms, Digests, Hasher};
use name::Names;
use ours::{Look, Seen};
use rayon::prelude::*;
use std::path::Path;

/// Bytes read at once: small enough to stay in a processor's second cache while several algorithms pass over them.
const PIECE: usize = 128 << 10;

/// The bytes to read at once of a file of `size`: most are small, and clearing a large buffer for each costs more
/// than their checksums.
pub(crate) fn piece(size: u64) -> usize {
    usize::try_from(size).map_or(PIECE, |size| size.clamp(1, PIECE))
}

/// Texts are held in memory; a manifest of a million files has some 200 MB.
const TEXT_LIMIT: u64 = 512 << 20;

/// What `verify` found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every fault and warning, by file and line; files are paths in the bag.
    pub findings: Vec<Diagnostic>,
    /// What was looked at; `None` where it was refused before anything was read.
    pub bag: Option<BagSummary>,
    /// What came of the signature.
    pub signature: Signature,
    /// The 四性 report of one of our own snapshots.
    pub four_properties: Option<FourProperties>,
}

/// What a bag is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BagSummary {
    /// The name of its folder.
    pub name: String,
    /// What holds it.
    pub kind: Kind,
    /// The version of BagIt that it declares, if that can be read.
    pub version: Option<String>,
    /// The algorithms of the lists that were checked, in order.
    pub algorithms: Vec<String>,
    /// Files of `data/`.
    pub payload_files: u64,
    /// Their bytes.
    pub payload_bytes: u64,
    /// Labels and values of `bag-info.txt`, in order.
    pub info: Vec<(String, String)>,
}

/// What came of the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// No key was given.
    NoKey {
        /// Whether there is a signature file.
        there: bool,
    },
    /// It holds.
    Verified {
        /// The key's number.
        key: String,
        /// The comment that it covers.
        comment: String,
    },
    /// It does not hold, or there is none; the findings say which.
    Refused,
}

/// What makes two findings the same for a reader: one file in three lists is one place to look at.
pub(crate) fn sameness(d: &Diagnostic) -> (Severity, &'static str, &str, Place, String) {
    let aspect = match &d.fault {
        Fault::Bag(fault) => fault.aspect(),
        _ => String::new(),
    };
    (d.severity(), d.fault.code(), d.file.as_str(), d.place, aspect)
}

impl Report {
    /// Whether nothing but warnings was found.
    pub fn is_valid(&self) -> bool {
        !diag::any_error(&self.findings)
    }

    /// Whether structure and lists agree, whatever the checksums and signatures say (RFC 8493, 3).
    pub fn is_complete(&self) -> bool {
        let of_content = |d: &Diagnostic| match &d.fault {
            Fault::Bag(BagFault::Checksum { .. } | BagFault::ListWrong { .. } | BagFault::Record(_)) => true,
            fault => fault.code().starts_with("sign."),
        };
        self.findings.iter().all(|d| d.severity() == Severity::Warning || of_content(d))
    }
}

/// The public key that `--key` gives: the key itself, or a file with it.
pub fn key(argument: &str) -> Result<PublicKey, Failure> {
    let from_file = || container::key_file(Path::new(argument)).and_then(|text| PublicKey::parse(&text));
    PublicKey::parse(argument).or_else(from_file).ok_or_else(|| Failure::PublicKey(argument.to_owned()))
}

/// Which lists of checksums are worked out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// The manifests, which prove every file.
    Manifests,
    /// The SM3 list of our own bags too. No processor has instructions for SM3: it takes as long as all the rest.
    All,
}

/// Verifies the bag at `path`, a folder or a zip; with a key, its signature too. Reads each file once.
pub fn verify(path: &Path, key: Option<&PublicKey>, lists: Lists) -> Result<Report, Failure> {
    let (container, faults) = container::open(path)?;
    let mut findings: Vec<Diagnostic> = faults.into_iter().map(|(path, fault)| bag::of(&path, fault)).collect();
    let Some(container) = container else {
        diag::sort(&mut findings);
        let signature = Signature::NoKey { there: false };
        return Ok(Report { findings, bag: None, signature, four_properties: None });
    };
    let texts = texts(&container, &mut findings);
    let names = Names::new(container.members.iter().map(|member| member.path.as_str()));
    let listed = Listed { members: &container.members, names: &names, folders: &container.folders };
    let (bag, faults) = bag::read(listed, &texts, lists);
    findings.extend(faults);
    let reading = Reading { container: &container, names: &names, texts: &texts, is_ours: bag.is_ours() };
    let (digests, seen) = reading.all(bag.algorithms(&container.members), &mut findings);
    findings.extend(bag.compare(&container.members, &digests));
    let signature = signature(&container, &texts, key, &mut findings);
    let summary = summary(&container, &bag);
    let four_properties = bag.is_ours().then(|| {
        let view = ours::View { bag: &bag, listed, texts: &texts, digests: &digests, seen: &seen };
        let (facts, faults) = ours::examine(&view);
        findings.extend(faults);
        diag::sort(&mut findings);
        four::report(&four::Found {
            findings: &findings,
            facts: &facts,
            bag: &summary,
            signature: &signature,
            sm3: bag.sm3(),
        })
    });
    diag::sort(&mut findings);
    drop(names);
    // Hundreds of thousands of small pieces: they are given back while the report is already read.
    rayon::spawn(move || drop((container, texts, bag, digests, seen)));
    Ok(Report { findings, bag: Some(summary), signature, four_properties })
}

/// The tag files that are read as texts.
fn texts(container: &Container, findings: &mut Vec<Diagnostic>) -> Texts {
    let mut texts = Texts::new();
    let members: Vec<&Member> = container.members.iter().filter(|m| bag::is_text(&m.path)).collect();
    let read: Vec<_> = members.into_par_iter().map(|member| (member, container.bytes(member, TEXT_LIMIT))).collect();
    for (member, bytes) in read {
        match bytes {
            Ok(bytes) => {
                texts.insert(member.path.clone(), bytes);
            }
            Err(fault) => findings.push(bag::of(&member.path, fault)),
        }
    }
    texts
}

/// One reading of all files, in which everything is found out that their bytes can tell.
struct Reading<'a> {
    container: &'a Container,
    names: &'a Names<'a>,
    texts: &'a Texts,
    is_ours: bool,
}

/// So many files are one thread's at most before it asks whether another has nothing to do.
const SHARE: usize = 64;

impl Reading<'_> {
    /// Checksums of every member, by the algorithms that it needs, and what was seen in ours, in the members' order.
    fn all(&self, needed: Vec<Algorithms>, findings: &mut Vec<Diagnostic>) -> (Vec<Option<Digests>>, Vec<Seen>) {
        let work = self.container.members.par_iter().zip(needed).with_max_len(SHARE);
        let read: Vec<Result<(Digests, Seen), Diagnostic>> = work
            .map_init(Vec::new, |buffer, (member, algorithms)| {
                self.one(member, algorithms, buffer).map_err(|fault| bag::of(&member.path, fault))
            })
            .collect();
        let (mut digests, mut all_seen) = (Vec::with_capacity(read.len()), Vec::with_capacity(read.len()));
        for one in read {
            let (own, seen) = match one {
                Ok((own, seen)) => (Some(own), seen),
                Err(fault) => {
                    findings.push(fault);
                    (None, Seen::default())
                }
            };
            digests.push(own);
            all_seen.push(seen);
        }
        (digests, all_seen)
    }

    /// One member. The buffer is a thread's own: small files come and go in the same memory.
    fn one(&self, member: &Member, algorithms: Algorithms, buffer: &mut Vec<u8>) -> Result<(Digests, Seen), BagFault> {
        let mut hasher = Hasher::new(algorithms);
        if let Some(bytes) = self.texts.get(&member.path) {
            hasher.update(bytes);
            return Ok((hasher.finish(), Seen::default()));
        }
        let look =
            if self.is_ours && member.path.starts_with("data/") { ours::look(&member.path) } else { Look::Nothing };
        if look == Look::Nothing {
            self.container.pour(member, buffer, &mut |piece| hasher.update(piece))?;
            return Ok((hasher.finish(), Seen::default()));
        }
        self.container.fill(member, TEXT_LIMIT, buffer)?;
        hasher.update(buffer);
        let seen = ours::see(&member.path, look, buffer, self.names);
        // A large file leaves no large buffer behind.
        if buffer.capacity() > PIECE {
            *buffer = Vec::new();
        }
        Ok((hasher.finish(), seen))
    }
}

/// Checks the signature beside the bag, where a key is given.
fn signature(
    container: &Container,
    texts: &Texts,
    key: Option<&PublicKey>,
    findings: &mut Vec<Diagnostic>,
) -> Signature {
    let beside = container.signature();
    let Some(key) = key else { return Signature::NoKey { there: beside.is_some() } };
    let checked = match (beside, texts.get(SIGNED)) {
        (None, _) => Err(BagFault::SignatureMissing),
        (Some(Err(fault)), _) => Err(fault),
        (Some(Ok(_)), None) => Err(BagFault::NothingSigned),
        (Some(Ok(text)), Some(message)) => sign::verify(key, &text, message).map_err(|refusal| refused(refusal, key)),
    };
    match checked {
        Ok(comment) => Signature::Verified { key: key.number(), comment },
        Err(fault) => {
            findings.push(bag::of(&container.signature_name(), fault));
            Signature::Refused
        }
    }
}

/// What a signature is of: it covers the manifests, and they cover the rest.
pub const SIGNED: &str = "tagmanifest-sha512.txt";

fn refused(refusal: Refusal, key: &PublicKey) -> BagFault {
    match refusal {
        Refusal::Malformed => BagFault::SignatureMalformed,
        Refusal::OtherKey { signed_by } => BagFault::SignatureOtherKey { signed_by, given: key.number() },
        Refusal::Wrong => BagFault::SignatureWrong,
    }
}

fn summary(container: &Container, bag: &Bag) -> BagSummary {
    let checked = |list: &&list::List| list.file != bag::SM3_LIST || bag.sm3() == Sm3::Tested;
    let used = Algorithm::ALL.into_iter().filter(|a| bag.lists.iter().filter(checked).any(|l| l.algorithm == *a));
    BagSummary {
        name: container.name.clone(),
        kind: container.kind,
        version: bag.version.map(|version| version.to_string()),
        algorithms: used.map(|a| a.name().to_owned()).collect(),
        payload_files: bag.payload_files,
        payload_bytes: bag.payload_bytes,
        info: bag.info.pairs().map(|(label, value)| (label.to_owned(), value.to_owned())).collect(),
    }
}
