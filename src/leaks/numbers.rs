//! Numbers that lead to a person or an account, told from all other digits.
//! Pure: a line in, spans out; never keeps a number.

use super::Rule;
use jiff::civil::Date;

/// Where a number stands in a line, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub rule: Rule,
    pub start: usize,
    pub end: usize,
}

/// Digits without anything between.
struct Run {
    start: usize,
    digits: Vec<u8>,
    /// Only spaces or hyphens stand between it and the run before.
    joined: bool,
}

impl Run {
    fn end(&self) -> usize {
        self.start + self.digits.len()
    }
}

/// Runs read as one number.
struct Number {
    digits: Vec<u8>,
    /// How many digits stand together.
    groups: Vec<usize>,
    /// An X behind 17 digits.
    x: bool,
    /// A letter stands beside it, so it is a part of some other code.
    lettered: bool,
    /// A plus stands before it.
    plus: bool,
    start: usize,
    end: usize,
}

/// The longest number has this many digits.
const MOST: usize = 19;
/// More between two digits than this, and they are two numbers.
const WIDEST_GAP: usize = 3;

/// Every number, the surer ones first where two overlap; in the order of the line.
pub fn find(line: &[char]) -> Vec<Span> {
    let runs = runs(line);
    let mut candidates: Vec<Span> = Vec::new();
    for first in 0..runs.len() {
        let numbers = chains(&runs, first).map(|last| number(line, &runs[first..=last]));
        candidates.extend(numbers.filter_map(|n| rule(&n).map(|rule| Span { rule, start: n.start, end: n.end })));
    }
    candidates.sort_by_key(|span| (span.rule, span.start));
    let mut found: Vec<Span> = Vec::new();
    for span in candidates {
        if found.iter().all(|other| span.end <= other.start || other.end <= span.start) {
            found.push(span);
        }
    }
    found.sort_by_key(|span| span.start);
    found
}

/// Whether a character is counted where a number is masked.
pub fn is_part(c: char) -> bool {
    digit(c).is_some() || is_x(c)
}

fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

fn is_x(c: char) -> bool {
    matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')
}

/// White space, hyphens and brackets that people put into a number, and marks nobody sees.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{3000}' | '-' | '\u{2010}'..='\u{2015}' | '－' | '−' | ')' | '）')
        || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
}

fn runs(line: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, digit) in line.iter().enumerate().filter_map(|(i, c)| Some((i, digit(*c)?))) {
        match runs.last_mut() {
            Some(run) if run.end() == at => run.digits.push(digit),
            last => {
                let joined = last.is_some_and(|run| is_bridge(&line[run.end()..at]));
                runs.push(Run { start: at, digits: vec![digit], joined });
            }
        }
    }
    runs
}

fn is_bridge(between: &[char]) -> bool {
    between.len() <= WIDEST_GAP && between.iter().all(|c| is_gap(*c))
}

/// The last runs of all chains that begin with `first` and are not too long.
fn chains(runs: &[Run], first: usize) -> impl Iterator<Item = usize> {
    let mut digits = 0;
    (first..runs.len()).take_while(move |i| {
        digits += runs[*i].digits.len();
        digits <= MOST && (*i == first || runs[*i].joined)
    })
}

fn number(line: &[char], runs: &[Run]) -> Number {
    let digits: Vec<u8> = runs.iter().flat_map(|run| run.digits.iter().copied()).collect();
    let start = runs.first().map_or(0, |run| run.start);
    let bare_end = runs.last().map_or(0, Run::end);
    let x = digits.len() == 17 && line.get(bare_end).is_some_and(|c| is_x(*c));
    let end = bare_end + usize::from(x);
    let before = start.checked_sub(1).map(|i| line[i]);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    Number {
        groups: runs.iter().map(|run| run.digits.len()).collect(),
        x,
        lettered: letter(before) || letter(line.get(end).copied()),
        plus: before == Some('+'),
        digits,
        start,
        end,
    }
}

fn rule(number: &Number) -> Option<Rule> {
    let shaped = has_id_shape(number);
    if shaped && has_id_check(number) && (has_province(number) || !is_credit_code(number)) {
        return Some(Rule::IdNumber);
    }
    if is_mobile(number) {
        return Some(Rule::Mobile);
    }
    let mistyped = shaped && has_province(number) && is_grouped(number, &[&[6, 8], &[6, 4, 4]]);
    // Gansu's identity numbers and UnionPay's cards both begin with 62: the graver of the two is said.
    if is_card(number) && (!mistyped || number.digits.starts_with(&[6, 2])) {
        return Some(Rule::BankCard);
    }
    if mistyped && !number.lettered && !is_credit_code(number) {
        return Some(Rule::IdCheck);
    }
    is_landline(number).then_some(Rule::Landline)
}

/// 17 digits and a check digit or X, with a date that there is.
fn has_id_shape(number: &Number) -> bool {
    let digits = &number.digits;
    if digits.len() != 18 && !number.x {
        return false;
    }
    let value = |from: usize, to: usize| digits[from..to].iter().fold(0_i16, |all, d| all * 10 + i16::from(*d));
    let (Ok(month), Ok(day)) = (i8::try_from(value(10, 12)), i8::try_from(value(12, 14))) else { return false };
    digits[0] != 0 && (1880..2100).contains(&value(6, 10)) && Date::new(value(6, 10), month, day).is_ok()
}

/// GB 11643-1999: weights 2^(17−i) mod 11; the remainder names the check digit.
fn has_id_check(number: &Number) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = WEIGHTS.iter().zip(&number.digits).map(|(w, d)| w * u32::from(*d)).sum();
    let check = (12 - sum % 11) % 11;
    match number.digits.get(17) {
        Some(last) => check == u32::from(*last),
        None => number.x && check == 10,
    }
}

/// GB/T 2260: the first two digits of the provinces.
fn has_province(number: &Number) -> bool {
    let code = number.digits[0] * 10 + number.digits[1];
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

/// GB 32100: an all-digit 统一社会信用代码, weights 3^i mod 31.
fn is_credit_code(number: &Number) -> bool {
    if number.digits.len() != 18 {
        return false;
    }
    let weights = std::iter::successors(Some(1_u32), |w| Some(w * 3 % 31));
    let sum: u32 = weights.zip(&number.digits[..17]).map(|(w, d)| w * u32::from(*d)).sum();
    (31 - sum % 31) % 31 == u32::from(number.digits[17])
}

/// Written as one, digit by digit, or in one of these groupings, whose last group may be of any length.
fn is_grouped(number: &Number, groupings: &[&[usize]]) -> bool {
    let groups = &number.groups[..];
    let usual = |heads: &&[usize]| groups.len() == heads.len() + 1 && groups.starts_with(heads);
    groups.len() == 1 || groups.iter().all(|g| *g == 1) || groupings.iter().any(usual)
}

fn is_mobile(number: &Number) -> bool {
    let digits = match (number.digits.as_slice(), number.plus) {
        ([8, 6, rest @ ..], true) if number.groups.len() == 1 => rest,
        (all, _) => all,
    };
    digits.len() == 11
        && digits[0] == 1
        && digits[1] >= 3
        && is_grouped(number, &[&[3, 4], &[3], &[4, 3], &[7], &[3, 3], &[5], &[4]])
}

fn is_card(number: &Number) -> bool {
    let digits = &number.digits;
    let fours = number.groups.iter().rev().skip(1).all(|g| *g == 4);
    (16..=19).contains(&digits.len())
        && !number.lettered
        && !number.x
        && is_issuer(digits)
        && has_luhn(digits)
        && !is_credit_code(number)
        && (fours || is_grouped(number, &[&[6]]))
}

/// ISO/IEC 7812: banks have 3 to 6 and 2221–2720, nations 9.
fn is_issuer(digits: &[u8]) -> bool {
    let four = digits[..4].iter().fold(0_u32, |all, d| all * 10 + u32::from(*d));
    matches!(digits[0], 3..=6 | 9) || (2221..=2720).contains(&four)
}

fn has_luhn(digits: &[u8]) -> bool {
    let value = |(i, digit): (usize, &u8)| {
        let doubled = u32::from(*digit) * if i % 2 == 1 { 2 } else { 1 };
        doubled / 10 + doubled % 10
    };
    digits.iter().rev().enumerate().map(value).sum::<u32>() % 10 == 0
}

/// Area code and number, written apart: 010-12345678, 0931-1234567.
fn is_landline(number: &Number) -> bool {
    let area = match number.digits.as_slice() {
        [0, 1, 0, ..] | [0, 2, ..] => 3,
        [0, 3..=9, ..] => 4,
        _ => return false,
    };
    matches!(number.groups.as_slice(), [a, 7 | 8] | [a, 3 | 4, 4] if *a == area) && !number.lettered
}
