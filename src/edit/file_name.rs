//! Names for dropped files: such that Windows takes them and no file that is there has them. Never touches the disk.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Longer names are cut: whole paths must stay below 200 characters.
const LONGEST: usize = 80;

/// The names of Win32 devices ("Naming Files, Paths, and Namespaces"), beside com1–9 and lpt1–9.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A name near to the one given, without folders; `None` where nothing of it is left, and for what would be an entry.
pub fn safe(given: &str) -> Option<String> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or(given);
    let clean: String = last.nfc().map(|c| if refused(c) { '_' } else { c }).collect();
    let clean = clean.trim_start_matches(['.', '~', '$', ' ', '\u{3000}']).trim_end_matches(['.', ' ', '~']);
    let (stem, ending) = divide(clean);
    if stem.is_empty() || matches!(ending.to_lowercase().as_str(), "md" | "yaml" | "yml") {
        return None;
    }
    let stem: String = stem.chars().take(LONGEST).collect();
    let stem = if is_device(&stem) { format!("_{stem}") } else { stem };
    Some(join(stem.trim_end_matches(['.', ' ']), ending))
}

/// The name, numbered where it is taken; `taken` are names in lower case.
pub fn free(name: &str, taken: &BTreeSet<String>) -> Option<String> {
    let (stem, ending) = divide(name);
    let numbered = (2..1000).map(|n| join(&format!("{stem}-{n}"), ending));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(&name.to_lowercase()))
}

/// Whether a file is a picture that pages show.
pub fn is_photo(name: &str) -> bool {
    matches!(divide(name).1.to_lowercase().as_str(), "jpg" | "jpeg" | "png" | "gif" | "webp" | "bmp")
}

fn refused(c: char) -> bool {
    let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    c.is_control() || hidden || "<>:\"|?*\\/".contains(c)
}

fn is_device(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or("").trim_end().to_lowercase();
    let numbered =
        |p| base.strip_prefix(p).is_some_and(|n: &str| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    DEVICES.contains(&base.as_str()) || numbered("com") || numbered("lpt")
}

fn divide(name: &str) -> (&str, &str) {
    name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && ending.len() <= 10).unwrap_or((name, ""))
}

fn join(stem: &str, ending: &str) -> String {
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_refuses_are_mended() {
        for (given, name) in [
            ("签到表.xlsx", "签到表.xlsx"),
            ("C:\\dir\\签到表.xlsx", "签到表.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("a:b?.pdf", "a_b_.pdf"),
            ("con.txt", "_con.txt"),
            ("LPT1.pdf", "_LPT1.pdf"),
            (".hidden.pdf", "hidden.pdf"),
            ("~$打开的.docx", "打开的.docx"),
            ("end. . .", "end"),
            ("x\u{202e}fdp.exe", "x_fdp.exe"),
        ] {
            assert_eq!(safe(given).as_deref(), Some(name));
        }
        for given in ["", "...", "/", "x.md", "site.yaml", "x.MD"] {
            assert_eq!(safe(given), None, "{given}");
        }
        assert!(safe(&"长".repeat(300)).unwrap().chars().count() <= LONGEST);
    }

    #[test]
    fn a_taken_name_is_numbered() {
        let taken = BTreeSet::from([String::from("a.pdf"), String::from("a-2.pdf")]);
        assert_eq!(free("A.pdf", &taken).as_deref(), Some("A-3.pdf"));
        assert_eq!(free("b.pdf", &taken).as_deref(), Some("b.pdf"));
    }
}
