//! Dates and times of day in a text, and which of them is the document's.
//! Never asks the clock, and never takes an impossible day for one.

use super::super::Field;
use super::form::Kind;
use super::label::{Label, value_of};
use super::{Guess, Reason};

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Four digits.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31, as the month has them.
    pub day: u8,
}

/// The signature at the end: who, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The line above the date.
    pub who: Option<String>,
    /// The date.
    pub day: Day,
}

/// The day of a document: a meeting's is told by its label, a paper's by its signature.
pub fn of_document(kind: Kind, title: &str, lines: &[String], labels: &[Label]) -> Option<Guess<Day>> {
    let label = || {
        let label = value_of(labels, "date")?;
        day_of(&label.value).map(|day| Guess::new(day, Reason::Label(label.written.clone())))
    };
    let title = || day_of(title).map(|day| Guess::new(day, Reason::Title));
    let signed = || signature(lines).map(|s| Guess::new(s.day, Reason::Signature));
    let text = || lines.iter().find_map(|line| day_of(line)).map(|day| Guess::new(day, Reason::Text));
    match kind {
        Kind::Activity => label().or_else(title).or_else(text),
        Kind::Award | Kind::Report => label().or_else(signed).or_else(title).or_else(text),
    }
}

/// The last line that is a date and nothing else, among the last ten, with the line above it.
pub fn signature(lines: &[String]) -> Option<Signature> {
    let at = (0..lines.len()).rev().take(10).find(|i| whole_day(&lines[*i]).is_some())?;
    let day = whole_day(&lines[at])?;
    let who = at.checked_sub(1).map(|i| super::super::document::trim(&lines[i]).to_owned());
    // The first lines are a head, not a signature.
    (at > 0).then_some(Signature { who: who.filter(|who| who.chars().count() <= 40 && !who.ends_with('。')), day })
}

fn whole_day(line: &str) -> Option<Day> {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let short = bare.chars().count() <= 12;
    day_of(&bare).filter(|_| short && bare.ends_with(['日', '号', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']))
}

/// The year that a text names first: 2022年, ２０２２年度, 二〇二二年.
pub fn year_of(text: &str) -> Option<i32> {
    let chars: Vec<char> = text.chars().collect();
    let years = chars.windows(5).filter(|w| w[4] == '年').map(|w| number(&w[..4]));
    years.flatten().find(|year| (1900..=2100).contains(year))
}

/// The first whole date of a text: 2022年3月5日, 二〇二二年三月五日, 2022-03-05, 2022/3/5, 2022.3.5.
pub fn day_of(text: &str) -> Option<Day> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    (0..chars.len()).find_map(|at| day_at(&chars, at))
}

fn day_at(chars: &[char], at: usize) -> Option<Day> {
    let inside = at > 0 && digit(chars[at - 1]).is_some();
    let year = chars.get(at..at + 4).and_then(number).filter(|y| !inside && (1900..=2100).contains(y))?;
    let separator = *chars.get(at + 4)?;
    let (first, last): (char, &[char]) = match separator {
        '年' => ('月', &['日', '号']),
        '-' | '/' | '.' | '－' | '／' | '．' => (separator, &[]),
        _ => return None,
    };
    let (month, next) = small(chars, at + 5)?;
    if chars.get(next) != Some(&first) {
        return None;
    }
    let (day, end) = small(chars, next + 1)?;
    let ended = last.is_empty() || chars.get(end).is_some_and(|c| last.contains(c));
    ended.then_some(Day { year, month, day }).filter(Day::is_real)
}

impl Day {
    /// Whether the calendar has it.
    pub fn is_real(&self) -> bool {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=days).contains(&self.day)
    }
}

/// A number of one or two digits, or 十一, 二十三, 三十: its value and where it ends.
fn small(chars: &[char], at: usize) -> Option<(u8, usize)> {
    let length =
        chars[at.min(chars.len())..].iter().take(3).take_while(|c| **c == '十' || digit(**c).is_some()).count();
    let written = chars.get(at..at + length).filter(|w| !w.is_empty())?;
    let value = match written.iter().position(|c| *c == '十') {
        Some(ten) => {
            let tens = if ten == 0 { Some(1) } else { number(&written[..ten]) }?;
            let ones = if ten + 1 == length { Some(0) } else { number(&written[ten + 1..]) }?;
            tens * 10 + ones
        }
        None if length <= 2 => number(written)?,
        None => return None,
    };
    u8::try_from(value).ok().map(|value| (value, at + length))
}

/// Digits one by one: ASCII, full width, or Chinese (二〇二二).
fn number(digits: &[char]) -> Option<i32> {
    digits.iter().try_fold(0, |sum: i32, c| Some(sum.checked_mul(10)? + digit(*c)?)).filter(|_| !digits.is_empty())
}

fn digit(c: char) -> Option<i32> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '０'..='９' => c as u32 - '０' as u32,
        '〇' | '○' | '零' | 'Ｏ' => 0,
        _ => "一二三四五六七八九".chars().position(|d| d == c).map(|i| u32::try_from(i).unwrap_or(0) + 1)?,
    };
    i32::try_from(value).ok()
}

/// Beginning and end from the time's label: 2022年3月5日下午3:00—4:30.
pub fn times(labels: &[Label]) -> Vec<(&'static str, Guess<Field>)> {
    let Some(label) = value_of(labels, "date") else { return Vec::new() };
    let found = clock_times(&label.value);
    let field = |(hour, minute): (u32, u32)| Field::Text(format!("{hour:02}:{minute:02}"));
    ["start", "end"]
        .into_iter()
        .zip(found)
        .map(|(key, time)| (key, Guess::new(field(time), Reason::Label(label.written.clone()))))
        .collect()
}

fn clock_times(text: &str) -> Vec<(u32, u32)> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut late = false;
    for (at, c) in chars.iter().enumerate() {
        late = match c {
            '下' | '晚' => true,
            '上' | '早' => false,
            _ => late,
        };
        if !matches!(c, ':' | '：' | '时' | '点') {
            continue;
        }
        let start = (0..at).rev().take(2).take_while(|i| digit(chars[*i]).is_some()).last();
        let Some(hour) = start.and_then(|start| number(&chars[start..at])) else { continue };
        let minutes: Vec<char> = chars[at + 1..].iter().copied().take(2).take_while(|c| digit(*c).is_some()).collect();
        let minute = if chars.get(at + 1) == Some(&'半') { Some(30) } else { number(&minutes) };
        let (Ok(hour), Ok(minute)) = (u32::try_from(hour), u32::try_from(minute.unwrap_or(0))) else { continue };
        let hour = if late && hour < 12 { hour + 12 } else { hour };
        if hour < 24 && minute < 60 && found.len() < 2 {
            found.push((hour, minute));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_every_spelling() {
        let day = Some(Day { year: 2022, month: 3, day: 15 });
        for text in [
            "2022年3月15日",
            "二〇二二年三月十五日",
            "２０２２年３月１５日",
            "于2022-03-15召开",
            "2022/3/15",
            "2022.3.15",
            "2022年 3 月 15 日",
        ] {
            assert_eq!(day_of(text), day, "{text}");
        }
        for text in ["2022年2月30日", "2022年13月1日", "12022-03-15", "2022年3月", "3.5万元", "2022.3"] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }

    #[test]
    fn times_of_the_afternoon_are_late() {
        assert_eq!(clock_times("2022年3月5日下午3:00—4:30"), [(15, 0), (16, 30)]);
        assert_eq!(clock_times("2022年3月5日上午9时30分"), [(9, 30)]);
        assert_eq!(clock_times("2022年3月5日"), []);
    }
}
