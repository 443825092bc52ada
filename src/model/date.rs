//! Dates and times as clerks write them → civil dates; never asks the clock.

use crate::diag::Fault;
use jiff::civil::{Date, Time};

/// Reads `2022-12-30`, `2022/12/30` or `2022年12月30日`, full-width digits included.
pub fn date(text: &str) -> Result<Date, Fault> {
    let shape = || Fault::DateShape { text: text.to_owned() };
    let narrow = narrow(text);
    let parts = ["-", "/"]
        .iter()
        .find_map(|separator| split_three(&narrow, separator))
        .or_else(|| split_chinese(&narrow))
        .ok_or_else(shape)?;
    let [year, month, day] = parts;
    if year.len() != 4 {
        return Err(shape());
    }
    let year: i16 = year.parse().map_err(|_| shape())?;
    let month: i8 = month.parse().map_err(|_| shape())?;
    let day: i8 = day.parse().map_err(|_| shape())?;
    Date::new(year, month, day).map_err(|_| Fault::DateImpossible { text: text.to_owned() })
}

/// Reads `14:30`, `14：30`, `14时30分` or `14时`.
pub fn time(text: &str) -> Option<Time> {
    let narrow = narrow(text).replace('时', ":").replace('分', "");
    let (hour, minute) = narrow.split_once(':')?;
    let minute = if minute.is_empty() { 0 } else { minute.parse().ok()? };
    Time::new(hour.parse().ok()?, minute, 0, 0).ok()
}

/// Full-width digits, colons and slashes made half-width, outer white space dropped.
fn narrow(text: &str) -> String {
    let fold = |c: char| match c {
        '０'..='９' | '：' | '／' | '－' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.trim().chars().map(fold).collect()
}

fn digits(parts: [&str; 3]) -> Option<[String; 3]> {
    let good = |p: &str| (1..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    parts.iter().all(|p| good(p)).then(|| parts.map(str::to_owned))
}

fn split_three(text: &str, separator: &str) -> Option<[String; 3]> {
    let mut parts = text.split(separator).map(str::trim);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() {
        return None;
    }
    digits(three)
}

fn split_chinese(text: &str) -> Option<[String; 3]> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix(['日', '号'])?;
    digits([year.trim(), month.trim(), day.trim()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_spellings_are_one_day() {
        let expected = Date::constant(2022, 12, 30);
        for text in ["2022-12-30", "2022/12/30", "2022年12月30日", "２０２２年１２月３０日"] {
            assert_eq!(date(text), Ok(expected), "{text}");
        }
        assert_eq!(date("2022-1-3"), Ok(Date::constant(2022, 1, 3)));
    }

    #[test]
    fn impossible_days_differ_from_other_texts() {
        assert!(matches!(date("2022-02-30"), Err(Fault::DateImpossible { .. })));
        assert!(matches!(date("2022-13-01"), Err(Fault::DateImpossible { .. })));
        for text in ["去年", "2022", "22-1-3", "2022-12", "2022-12-30-1", ""] {
            assert!(matches!(date(text), Err(Fault::DateShape { .. })), "{text}");
        }
    }

    #[test]
    fn times_are_read_in_either_script() {
        assert_eq!(time("14:30"), Time::new(14, 30, 0, 0).ok());
        assert_eq!(time("9时5分"), Time::new(9, 5, 0, 0).ok());
        assert_eq!(time("25:00"), None);
    }
}
