//! The shape of 文号 (GB/T 9704-2012, 7.2.5): 云溪党发〔2022〕5号; and the right one of a wrong one.
//! Never changes a file: `fix` says which bytes, an edge writes them.

use super::Finding;
use crate::diag::CheckFault;
use crate::model::Entry;
use crate::model::entry::Details;

/// The finding of one award.
pub fn find(entry: &Entry) -> Option<Finding<'_>> {
    let text = wrong(entry)?;
    let fault = CheckFault::DocumentShape { text: text.to_owned(), mended: mended(text) };
    Some(Finding::key(entry, "document_number", fault))
}

/// An award's document number that has not the standard's shape.
pub fn wrong(entry: &Entry) -> Option<&str> {
    let Details::Award(award) = &entry.details else { return None };
    // Who masks a number does not want it whole.
    award.document_number.as_deref().filter(|text| !is_number(text) && !text.contains(['*', '＊', '×', '○']))
}

/// `^\p{Han}{1,12}〔(19|20)\d{2}〕[1-9]\d*号$`
pub fn is_number(text: &str) -> bool {
    parts(text, '〔', '〕').is_some_and(|(mark, year, number)| {
        let place = (1..=12).contains(&mark.chars().count()) && mark.chars().all(is_han);
        place && is_year(year) && is_digits(number) && !number.starts_with('0')
    })
}

/// Mark, year and number between these brackets and before 号.
fn parts(text: &str, open: char, close: char) -> Option<(&str, &str, &str)> {
    let (mark, rest) = text.split_once(open)?;
    let (year, rest) = rest.split_once(close)?;
    Some((mark, year, rest.strip_suffix('号')?))
}

/// The number as it should be, where no more than brackets, 第, zeros, spaces and width are wrong.
pub fn mended(text: &str) -> Option<String> {
    const PAIRS: [(char, char); 6] = [('[', ']'), ('(', ')'), ('【', '】'), ('〔', '〕'), ('（', '）'), ('［', '］')];
    let narrow: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    let (mark, year, number) = PAIRS.iter().find_map(|(open, close)| parts(&narrow, *open, *close))?;
    let number = number.strip_prefix('第').unwrap_or(number).trim_start_matches('0');
    let mended = format!("{mark}〔{}〕{number}号", year.trim_end_matches('年'));
    is_number(&mended).then_some(mended)
}

fn narrow(c: char) -> char {
    if c.is_ascii() {
        c
    } else {
        char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).filter(char::is_ascii_digit).unwrap_or(c)
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && is_digits(text) && (text.starts_with("19") || text.starts_with("20"))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// CJK unified ideographs with extensions A and B.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{2A6DF}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart_and_mended() {
        for good in ["云溪党发〔2022〕5号", "中发〔1999〕120号"] {
            assert!(is_number(good), "{good}");
        }
        for wrong in [
            "云溪党发[2022]5号",
            "云溪党发（2022）第05号",
            "云溪党发【2022】 005 号",
            "云溪党发〔２０２２〕５号",
            "云溪党发〔2022年〕5号",
        ] {
            assert!(!is_number(wrong), "{wrong}");
            assert_eq!(mended(wrong).as_deref(), Some("云溪党发〔2022〕5号"), "{wrong}");
        }
        for lost in ["云溪党发2022-5", "〔2022〕5号", "云溪党发〔22〕5号", "云溪党发〔2022〕号", "2022年5号文"]
        {
            assert_eq!(mended(lost), None, "{lost}");
        }
    }
}
