//! `bagit.txt` and `bag-info.txt`: texts → version, encoding, labels and values, and their faults.
//! Never looks at a payload file and never reads a disk.

use crate::diag::{BagFault, Severity};

/// A version of BagIt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    /// draft-kunze-bagit-00.
    pub const V0_93: Version = Version { major: 0, minor: 93 };
    /// The last whose metadata is `package-info.txt`.
    pub const V0_95: Version = Version { major: 0, minor: 95 };
    /// The last draft.
    pub const V0_97: Version = Version { major: 0, minor: 97 };
    /// RFC 8493.
    pub const V1_0: Version = Version { major: 1, minor: 0 };

    /// `M.N`, both written out: `.97` is no version.
    fn parse(text: &str) -> Option<Version> {
        let (major, minor) = text.split_once('.')?;
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        Some(Version { major: number(major)?, minor: number(minor)? })
    }

    fn is_known(self) -> bool {
        self == Version::V1_0 || (Version::V0_93..=Version::V0_97).contains(&self)
    }

    /// The file that holds the bag's metadata.
    pub fn info_file(self) -> &'static str {
        if self <= Version::V0_95 { "package-info.txt" } else { "bag-info.txt" }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// How the tag files' texts are encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The usual one.
    Utf8,
    /// Each byte is the character of its number.
    Latin1,
    /// Either end first, as its byte order mark says, else the big one (RFC 2781, 4.3).
    Utf16,
    /// Any other that the WHATWG standard names.
    Other(&'static encoding_rs::Encoding),
}

impl Encoding {
    fn named(name: &str) -> Option<Encoding> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Encoding::Utf8),
            "iso-8859-1" | "latin1" | "us-ascii" | "ascii" => Some(Encoding::Latin1),
            "utf-16" => Some(Encoding::Utf16),
            _ => encoding_rs::Encoding::for_label(name.as_bytes()).map(Encoding::Other),
        }
    }

    /// The text; `None` where the bytes are not in this encoding.
    pub fn decode(&self, bytes: &[u8]) -> Option<String> {
        match self {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Encoding::Latin1 => Some(bytes.iter().map(|b| char::from(*b)).collect()),
            Encoding::Utf16 => {
                let little = bytes.starts_with(&[0xff, 0xfe]);
                decode(if little { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE }, bytes)
            }
            Encoding::Other(encoding) => decode(encoding, bytes),
        }
    }
}

fn decode(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<String> {
    let (text, faulty) = encoding.decode_with_bom_removal(bytes);
    (!faulty).then(|| text.into_owned())
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Latin1 => "ISO-8859-1",
            Encoding::Utf16 => "UTF-16",
            Encoding::Other(encoding) => encoding.name(),
        })
    }
}

/// A fault of a text, with its line, from 1.
pub type LineFault = (u32, BagFault);

/// What `bagit.txt` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The version; 1.0 where it is not to be read, so that the rest is checked strictly.
    pub version: Option<Version>,
    /// The tag files' encoding.
    pub encoding: Encoding,
}

const VERSION_LABEL: &str = "BagIt-Version";
const ENCODING_LABEL: &str = "Tag-File-Character-Encoding";

/// Reads `bagit.txt`: exactly two lines in UTF-8 without a byte order mark (RFC 8493, 2.1.1).
pub fn declaration(bytes: &[u8]) -> (Declaration, Vec<LineFault>) {
    let mut faults = Vec::new();
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, std::borrow::Cow::Owned(_)) {
        faults.push((1, BagFault::NotInEncoding { encoding: String::from("UTF-8") }));
    }
    let text = text.strip_prefix('\u{feff}').map_or(text.as_ref(), |rest| {
        faults.push((1, BagFault::DeclarationBom));
        rest
    });
    let lines = lines(text);
    let labels: Vec<&str> = lines.iter().map(|line| line.split(':').next().unwrap_or("").trim()).collect();
    if labels.len() >= 2 && labels[0] == ENCODING_LABEL && labels[1] == VERSION_LABEL {
        faults.push((1, BagFault::DeclarationSwapped));
    }
    for (number, line) in lines.iter().enumerate().skip(2) {
        faults.push((crate::diag::count(number + 1), BagFault::DeclarationExtra { text: shorten(line) }));
    }
    let version = version(&lines, &mut faults);
    let encoding = encoding(&lines, &mut faults);
    (Declaration { version, encoding }, faults)
}

fn version(lines: &[&str], faults: &mut Vec<LineFault>) -> Option<Version> {
    let Some((line, value)) = value(lines, VERSION_LABEL, faults) else {
        let text = shorten(lines.first().unwrap_or(&""));
        faults.push((1, BagFault::DeclarationLine { text }));
        return None;
    };
    let version = Version::parse(&value).filter(|version| version.is_known());
    if version.is_none() {
        faults.push((line, BagFault::Version { text: shorten(&value) }));
    }
    version
}

fn encoding(lines: &[&str], faults: &mut Vec<LineFault>) -> Encoding {
    let Some((line, value)) = value(lines, ENCODING_LABEL, faults) else {
        match lines.get(1) {
            Some(text) if !text.starts_with(VERSION_LABEL) => {
                faults.push((2, BagFault::DeclarationLine { text: shorten(text) }));
            }
            _ => faults.push((1, BagFault::NoEncoding)),
        }
        return Encoding::Utf8;
    };
    Encoding::named(&value).unwrap_or_else(|| {
        faults.push((line, BagFault::Encoding { text: shorten(&value) }));
        Encoding::Utf8
    })
}

/// The value of a label, with its line; reports white space that should not be there.
fn value(lines: &[&str], label: &str, faults: &mut Vec<LineFault>) -> Option<(u32, String)> {
    let mut found = lines.iter().take(2).enumerate();
    let (number, line) = found.find(|(_, line)| line.split(':').next().unwrap_or("").trim() == label)?;
    let (number, value) = (crate::diag::count(number + 1), line.split_once(':')?.1);
    let exact = line.strip_prefix(label).and_then(|rest| rest.strip_prefix(": "));
    if exact.is_none_or(|value| value.trim() != value) {
        faults.push((number, BagFault::DeclarationSpace { text: shorten(line) }));
    }
    Some((number, value.trim().to_owned()))
}

/// Lines that end in LF, CR or CRLF; the last need not end.
pub fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        lines.push(&rest[..end]);
        let skip = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = rest.get(end + skip..).unwrap_or("");
    }
    lines
}

/// A line as a message shows it.
pub fn shorten(line: &str) -> String {
    const SHOWN: usize = 80;
    let clean = line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    if line.chars().count() > SHOWN { clean.take(SHOWN).chain(['…']).collect() } else { clean.collect() }
}

/// Labels and values of `bag-info.txt`, in order, with the line of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info(Vec<(u32, String, String)>);

impl Info {
    /// Labels and values, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(_, label, value)| (label.as_str(), value.as_str()))
    }

    /// The first value of a label, whose case does not matter.
    pub fn get(&self, label: &str) -> Option<&str> {
        self.pairs().find(|(l, _)| l.eq_ignore_ascii_case(label)).map(|(_, value)| value)
    }

    fn all(&self, label: &str) -> Vec<(u32, &str)> {
        let own = self.0.iter().filter(|(_, l, _)| l.eq_ignore_ascii_case(label));
        own.map(|(line, _, value)| (*line, value.as_str())).collect()
    }

    /// Octets and files as `Payload-Oxum` says; its faults of form.
    pub fn oxum(&self) -> (Option<(u32, u64, u64)>, Vec<LineFault>) {
        let all = self.all("Payload-Oxum");
        let twice = all.iter().skip(1).map(|(line, _)| (*line, BagFault::OxumTwice));
        let mut faults: Vec<LineFault> = twice.collect();
        let Some((line, text)) = all.first() else { return (None, faults) };
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u64>().ok()).flatten();
        let parsed = text.split_once('.').and_then(|(octets, count)| Some((*line, number(octets)?, number(count)?)));
        if parsed.is_none() {
            faults.push((*line, BagFault::OxumShape { text: shorten(text) }));
        }
        (parsed, faults)
    }
}

/// Labels that RFC 8493 (2.2.2) wants at most once.
const ONCE: [&str; 2] = ["Bagging-Date", "Bag-Size"];

/// Reads `bag-info.txt` or `package-info.txt`.
pub fn info(text: &str, version: Version) -> (Info, Vec<LineFault>) {
    let mut info = Info::default();
    let mut faults = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in lines(text).into_iter().enumerate() {
        let number = crate::diag::count(number + 1);
        if line.trim().is_empty() {
            continue;
        }
        if line.starts_with([' ', '\t']) {
            match info.0.last_mut() {
                Some((_, _, value)) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                None => faults.push((number, BagFault::InfoLine { text: shorten(line) })),
            }
            continue;
        }
        let Some((label, value)) = line.split_once(':').filter(|(label, _)| !label.trim().is_empty()) else {
            faults.push((number, BagFault::InfoLine { text: shorten(line) }));
            continue;
        };
        if version >= Version::V1_0 && !is_spaced(label, value) {
            faults.push((number, BagFault::InfoSpace { text: shorten(line) }));
        }
        info.0.push((number, label.trim().to_owned(), value.trim().to_owned()));
    }
    if version >= Version::V1_0 {
        let again = ONCE.iter().flat_map(|label| {
            info.all(label)
                .into_iter()
                .skip(1)
                .map(|(line, _)| (line, BagFault::InfoRepeated { label: (*label).to_owned() }))
        });
        faults.extend(again.collect::<Vec<_>>());
    }
    (info, faults)
}

/// `Label: value`: nothing around the label, one space or tab after the colon (RFC 8493, 2.2.2).
fn is_spaced(label: &str, value: &str) -> bool {
    let one = value.strip_prefix([' ', '\t']);
    label == label.trim() && one.is_some_and(|rest| !rest.starts_with([' ', '\t']))
}

/// Whether a fault makes a bag invalid.
pub fn is_error(fault: &BagFault) -> bool {
    fault.severity() == Severity::Error
}
