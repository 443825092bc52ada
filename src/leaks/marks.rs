//! Words that say a paper is not for everybody: marks of secrecy, internal papers, what touches a person.
//! Pure: a line in, findings out; never decides for whom an entry is.

use super::{Hit, Rule};

/// The marks of the Law on Guarding State Secrets, the longest first.
const SECRET: [&str; 3] = ["绝密", "机密", "秘密"];
const INTERNAL: [&str; 3] = ["内部资料", "工作秘密", "不得外传"];
/// A kind of printed matter, which anybody may have.
const INTERNAL_PRINT: &str = "内部资料性";
const PERSONAL: [&str; 4] = ["处分", "谈话内容", "病情", "摸排"];
/// The commonest surnames, of four people in five.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

/// Whether any word that `find` looks for stands in a text.
pub fn may_hold(text: &str) -> bool {
    SECRET.iter().chain(&INTERNAL).chain(&PERSONAL).any(|word| text.contains(word))
}

/// All marks in a line.
pub fn find(line: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    hits.extend(SECRET.iter().find_map(|mark| classified(line, mark)));
    hits.extend(INTERNAL.iter().filter_map(|mark| internal(line, mark)));
    hits.extend(PERSONAL.iter().find_map(|word| personal(line, word)));
    hits
}

fn hit(rule: Rule, line: &str, at: usize, word: &str) -> Hit {
    Hit { rule, start: line[..at].chars().count(), length: word.chars().count(), shown: word.to_owned() }
}

/// The mark before a star, or alone on its line or as the value of a key.
fn classified(line: &str, mark: &str) -> Option<Hit> {
    let starred = |at: &usize| line[at + mark.len()..].trim_start().starts_with(['★', '☆']);
    let at = line.match_indices(mark).map(|(at, _)| at).find(|at| starred(at) || is_alone(line, *at, mark))?;
    Some(hit(Rule::Classified, line, at, mark))
}

fn is_alone(line: &str, at: usize, mark: &str) -> bool {
    let bare = |text: &str| text.chars().all(|c| !c.is_alphanumeric());
    let before = &line[..at];
    let value = before.rsplit_once([':', '：']).map_or(before, |(key, rest)| if is_key(key) { rest } else { before });
    bare(value) && bare(&line[at + mark.len()..])
}

/// `title`, `- 密级`, `标签`: a word, not a sentence.
fn is_key(text: &str) -> bool {
    let word = text.trim().trim_start_matches(['-', ' ', '*']);
    word.chars().count() <= 16 && word.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn internal(line: &str, mark: &str) -> Option<Hit> {
    let found = line.match_indices(mark).find(|(at, _)| !line[*at..].starts_with(INTERNAL_PRINT))?;
    Some(hit(Rule::Internal, line, found.0, mark))
}

fn personal(line: &str, word: &str) -> Option<Hit> {
    let at = line.find(word)?;
    names_somebody(line).then(|| hit(Rule::Personal, line, at, word))
}

/// A surname and one or two characters before 同志.
fn names_somebody(line: &str) -> bool {
    line.match_indices("同志").any(|(at, _)| {
        let surname = |c: Option<char>| c.is_some_and(|c| SURNAMES.contains(c));
        let mut before = line[..at].chars().rev().skip(1);
        surname(before.next()) || surname(before.next())
    })
}
