//! One part of a build in N parts: which files are its share, what it says of itself, and whether parts make a whole.
//! Never touches the disk and never makes a file.

use crate::diag::{PartFault, PartOdds};
use crate::fingerprint::Sum;
use crate::path::SitePath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The form of a part's list; another number is another form.
const FORMAT: u32 = 1;

/// What the search index costs, of a thousandth of all that parts share. It is made in one piece, by part 1.
const INDEX: u64 = 400;

/// The numbers that a path can be hashed to.
const PLACES: u64 = 1 << 32;

/// Which part of how many: `2/5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    number: u32,
    of: u32,
}

impl Share {
    /// All of it.
    pub const WHOLE: Share = Share { number: 1, of: 1 };

    /// Part `number` of `of`, both from 1.
    pub fn new(number: u32, of: u32) -> Option<Share> {
        (1..=of).contains(&number).then_some(Share { number, of })
    }

    /// Whether it is the first part, which says what all parts find.
    pub fn is_first(self) -> bool {
        self.number == 1
    }

    /// Whether a file of the site is this part's to make. Each file is exactly one part's, and its path alone decides.
    pub fn has(self, path: &SitePath) -> bool {
        self.number == owner(u64::from(crc32fast::hash(path.as_str().as_bytes())), self.of)
    }

    /// Whether the search index is this part's.
    pub fn has_index(self) -> bool {
        self.is_first()
    }
}

/// Part 1 gets so many fewer of the other files as the index costs; the rest is even.
fn owner(place: u64, of: u32) -> u32 {
    let parts = u64::from(of);
    let first =
        if of == 1 { PLACES } else { PLACES * 1000_u64.saturating_sub(INDEX * parts) / ((1000 - INDEX) * parts) };
    match place.checked_sub(first) {
        None => 1,
        Some(behind) => 2 + u32::try_from(behind * (parts - 1) / (PLACES - first)).unwrap_or(0),
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Share {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Share, &'static str> {
        let numbers = text.split_once('/').and_then(|(number, of)| number.parse().ok().zip(of.parse().ok()));
        numbers
            .and_then(|(number, of)| Share::new(number, of))
            .ok_or("写成 K/N，K 从 1 到 N，如 2/5 · write K/N with K from 1 to N, such as 2/5")
    }
}

/// A file of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartFile {
    /// Its place in the site.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Of its bytes.
    pub sha256: Sum,
}

/// What a part says of itself: its list, `part.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    format: u32,
    /// Which program made it.
    pub program: String,
    /// A hash of all content that it was made from.
    pub content: String,
    /// For which readers: `internal` or `public`.
    pub audience: String,
    /// Which part, from 1.
    #[serde(rename = "part")]
    number: u32,
    /// Of how many.
    of: u32,
    /// Entries of the whole site.
    pub entries: usize,
    /// Pages of the whole site.
    pub pages: usize,
    /// Its files, by path.
    pub files: Vec<PartFile>,
}

/// What a part was made by and from; the parts of one site agree in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Which program made it.
    pub program: String,
    /// A hash of all content that it was made from.
    pub content: String,
    /// For which readers.
    pub audience: &'static str,
}

impl Part {
    /// A part with its files; `entries` and `pages` are those of the whole site.
    pub fn new(share: Share, origin: Origin, entries: usize, pages: usize, files: Vec<PartFile>) -> Part {
        let Origin { program, content, audience } = origin;
        let Share { number, of } = share;
        Part { format: FORMAT, program, content, audience: audience.to_owned(), number, of, entries, pages, files }
    }

    /// Reads a list; `None` where it is damaged, of another form, or names a file outside the site.
    pub fn read(bytes: &[u8]) -> Option<Part> {
        let part: Part = serde_json::from_slice(bytes).ok()?;
        let sound =
            part.format == FORMAT && part.share().is_some() && part.files.iter().all(|file| is_inside(&file.path));
        sound.then_some(part)
    }

    /// The bytes that `read` reads.
    pub fn bytes(&self) -> Vec<u8> {
        // Strings and numbers alone cannot fail to serialize.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// Which part it is; `None` where the numbers are no part's.
    pub fn share(&self) -> Option<Share> {
        Share::new(self.number, self.of)
    }
}

/// Whether a path stays in the folder that it is relative to, on every system.
fn is_inside(path: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    path.split('/').all(|name| !matches!(name, "" | "." | "..")) && !path.contains(odd)
}

/// A part and where it lies.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub part: Part,
}

impl Placed {
    /// As messages name it.
    fn name(&self) -> String {
        format!("{} ({}/{})", self.folder.display(), self.part.number, self.part.of)
    }
}

/// All that keeps parts from being one whole site, the least numbered part being taken for the right one.
pub fn faults(parts: &[Placed]) -> Vec<PartFault> {
    let mut sorted: Vec<&Placed> = parts.iter().collect();
    sorted.sort_by_key(|placed| (placed.part.number, placed.part.of));
    let Some(first) = sorted.first() else { return Vec::new() };
    let mut faults: Vec<PartFault> = sorted.iter().flat_map(|other| odds(first, other)).collect();
    let own: Vec<&Placed> = sorted.iter().copied().filter(|placed| placed.part.of == first.part.of).collect();
    let twins = own.windows(2).filter(|two| two[0].part.number == two[1].part.number);
    faults.extend(twins.map(|two| PartFault::Doubled { one: two[0].name(), other: two[1].name() }));
    faults.extend(missing(&own, first.part.of));
    faults.extend(shared(&own));
    faults
}

/// In what a part is another site's.
fn odds(first: &Placed, other: &Placed) -> Vec<PartFault> {
    let (a, b) = (&first.part, &other.part);
    let differ = [
        (PartOdds::Count, a.of != b.of),
        (PartOdds::Program, a.program != b.program),
        (PartOdds::Audience, a.audience != b.audience),
        // The audience is part of the content's hash.
        (PartOdds::Content, a.audience == b.audience && a.content != b.content),
    ];
    let odds = differ.into_iter().filter(|(_, differ)| *differ).map(|(odds, _)| odds);
    odds.map(|odds| PartFault::Odd { odds, one: first.name(), other: other.name() }).collect()
}

/// The gaps in the numbers of sorted parts, those that follow one another together.
fn missing(sorted: &[&Placed], of: u32) -> Vec<PartFault> {
    let ends = sorted.iter().map(|placed| u64::from(placed.part.number)).chain([u64::from(of) + 1]);
    let mut next = 1;
    let mut gaps = Vec::new();
    for number in ends {
        if number > next {
            gaps.push(PartFault::Missing { from: next, to: number - 1, of });
        }
        next = next.max(number + 1);
    }
    gaps
}

/// Files that two parts have: no two parts of a build do.
fn shared(sorted: &[&Placed]) -> Vec<PartFault> {
    let mut owners: BTreeMap<&str, &Placed> = BTreeMap::new();
    let mut faults = Vec::new();
    for placed in sorted {
        for file in &placed.part.files {
            if let Some(other) = owners.insert(&file.path, placed)
                && other.part.number != placed.part.number
            {
                faults.push(PartFault::Shared { file: file.path.clone(), one: other.name(), other: placed.name() });
            }
        }
    }
    faults
}

/// The files below a part's site that its list does not name.
pub fn unlisted(part: &Part, folder: &Path, there: &[String]) -> Vec<PartFault> {
    let listed: std::collections::BTreeSet<&str> = part.files.iter().map(|file| file.path.as_str()).collect();
    let others = there.iter().filter(|path| !listed.contains(path.as_str()));
    others.map(|path| PartFault::Unlisted { file: folder.join(path) }).collect()
}

#[cfg(test)]
mod tests {
    use super::{PLACES, Share, is_inside, owner};
    use crate::path::SitePath;

    #[test]
    fn shares_are_written_as_k_of_n() {
        assert_eq!("2/5".parse(), Share::new(2, 5).ok_or("no share"));
        for garbage in ["", "/", "2", "0/5", "6/5", "0/0", "-1/5", "2/5/6", "two/five", "1/4294967296", " 2/5"] {
            assert!(garbage.parse::<Share>().is_err(), "{garbage}");
        }
    }

    #[test]
    fn every_file_is_exactly_one_parts() {
        for of in [1, 2, 3, 7, 40, u32::MAX] {
            for place in [0, 1, PLACES / 6 - 1, PLACES / 6, PLACES / 2, PLACES - 1] {
                assert!((1..=of).contains(&owner(place, of)), "{place} of {of}");
            }
        }
        for number in 0..500 {
            let path = SitePath::new(format!("activities/2022/{number}/index.html"));
            for of in [1, 2, 3, 7, 40] {
                let owners = (1..=of).filter_map(|k| Share::new(k, of)).filter(|share| share.has(&path));
                assert_eq!(owners.count(), 1, "{path} of {of}");
            }
        }
    }

    #[test]
    fn the_rest_is_shared_evenly() {
        let shares = |of: u32| {
            let mut counts = vec![0; of as usize];
            (0..10_000_u64).for_each(|i| counts[owner(PLACES / 10_000 * i, of) as usize - 1] += 1);
            counts
        };
        let (two, four) = (shares(2), shares(4));
        assert!((1600..1750).contains(&two[0]), "{two:?}");
        assert!(four[0] == 0 && four[1..].iter().all(|count| (3300..3400).contains(count)), "{four:?}");
    }

    #[test]
    fn a_list_names_no_file_outside() {
        for path in ["../x", "/x", "a/../b", "a//b", "C:/x", "a\\b", "", ".", "a/", "a\nb"] {
            assert!(!is_inside(path), "{path}");
        }
        assert!(is_inside("activities/2022/x/index.html") && is_inside(".htaccess"));
    }
}
