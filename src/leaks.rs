//! What must never be published: identity, telephone and bank card numbers, marks of secrecy, internal papers.
//! Pure: texts and bytes in, findings with their spans out. Never shows a number whole and never decides who may read.

pub mod document;
mod marks;
mod numbers;
mod photo;

/// One thing to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A citizen's identity number with its right check digit (GB 11643).
    IdNumber,
    /// A bank card's number: 16 to 19 digits, Luhn.
    BankCard,
    /// A mobile telephone's number.
    Mobile,
    /// An identity number by its shape, with a wrong check digit.
    IdCheck,
    /// A fixed telephone's number.
    Landline,
    /// 绝密, 机密 or 秘密 as a mark.
    Classified,
    /// 内部资料, 工作秘密, 不得外传.
    Internal,
    /// A punishment, an illness or a talk, with somebody's name.
    Personal,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 8] = [
        Rule::IdNumber,
        Rule::BankCard,
        Rule::Mobile,
        Rule::IdCheck,
        Rule::Landline,
        Rule::Classified,
        Rule::Internal,
        Rule::Personal,
    ];

    /// The code that scripts and waivers rely on. A number with a wrong check digit has that of the number.
    pub fn code(self) -> &'static str {
        match self {
            Rule::IdNumber | Rule::IdCheck => "leak.id_number",
            Rule::BankCard => "leak.bank_card",
            Rule::Mobile => "leak.mobile",
            Rule::Landline => "leak.landline",
            Rule::Classified => "leak.classified",
            Rule::Internal => "leak.internal_mark",
            Rule::Personal => "leak.personal",
        }
    }

    /// Whether it only warns.
    pub fn is_warning(self) -> bool {
        matches!(self, Rule::IdCheck | Rule::Landline | Rule::Personal)
    }

    /// How many digits at either end may be shown.
    fn shown(self) -> (usize, usize) {
        match self {
            Rule::Mobile => (3, 4),
            Rule::Landline => (4, 0),
            _ => (4, 4),
        }
    }
}

/// Something found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub rule: Rule,
    /// Where it begins, in characters from 0.
    pub start: usize,
    /// How many characters it has.
    pub length: usize,
    /// What may be shown of it: a number masked, a mark as it is.
    pub shown: String,
}

/// Everything in one line, in order.
pub fn scan(line: &str) -> Vec<Hit> {
    let mut hits = marks::find(line);
    if may_hold_number(line) {
        let chars: Vec<char> = line.chars().collect();
        let spans = numbers::find(&chars);
        let masked = if spans.is_empty() { Vec::new() } else { masked_chars(&chars, &spans) };
        hits.extend(spans.into_iter().map(|span| Hit {
            rule: span.rule,
            start: span.start,
            length: span.end - span.start,
            shown: masked[span.start..span.end].iter().collect(),
        }));
    }
    hits.sort_by_key(|hit| (hit.start, hit.rule));
    hits
}

/// A text with the middle digits of every number replaced by `*`; as many characters as before.
pub fn mask(text: &str) -> String {
    let line = |line: &str| -> String {
        if !may_hold_number(line) {
            return line.to_owned();
        }
        let chars: Vec<char> = line.chars().collect();
        masked_chars(&chars, &numbers::find(&chars)).into_iter().collect()
    };
    text.split_inclusive('\n').map(line).collect()
}

fn masked_chars(chars: &[char], spans: &[numbers::Span]) -> Vec<char> {
    let mut masked = chars.to_vec();
    for span in spans {
        let digits: Vec<usize> = (span.start..span.end).filter(|i| numbers::is_part(chars[*i])).collect();
        let (head, tail) = span.rule.shown();
        for i in digits.iter().skip(head).take(digits.len().saturating_sub(head + tail)) {
            masked[*i] = '*';
        }
    }
    masked
}

/// Everything in a text: the number of each line, from 0, and what is in it. Most texts have no word of any mark and
/// most lines too few digits, which is seen faster than looked for.
pub fn lines(text: &str) -> Vec<(usize, Hit)> {
    let marked = marks::may_hold(text);
    let lines = text.lines().enumerate().filter(|(_, line)| marked || may_hold_number(line));
    lines.flat_map(|(i, line)| scan(line).into_iter().map(move |hit| (i, hit))).collect()
}

/// The shortest number has ten digits, of one width or the other (U+FF10 to U+FF19). No character from U+4000 to U+9FFF
/// stands within a number, and most figures of a text are parted by such.
fn may_hold_number(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_wide = |at: usize| matches!(bytes.get(at + 1..at + 3), Some([0xBC, 0x90..=0x99]));
    let (mut at, mut digits) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        // Most of a text is characters of three bytes, which are passed over whole.
        at += match byte {
            b'0'..=b'9' => {
                digits += 1;
                1
            }
            0xEF if is_wide(at) => {
                digits += 1;
                3
            }
            0xE4..=0xE9 => {
                digits = 0;
                3
            }
            _ => 1,
        };
        if digits == 10 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(line: &str) -> Vec<Rule> {
        scan(line).into_iter().map(|hit| hit.rule).collect()
    }

    #[test]
    fn numbers_are_masked_where_they_stand() {
        assert_eq!(mask("证件 11010519491231002X，电话 138-0013-8000"), "证件 1101**********002X，电话 138-****-8000");
        assert_eq!(mask("１１０１０５１９４９１２３１００２Ｘ"), "１１０１**********００２Ｘ");
        assert_eq!(
            mask("2022年3月10日，共 35 人，云溪党发〔2022〕5号"),
            "2022年3月10日，共 35 人，云溪党发〔2022〕5号"
        );
    }

    #[test]
    fn a_text_is_looked_into_as_each_of_its_lines() {
        let pieces = [
            "机密★",
            "保守国家秘密",
            "内部资料",
            "王建国同志受到警告处分",
            "13800138000",
            "１３８００１３８０００",
            "，。，。，。，。",
            "\n",
            "党",
        ];
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..5000 {
            let text: String = (0..random.usize(0..12)).map(|_| pieces[random.usize(..pieces.len())]).collect();
            for line in text.lines().filter(|line| !may_hold_number(line)) {
                assert!(numbers::find(&line.chars().collect::<Vec<char>>()).is_empty(), "{line:?}");
            }
            let each = text.lines().enumerate().flat_map(|(i, line)| scan(line).into_iter().map(move |hit| (i, hit)));
            assert_eq!(lines(&text), each.collect::<Vec<_>>(), "{text:?}");
        }
    }

    #[test]
    fn a_hit_has_its_span_in_characters() {
        let hits = scan("联系人：王某 13800138000。");
        assert_eq!((hits[0].start, hits[0].length, hits[0].shown.as_str()), (7, 11, "138****8000"));
    }

    #[test]
    fn marks_are_told_from_ordinary_words() {
        assert_eq!(rules("机密★10年"), [Rule::Classified]);
        assert_eq!(rules("  **秘密**  "), [Rule::Classified]);
        assert_eq!(rules("保守国家秘密，保护商业秘密"), []);
        assert_eq!(rules("内部资料，请勿外传"), [Rule::Internal]);
        assert_eq!(rules("内部资料性出版物准印证"), []);
        assert_eq!(rules("王建国同志受到警告处分"), [Rule::Personal]);
        assert_eq!(rules("全年给予党纪处分 3 人"), []);
    }
}
