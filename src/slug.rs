//! Any text → the part of an address that stands for it: pinyin, Latin letters, digits, hyphens.
//! Never looks at other names, so the same text has the same slug everywhere.

use pinyin::ToPinyin;

/// Longest slug, in bytes.
pub const LIMIT: usize = 60;

/// `[a-z0-9-]+`: Han characters in pinyin (their commonest reading), Latin letters in lower case,
/// everything else a hyphen. Never empty, and never a name that Windows keeps for itself.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut slug, c);
    }
    let cut = cut(slug.trim_matches('-'), LIMIT);
    if cut.is_empty() {
        return format!("x{:08x}", fnv(text));
    }
    if is_reserved(cut) { format!("{cut}-x") } else { cut.to_owned() }
}

fn push(slug: &mut String, c: char) {
    let folded = full_width(c);
    if folded.is_ascii_alphanumeric() {
        slug.push(folded.to_ascii_lowercase());
    } else if let Some(reading) = c.to_pinyin() {
        hyphen(slug);
        slug.push_str(&reading.plain().replace('ü', "v"));
        slug.push('-');
    } else {
        hyphen(slug);
    }
}

fn hyphen(slug: &mut String) {
    if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
}

/// Full-width letters and digits are the same to a reader.
fn full_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '〇' => '0',
        other => other,
    }
}

/// At most `limit` bytes of a slug, cut between two syllables where there is such a place.
pub fn cut(slug: &str, limit: usize) -> &str {
    if slug.len() <= limit {
        return slug;
    }
    let head = &slug[..limit];
    let whole = slug.as_bytes()[limit] == b'-';
    let end = if whole { limit } else { head.rfind('-').unwrap_or(limit) };
    head[..end].trim_end_matches('-')
}

/// Device names that Windows refuses as file names.
fn is_reserved(slug: &str) -> bool {
    let numbered = |p: &str| slug.strip_prefix(p).is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'9']));
    matches!(slug, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// FNV-1a, 32 bits: a name for texts that hold nothing an address can.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_becomes_pinyin() {
        assert_eq!(slug("2022年述职"), "2022-nian-shu-zhi");
        assert_eq!(slug("党员Party大会"), "dang-yuan-party-da-hui");
        assert_eq!(slug("２０２２"), "2022");
        assert_eq!(slug("绿化"), "lv-hua");
    }

    #[test]
    fn every_slug_is_a_safe_name() {
        assert_eq!(slug("con"), "con-x");
        assert_eq!(slug("COM1"), "com1-x");
        for text in ["", "——", "《》", "🎉", "con", "a/b\\c", "..", "长".repeat(100).as_str()] {
            let slug = slug(text);
            assert!(!slug.is_empty() && slug.len() <= LIMIT + 2, "{slug}");
            assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            assert!(!slug.starts_with('-') && !slug.ends_with('-'));
        }
        assert_ne!(slug("《》"), slug("——"));
    }
}
