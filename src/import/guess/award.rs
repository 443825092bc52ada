//! What a decision or certificate says of an award: honour, issuer, level, document number.
//! Never looks for who was awarded but by a label.

use super::super::Field;
use super::day::Signature;
use super::label::{self, Label};
use super::{Guess, Reason};

type Found = (&'static str, Guess<Field>);

/// The fields of an award that the text tells.
pub fn fields(title: &str, lines: &[String], labels: &[Label], signature: Option<&Signature>) -> Vec<Found> {
    let labelled = |key| label::fields(labels, &[key]).pop();
    let text = |value: String, reason| Guess::new(Field::Text(value), reason);
    let honour = labelled("honour").or_else(|| honour(title, lines).map(|(h, reason)| ("honour", text(h, reason))));
    let signed = || {
        let who = signature?.who.clone().filter(|who| is_organisation(who))?;
        Some(("issuer", text(who, Reason::Signature)))
    };
    let issuer = labelled("issuer")
        .or_else(signed)
        .or_else(|| by_verb(title, lines).map(|who| ("issuer", text(who, Reason::Text))));
    let level = level(labels, issuer.as_ref());
    let number = labelled("document_number").or_else(|| {
        let mut all = std::iter::once(title).chain(lines.iter().map(String::as_str));
        all.find_map(document_number).map(|n| ("document_number", text(n, Reason::Text)))
    });
    let recipients = label::value_of(labels, "recipients").map(|label| {
        let names = label.value.split(['、', '，', ',', '；', ';']).map(str::trim).filter(|n| !n.is_empty());
        let list = Field::List(names.map(|n| Field::Text(n.to_owned())).collect());
        ("recipients", Guess::new(list, Reason::Label(label.written.clone())))
    });
    [honour, level, issuer, number, recipients].into_iter().flatten().collect()
}

/// 授予“先进基层党组织”称号; 荣获“…”; 关于表彰…的决定.
fn honour(title: &str, lines: &[String]) -> Option<(String, Reason)> {
    let quoted_after = |text: &str| {
        let verbs = ["授予", "荣获", "获得", "获评", "评为", "命名", "表彰"];
        let at = verbs.iter().filter_map(|verb| text.find(verb)).min()?;
        let (_, rest) = text[at..].split_once('“')?;
        let (honour, _) = rest.split_once('”')?;
        (!honour.is_empty() && honour.chars().count() <= 30).then(|| honour.to_owned())
    };
    let from_title = quoted_after(title).map(|h| (h, Reason::Title));
    from_title.or_else(|| lines.iter().find_map(|line| quoted_after(line)).map(|h| (h, Reason::Text)))
}

fn is_organisation(text: &str) -> bool {
    let ends = ["委员会", "党委", "组织部", "宣传部", "政府", "办公室", "工委", "支部", "总支", "局", "厅", "院", "会"];
    ends.iter().any(|end| text.ends_with(end)) && text.chars().count() >= 3
}

/// 被中共…委员会评为…
fn by_verb(title: &str, lines: &[String]) -> Option<String> {
    let mut all = std::iter::once(title).chain(lines.iter().map(String::as_str));
    all.find_map(|text| {
        let (_, rest) = text.split_once('被')?;
        let end = ["评为", "授予", "表彰", "命名"].iter().filter_map(|verb| rest.find(verb)).min()?;
        let who = rest[..end].trim();
        (is_organisation(who) && who.chars().count() <= 30).then(|| who.to_owned())
    })
}

fn level(labels: &[Label], issuer: Option<&Found>) -> Option<Found> {
    let field = |level: &str, reason| Some(("level", Guess::new(Field::Text(level.to_owned()), reason)));
    if let Some(label) = label::value_of(labels, "level") {
        let level = level_word(&label.value)?;
        return field(level, Reason::Label(label.written.clone()));
    }
    match issuer {
        Some((_, Guess { value: Field::Text(who), .. })) => field(level_of(who)?, Reason::Issuer),
        _ => None,
    }
}

/// A level as written: 省级, 县（区）级, 国家级
pub fn level_word(text: &str) -> Option<&'static str> {
    let bare = text.trim();
    match bare {
        "国家级" | "全国" | "国家" => Some("国家级"),
        "省级" | "省部级" | "省" => Some("省级"),
        "市级" | "地市级" | "市" | "州级" => Some("市级"),
        "县级" | "区级" | "县区级" | "县（区）级" | "县(区)级" | "县" | "区" => Some("县级"),
        "乡镇级" | "乡级" | "镇级" | "乡镇" | "街道" | "街道级" => Some("乡镇级"),
        _ => None,
    }
}

/// The level that an issuer's name shows: its last place counts.
fn level_of(issuer: &str) -> Option<&'static str> {
    if ["中共中央", "国务院", "全国", "中央"].iter().any(|word| issuer.starts_with(word)) {
        return Some("国家级");
    }
    let issuer = issuer.replace("自治区", "省").replace("街道", "镇").replace("社区", "").replace("开发区", "县");
    let last = issuer.chars().rev().find(|c| "省市州盟县区旗镇乡".contains(*c))?;
    Some(match last {
        '省' => "省级",
        '市' | '州' | '盟' => "市级",
        '县' | '区' | '旗' => "县级",
        _ => "乡镇级",
    })
}

/// X党发〔2022〕5号, mended to the brackets of GB/T 9704.
pub fn document_number(text: &str) -> Option<String> {
    let chars = joined(text);
    (0..chars.len()).find_map(|at| number_at(&chars, at))
}

/// Without white space, but for one between two words.
fn joined(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = Vec::new();
    for word in text.split_whitespace() {
        let divides = chars.last().is_some_and(|c| is_han(*c)) && word.starts_with(is_han);
        chars.extend(divides.then_some(' '));
        chars.extend(word.chars());
    }
    chars
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn number_at(chars: &[char], at: usize) -> Option<String> {
    if !matches!(chars[at], '〔' | '[' | '［' | '（' | '(' | '【') {
        return None;
    }
    let year: String = chars.get(at + 1..at + 5)?.iter().collect();
    let closed = matches!(chars.get(at + 5), Some('〕' | ']' | '］' | '）' | ')' | '】'));
    let known =
        closed && (year.starts_with("19") || year.starts_with("20")) && year.bytes().all(|b| b.is_ascii_digit());
    let rest: Vec<char> = chars.get(at + 6..).unwrap_or_default().iter().copied().skip_while(|c| *c == '第').collect();
    let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
    let number = digits.trim_start_matches('0');
    let ended = rest.get(digits.len()) == Some(&'号') && !number.is_empty();
    let mut issuer: Vec<char> = chars[..at].iter().rev().take_while(|c| is_han(**c)).take(12).copied().collect();
    issuer.reverse();
    (known && ended && !issuer.is_empty()).then(|| format!("{}〔{year}〕{number}号", issuer.iter().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_numbers_are_found_and_mended() {
        let expected = Some(String::from("青党发〔2022〕5号"));
        for text in ["青党发〔2022〕5号", "（青党发[2022]05号）", "青党发【2022】第5号", "青党发 〔2022〕 5 号"]
        {
            assert_eq!(document_number(text), expected, "{text}");
        }
        assert_eq!(document_number("会议（2022）"), None);
    }

    #[test]
    fn the_last_place_of_an_issuer_is_its_level() {
        assert_eq!(level_of("中共青溪镇委员会"), Some("乡镇级"));
        assert_eq!(level_of("中共云州市东湖区委员会"), Some("县级"));
        assert_eq!(level_of("中共甘南省委组织部"), Some("省级"));
        assert_eq!(level_of("组织部"), None);
    }
}
