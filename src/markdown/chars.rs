//! Which characters count as Chinese, as punctuation, as letters.
//! Never looks at more than one character.

/// Letters of scripts written without spaces, and full-width letters and digits.
pub fn is_letter_of_chinese(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{3040}'..='\u{30FF}' | '〇' | '々' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// Punctuation that only Chinese and its neighbours use.
pub fn is_chinese_punctuation(c: char) -> bool {
    let is_letter = is_letter_of_chinese(c);
    !is_letter && matches!(c, '\u{3000}'..='\u{303F}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF65}' | '￥')
}

/// Punctuation that Chinese shares with other scripts: “ ” ‘ ’ — … ·
pub fn is_shared_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203B}' | '·' | '×')
}

/// Chinese beyond doubt.
pub fn is_chinese(c: char) -> bool {
    is_letter_of_chinese(c) || is_chinese_punctuation(c)
}

/// What CommonMark's flanking rules call punctuation. A sign too many does no harm here: a joint
/// beside it changes nothing.
pub fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}
