//! The checks of BagIt 0.93 to 1.0 (RFC 8493) over what was listed and read: complete first, then valid.
//! Pure: names, sizes, texts and checksums in, faults out. Never touches the disk.

use super::Lists;
use super::container::Member;
use super::digest::{Algorithm, Algorithms, Digests};
use super::list::{self, Fetch, Line, List, Role};
use super::name::{self, Found, Names};
use super::tag::{self, Declaration, Info, LineFault, Version};
use crate::diag::{BagFault, Diagnostic, Fault, Place, Severity};
use crate::path::SourcePath;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The bytes of the tag files that are read as texts, by name.
pub type Texts = BTreeMap<String, Vec<u8>>;

/// A bag as its tag files describe it.
#[derive(Debug)]
pub struct Bag {
    /// As declared; `None` where the declaration cannot be read.
    pub version: Option<Version>,
    /// `bag-info.txt`.
    pub info: Info,
    /// Manifests, tag manifests and, of our own bags, the SM3 list.
    pub lists: Vec<List>,
    /// Files of `data/`.
    pub payload_files: u64,
    /// Their bytes.
    pub payload_bytes: u64,
    /// What must hold: member, list and checksum.
    expected: Vec<Expected>,
}

#[derive(Debug)]
struct Expected {
    member: usize,
    list: usize,
    line: u32,
    hash: Vec<u8>,
}

/// Whether a member's bytes are needed as a text.
pub fn is_text(path: &str) -> bool {
    matches!(path, "bagit.txt" | "bag-info.txt" | "package-info.txt" | "fetch.txt" | SM3_LIST)
        || list::claim(path).is_some()
}

/// The SM3 list of our own bags.
pub const SM3_LIST: &str = "sm3.txt";

/// What became of that list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sm3 {
    /// There is none.
    Absent,
    /// Only its names were compared.
    Untested,
    /// Its checksums too.
    Tested,
}

/// Who made the bag stands here.
pub const AGENT: &str = "Bag-Software-Agent";

/// A fault in a line of a file of the bag.
pub fn at(file: &str, line: u32, fault: BagFault) -> Diagnostic {
    let place = Place { line, ..Place::START };
    Diagnostic::new(&SourcePath::new(file), place, Fault::Bag(fault))
}

/// A fault of a file of the bag as a whole.
pub fn of(file: &str, fault: BagFault) -> Diagnostic {
    at(file, 1, fault)
}

fn all_at(file: &str, faults: Vec<LineFault>) -> impl Iterator<Item = Diagnostic> {
    faults.into_iter().map(move |(line, fault)| at(file, line, fault))
}

/// What is being checked, and what was found so far.
struct Check<'a> {
    members: &'a [Member],
    names: &'a Names<'a>,
    version: Version,
    faults: Vec<Diagnostic>,
}

/// A list as it was read, and the faults of its lines.
type ReadList = (List, Vec<LineFault>);

/// A bag's plain files with their names, which are numbered as the files are, and its folders.
#[derive(Clone, Copy)]
pub struct Listed<'a> {
    /// Its files.
    pub members: &'a [Member],
    /// Their names.
    pub names: &'a Names<'a>,
    /// Its folders.
    pub folders: &'a [String],
}

/// Reads the tag files and checks that lists and files agree; no payload file is needed for it.
pub fn read(listed: Listed, texts: &Texts, worked_out: Lists) -> (Bag, Vec<Diagnostic>) {
    let Listed { members, names, folders } = listed;
    let (declaration, faults) = declaration(texts);
    let version = declaration.version.unwrap_or(Version::V1_0);
    let mut check = Check { members, names, version, faults };
    let info = check.info(&declaration, texts);
    let is_ours = info.get(AGENT).is_some_and(|agent| agent.starts_with("dangan "));
    let lists = check.lists(&declaration, texts, is_ours);
    let fetch = check.fetch(&declaration, texts);
    let mut aside = check.beginning();
    let (mut expected, ()) = rayon::join(|| check.follow(&lists, &fetch), || aside.names_clash());
    check.faults.append(&mut aside.faults);
    check.coverage(&lists, &expected);
    check.fetch_is_listed(&lists, &fetch);
    check.payload(folders);
    check.oxum(&info);
    // What the SM3 list names is checked in any case; its checksums only where that is asked for.
    expected.retain(|one| worked_out == Lists::All || lists[one.list].file != SM3_LIST);
    let payload = members.iter().filter(|m| m.path.starts_with("data/"));
    let (payload_files, payload_bytes) = payload.fold((0, 0), |(count, bytes), m| (count + 1, bytes + m.size));
    let bag = Bag { version: declaration.version, info, lists, payload_files, payload_bytes, expected };
    (bag, check.faults)
}

fn declaration(texts: &Texts) -> (Declaration, Vec<Diagnostic>) {
    const FILE: &str = "bagit.txt";
    let Some(bytes) = texts.get(FILE) else {
        let unknown = Declaration { version: None, encoding: tag::Encoding::Utf8 };
        return (unknown, vec![of(FILE, BagFault::NoDeclaration)]);
    };
    let (declaration, faults) = tag::declaration(bytes);
    (declaration, all_at(FILE, faults).collect())
}

impl Check<'_> {
    /// The same check without the faults that it has found: another thread's share of it.
    fn beginning(&self) -> Self {
        Check { members: self.members, names: self.names, version: self.version, faults: Vec::new() }
    }

    fn add(&mut self, file: &str, line: u32, fault: BagFault) {
        self.faults.push(at(file, line, fault));
    }

    /// A tag file's text in the encoding that the bag declares.
    fn text(&mut self, declaration: &Declaration, texts: &Texts, file: &str) -> Option<String> {
        let text = declaration.encoding.decode(texts.get(file)?);
        if text.is_none() {
            let encoding = declaration.encoding.to_string();
            self.add(file, 1, BagFault::NotInEncoding { encoding });
        }
        text
    }

    fn info(&mut self, declaration: &Declaration, texts: &Texts) -> Info {
        let file = self.version.info_file();
        let Some(text) = self.text(declaration, texts, file) else { return Info::default() };
        let (info, faults) = tag::info(&text, self.version);
        self.faults.extend(all_at(file, faults));
        info
    }

    fn lists(&mut self, declaration: &Declaration, texts: &Texts, is_ours: bool) -> Vec<List> {
        let files: Vec<&String> =
            texts.keys().filter(|f| list::claim(f).is_some() || *f == SM3_LIST && is_ours).collect();
        let read = |file: &&String| {
            let mut check = self.beginning();
            let read = check.list(declaration, texts, file);
            (read, check.faults)
        };
        let read: Vec<(Option<ReadList>, Vec<Diagnostic>)> = files.par_iter().map(read).collect();
        let mut lists = Vec::new();
        for (read, faults) in read {
            self.faults.extend(faults);
            if let Some((list, faults)) = read {
                self.faults.extend(all_at(&list.file, faults));
                lists.push(list);
            }
        }
        if !texts.keys().any(|file| list::claim(file).is_some_and(|(_, role)| role == Role::Payload)) {
            self.add("manifest-sha512.txt", 1, BagFault::NoManifest);
        }
        self.tag_manifests(&lists);
        lists
    }

    fn list(&mut self, declaration: &Declaration, texts: &Texts, file: &str) -> Option<ReadList> {
        let Some((name, role)) = list::claim(file) else {
            return self.text(declaration, texts, file).map(|text| list::sm3(file, &text));
        };
        let Some(algorithm) = Algorithm::named(name) else {
            self.add(file, 1, BagFault::Algorithm { name: name.to_owned() });
            return None;
        };
        let text = self.text(declaration, texts, file)?;
        Some(list::manifest(file, algorithm, role, &text))
    }

    /// Since 0.97 a tag manifest must list every payload manifest (RFC 8493, 2.2.1).
    fn tag_manifests(&mut self, lists: &[List]) {
        let manifests = |role| lists.iter().filter(move |l| l.role == role && l.file != SM3_LIST);
        for tag in manifests(Role::Tag) {
            let listed: BTreeSet<&str> = tag.lines.iter().map(|line| line.path.trim_start_matches("./")).collect();
            for manifest in manifests(Role::Payload).filter(|_| self.version >= Version::V0_97) {
                if !listed.contains(manifest.file.as_str()) {
                    self.faults.push(of(&tag.file, BagFault::TagManifestOmits { manifest: manifest.file.clone() }));
                }
            }
            if manifests(Role::Payload).all(|manifest| manifest.algorithm != tag.algorithm) {
                let algorithm = tag.algorithm.name().to_owned();
                self.faults.push(of(&tag.file, BagFault::TagManifestAlone { algorithm }));
            }
        }
    }

    fn fetch(&mut self, declaration: &Declaration, texts: &Texts) -> Vec<Fetch> {
        const FILE: &str = "fetch.txt";
        let Some(text) = self.text(declaration, texts, FILE) else { return Vec::new() };
        let (fetch, faults) = list::fetch(&text);
        self.faults.extend(all_at(FILE, faults));
        fetch
    }

    /// Every line of every list → the member it is of, if there is one.
    fn follow(&mut self, lists: &[List], fetch: &[Fetch]) -> Vec<Expected> {
        let elsewhere: HashMap<Cow<str>, &str> =
            fetch.iter().map(|f| (self.plain(&f.path), f.address.as_str())).collect();
        let follow = |(number, list): (usize, &List)| {
            let mut check = self.beginning();
            let expected = check.follow_one(number, list, &elsewhere);
            (expected, check.faults)
        };
        let followed: Vec<(Vec<Expected>, Vec<Diagnostic>)> = lists.par_iter().enumerate().map(follow).collect();
        let mut expected = Vec::new();
        for (list, (of_list, faults)) in lists.iter().zip(followed) {
            expected.extend(of_list);
            self.faults.extend(faults);
            if !list.ends && !self.faults.iter().any(|d| is_cut(d, &list.file)) {
                let line = crate::diag::count(list.lines.len());
                self.add(&list.file, line.max(1), BagFault::ListNoEnd);
            }
        }
        expected
    }

    fn follow_one(&mut self, number: usize, list: &List, elsewhere: &HashMap<Cow<str>, &str>) -> Vec<Expected> {
        let mut expected = Vec::with_capacity(list.lines.len());
        let mut seen: HashMap<Cow<str>, &Line> = HashMap::with_capacity(list.lines.len());
        for line in &list.lines {
            let Some(path) = self.admit(list, line) else { continue };
            if let Some(first) = seen.insert(path.clone(), line) {
                self.again(list, line, first);
                continue;
            }
            match self.find(list, line, &path) {
                Some(member) => {
                    let (hash, line) = (line.hash.clone(), line.number);
                    expected.push(Expected { member, list: number, line, hash });
                }
                None => self.missing(list, line, &path, elsewhere.get(&path).copied()),
            }
        }
        expected
    }

    /// A path as it is looked up: decoded, without needless dots.
    fn plain<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let decoded = name::decode(path, self.version);
        name::without_dots(&decoded).map_or(decoded, Cow::Owned)
    }

    /// The path that a line names, unless it must not be looked for or does not belong into this list.
    fn admit<'l>(&mut self, list: &List, line: &'l Line) -> Option<Cow<'l, str>> {
        let decoded = name::decode(&line.path, self.version);
        if let Some(why) = name::refuse(&line.path).or_else(|| name::refuse(&decoded)) {
            self.add(&list.file, line.number, BagFault::Path { path: line.path.clone(), why });
            return None;
        }
        let path = name::without_dots(&decoded);
        if path.is_some() {
            self.add(&list.file, line.number, BagFault::DotPath { path: line.path.clone() });
        }
        let path = path.map_or(decoded, Cow::Owned);
        if line.star {
            self.add(&list.file, line.number, BagFault::Star { path: line.path.clone() });
        }
        let misplaced = match list.role {
            Role::Payload if !path.starts_with("data/") => Some(BagFault::NotPayload { path: path.to_string() }),
            Role::Tag if path.starts_with("data/") => Some(BagFault::NotTag { path: path.to_string() }),
            Role::Tag if list::claim(&path).is_some_and(|(_, role)| role == Role::Tag) => {
                Some(BagFault::ListsTagManifest { path: path.to_string() })
            }
            _ => None,
        };
        let fits = misplaced.is_none();
        if let Some(fault) = misplaced {
            self.add(&list.file, line.number, fault);
        }
        fits.then_some(path)
    }

    fn again(&mut self, list: &List, line: &Line, first: &Line) {
        let path = line.path.clone();
        let severity = if self.version >= Version::V1_0 { Severity::Error } else { Severity::Warning };
        let same = first.hash == line.hash;
        let fault = if same { BagFault::ListedAgain { path, severity } } else { BagFault::ListedTwice { path } };
        self.add(&list.file, line.number, fault);
    }

    /// The member of that name; as it stands in the list where the encoded form names none.
    fn find(&mut self, list: &List, line: &Line, path: &str) -> Option<usize> {
        let encoded = self.names.find(path);
        let found = encoded.or_else(|| self.names.find(&line.path));
        let bare = encoded.is_none() || self.version >= Version::V1_0 && has_bare_percent(&line.path);
        if found.is_some() && bare {
            self.add(&list.file, line.number, BagFault::PercentBare { path: line.path.clone() });
        }
        match found? {
            Found::Exactly(member) => Some(member),
            Found::Normalised(member) => {
                let listed = line.path.clone();
                self.faults.push(of(&self.members[member].path, BagFault::NormalForm { listed }));
                Some(member)
            }
        }
    }

    fn missing(&mut self, list: &List, line: &Line, path: &str, address: Option<&str>) {
        let is_last = list.lines.last().is_some_and(|last| last.number == line.number);
        let fault = match address {
            _ if is_last && !list.ends => return self.add(&list.file, line.number, BagFault::ListCut),
            Some(address) => BagFault::NotFetched { address: tag::shorten(address) },
            None => BagFault::Missing { list: list.file.clone() },
        };
        self.add(path, 1, fault);
    }

    /// Every payload file must stand in every payload list (RFC 8493, 2.1.3).
    fn coverage(&mut self, lists: &[List], expected: &[Expected]) {
        let mut listed: Vec<Vec<usize>> = vec![Vec::new(); self.members.len()];
        for one in expected {
            listed[one.member].push(one.list);
        }
        let payload_lists: Vec<usize> = (0..lists.len()).filter(|i| lists[*i].role == Role::Payload).collect();
        for (member, lists_of_it) in self.members.iter().zip(listed) {
            if !member.path.starts_with("data/") || payload_lists.is_empty() {
                continue;
            }
            if lists_of_it.is_empty() {
                self.faults.push(of(&member.path, BagFault::Unlisted));
                continue;
            }
            for absent in payload_lists.iter().filter(|list| !lists_of_it.contains(list)) {
                let list = lists[*absent].file.clone();
                self.faults.push(of(&member.path, BagFault::NotInEvery { list }));
            }
        }
    }

    fn fetch_is_listed(&mut self, lists: &[List], fetch: &[Fetch]) {
        const FILE: &str = "fetch.txt";
        if fetch.is_empty() {
            return;
        }
        let listed: Vec<BTreeSet<Cow<str>>> = (lists.iter().filter(|l| l.role == Role::Payload))
            .map(|list| list.lines.iter().map(|line| self.plain(&line.path)).collect())
            .collect();
        for line in fetch {
            let path = self.plain(&line.path);
            if let Some(why) = name::refuse(&line.path).or_else(|| name::refuse(&path)) {
                self.add(FILE, line.number, BagFault::Path { path: line.path.clone(), why });
            } else if !path.starts_with("data/") {
                self.add(FILE, line.number, BagFault::FetchTagFile { path: path.into_owned() });
            } else if !listed.iter().all(|list| list.contains(&path)) {
                self.add(FILE, line.number, BagFault::FetchUnlisted { path: path.into_owned() });
            }
        }
    }

    fn payload(&mut self, folders: &[String]) {
        let there = folders.iter().any(|f| f == "data") || self.members.iter().any(|m| m.path.starts_with("data/"));
        if !there {
            self.add("data", 1, BagFault::NoPayload);
        }
    }

    fn oxum(&mut self, info: &Info) {
        let file = self.version.info_file();
        let (said, faults) = info.oxum();
        self.faults.extend(all_at(file, faults));
        let Some((line, octets, count)) = said else { return };
        let sizes: Vec<u64> = self.members.iter().filter(|m| m.path.starts_with("data/")).map(|m| m.size).collect();
        let (bytes, files) = (sizes.iter().sum::<u64>(), sizes.len() as u64);
        if (octets, count) != (bytes, files) {
            let fault = BagFault::Oxum { said: format!("{octets}.{count}"), is: format!("{bytes}.{files}") };
            self.add(file, line, fault);
        }
    }

    /// Names that some system cannot tell apart, and files that systems make for themselves.
    fn names_clash(&mut self) {
        let (mut by_form, mut by_case) = (HashMap::new(), HashMap::new());
        for member in self.members {
            let form = name::normal(&member.path);
            let case = name::folded(&form);
            if let Some(other) = by_form.insert(form, &member.path) {
                let other = other.clone();
                self.faults.push(of(&member.path, BagFault::NormalTwin { other }));
            } else if let Some(other) = by_case.insert(case, &member.path) {
                let other = other.clone();
                self.faults.push(of(&member.path, BagFault::CaseTwin { other }));
            }
            if name::is_system_file(&member.path) {
                self.faults.push(of(&member.path, BagFault::SystemFile));
            }
        }
    }
}

fn is_cut(d: &Diagnostic, file: &str) -> bool {
    d.file.as_str() == file && d.fault == Fault::Bag(BagFault::ListCut)
}

/// A `%` that 1.0 wants written as `%25`: one that encodes nothing.
fn has_bare_percent(path: &str) -> bool {
    path.match_indices('%').any(|(at, _)| {
        let code = path.get(at + 1..at + 3).unwrap_or("");
        !["25", "0A", "0D"].iter().any(|known| known.eq_ignore_ascii_case(code))
    })
}

impl Bag {
    /// Whether this program made it.
    pub fn is_ours(&self) -> bool {
        self.info.get(AGENT).is_some_and(|agent| agent.starts_with("dangan "))
    }

    /// Whether the SM3 list is there and was worked out.
    pub fn sm3(&self) -> Sm3 {
        let Some(list) = self.lists.iter().position(|list| list.file == SM3_LIST) else { return Sm3::Absent };
        if self.expected.iter().any(|one| one.list == list) { Sm3::Tested } else { Sm3::Untested }
    }

    /// The algorithms by which each member must be checked, in the members' order.
    pub fn algorithms(&self, members: &[Member]) -> Vec<Algorithms> {
        let mut needed = vec![Algorithms::default(); members.len()];
        for one in &self.expected {
            needed[one.member] = needed[one.member].with(self.lists[one.list].algorithm);
        }
        needed
    }

    /// Every checksum that does not hold: the file's fault where no list agrees with it, else that list's.
    /// A member that could not be read has none, and its own fault.
    pub fn compare(&self, members: &[Member], digests: &[Option<Digests>]) -> Vec<Diagnostic> {
        let holds = |one: &Expected| {
            let algorithm = self.lists[one.list].algorithm;
            digests[one.member].as_ref().map(|d| d.get(algorithm) == Some(one.hash.as_slice()))
        };
        let agreeing: BTreeSet<usize> =
            self.expected.iter().filter(|one| holds(one) == Some(true)).map(|one| one.member).collect();
        let fault = |one: &Expected| {
            let (list, path) = (&self.lists[one.list], &members[one.member].path);
            let algorithm = list.algorithm.name().to_uppercase();
            if agreeing.contains(&one.member) {
                return at(&list.file, one.line, BagFault::ListWrong { path: path.clone(), algorithm });
            }
            of(path, BagFault::Checksum { list: list.file.clone(), algorithm })
        };
        self.expected.iter().filter(|one| holds(one) == Some(false)).map(fault).collect()
    }
}
