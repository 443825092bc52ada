//! Paths in lists: which are refused, how they are decoded, how names are compared.
//! Never touches the disk: a path from a list is only ever looked up among the names that the bag has.

use super::tag::Version;
use crate::diag::PathFault;
use std::borrow::Cow;
use std::collections::HashMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Why a path must not be looked for, on any system: what one system takes for a name leaves the bag on another.
pub fn refuse(path: &str) -> Option<PathFault> {
    let mut parts = path.split(['/', '\\']);
    if path.is_empty() {
        Some(PathFault::Empty)
    } else if path.starts_with(r"\\") || path.starts_with("//") {
        Some(PathFault::Unc)
    } else if path.starts_with(['/', '\\']) {
        Some(PathFault::Absolute)
    } else if path.starts_with('~') {
        Some(PathFault::Home)
    } else if is_drive(path) {
        Some(PathFault::Drive)
    } else if is_variable(path) {
        Some(PathFault::Variable)
    } else if parts.any(|part| part == "..") {
        Some(PathFault::Parent)
    } else if path.contains('\0') {
        Some(PathFault::Control)
    } else {
        None
    }
}

/// `C:` and what follows; also `data:` streams of a one-letter name, which Windows reads as a drive.
fn is_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() > 1 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

/// `%HomeDrive%\…`: a program that hands a path to a Windows shell would leave the bag.
fn is_variable(path: &str) -> bool {
    path.strip_prefix('%').and_then(|rest| rest.split_once('%')).is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"()_".contains(&b)) && !is_hex(name)
    })
}

/// `%0A…%`: an encoded byte, no variable.
fn is_hex(name: &str) -> bool {
    name.len() >= 2 && name.bytes().take(2).all(|b| b.is_ascii_hexdigit())
}

/// The path without `.` and empty parts; `None` where it has none of them.
pub fn without_dots(path: &str) -> Option<String> {
    let needless = |part: &str| part == "." || part.is_empty();
    path.split('/').any(needless).then(|| path.split('/').filter(|part| !needless(part)).collect::<Vec<_>>().join("/"))
}

/// The name that a path in a list stands for. Before 1.0 only line ends are encoded, so that `%7E` and `%25` are
/// themselves; 1.0 (RFC 8493, 2.1.3) encodes `%` as well, and nothing else.
pub fn decode(path: &str, version: Version) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut decoded = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        decoded.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).unwrap_or("").to_ascii_uppercase();
        let plain = match code.as_str() {
            "0A" => Some('\n'),
            "0D" => Some('\r'),
            "25" if version >= Version::V1_0 => Some('%'),
            _ => None,
        };
        decoded.push(plain.unwrap_or('%'));
        rest = &rest[at + if plain.is_some() { 3 } else { 1 }..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The name after the one normalisation by which all are compared (NFC).
pub fn normal(name: &str) -> Cow<'_, str> {
    if is_nfc(name) { Cow::Borrowed(name) } else { Cow::Owned(name.nfc().collect()) }
}

/// The name without differences of case.
pub fn folded(name: &str) -> String {
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() }
}

/// Files that systems make for themselves (Finder, Explorer, Windows shares).
pub fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, ".DS_Store" | "Thumbs.db" | "ehthumbs.db" | "desktop.ini" | "Desktop.ini")
        || name.starts_with("._")
        || path.split('/').any(|part| matches!(part, "__MACOSX" | ".Spotlight-V100" | ".Trashes" | "$RECYCLE.BIN"))
}

/// How a listed name was found among those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Letter by letter.
    Exactly(usize),
    /// After normalisation only.
    Normalised(usize),
}

/// The names of a bag's files, by number.
#[derive(Debug)]
pub struct Names<'a> {
    exact: HashMap<&'a str, usize>,
    normal: HashMap<Cow<'a, str>, usize>,
}

impl<'a> Names<'a> {
    /// Names in the order that numbers them.
    pub fn new(names: impl Iterator<Item = &'a str>) -> Self {
        let (mut exact, mut by_form) = (HashMap::new(), HashMap::new());
        for (number, name) in names.enumerate() {
            exact.insert(name, number);
            // ASCII names are their own normal form, and are found exactly or not at all.
            if !name.is_ascii() {
                by_form.entry(normal(name)).or_insert(number);
            }
        }
        Names { exact, normal: by_form }
    }

    /// The number of a name that is there letter by letter.
    pub fn exact(&self, name: &str) -> Option<usize> {
        self.exact.get(name).copied()
    }

    /// The number of a name.
    pub fn find(&self, name: &str) -> Option<Found> {
        if let Some(number) = self.exact.get(name) {
            return Some(Found::Exactly(*number));
        }
        (!name.is_ascii()).then(|| self.normal.get(normal(name).as_ref()).copied().map(Found::Normalised)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_bag_on_any_system_is_refused() {
        for (path, why) in [
            ("/etc/passwd", PathFault::Absolute),
            ("../x", PathFault::Parent),
            ("data/../../x", PathFault::Parent),
            (r"data\..\..\x", PathFault::Parent),
            ("~/foo", PathFault::Home),
            ("~root/foo", PathFault::Home),
            (r"C:\Windows\System32\setx.exe", PathFault::Drive),
            ("c:foo", PathFault::Drive),
            (r"\\server\share", PathFault::Unc),
            (r"\\?\UNC\server\share", PathFault::Unc),
            ("//server/share", PathFault::Unc),
            (r"%HomeDrive%\Windows", PathFault::Variable),
            ("", PathFault::Empty),
            ("data/a\0b", PathFault::Control),
        ] {
            assert_eq!(refuse(path), Some(why), "{path}");
        }
        for path in ["data/x", "data/..x", "data/x..", "data/~x", "data/100%.txt", "%0Ax%0A", "bag-info.txt"] {
            assert_eq!(refuse(path), None, "{path}");
        }
    }

    #[test]
    fn percent_means_what_the_version_says() {
        assert_eq!(decode("data/a%0Ab%0dc", Version::V0_97), "data/a\nb\rc");
        assert_eq!(decode("data/%7E%25", Version::V0_97), "data/%7E%25");
        assert_eq!(decode("data/%7E%25", Version::V1_0), "data/%7E%");
        assert_eq!(decode("data/%250A", Version::V1_0), "data/%0A");
        assert_eq!(decode("data/100%", Version::V1_0), "data/100%");
        assert_eq!(decode("data/%汉字", Version::V1_0), "data/%汉字");
    }

    #[test]
    fn names_are_compared_after_one_normalisation() {
        let names = Names::new(["data/Nu\u{301}n\u{303}ez", "data/x"].into_iter());
        assert_eq!(names.find("data/N\u{fa}\u{f1}ez"), Some(Found::Normalised(0)));
        assert_eq!(names.find("data/Nu\u{301}n\u{303}ez"), Some(Found::Exactly(0)));
        assert_eq!(names.find("data/X"), None);
    }
}
