//! Which language a text is in where it is not the site's: screen readers and fonts need to know.
//! Goes by its characters alone, and never calls a text foreign that has too few of them to tell.

use std::sync::LazyLock;

/// Common characters, each traditional form followed by its simplified one.
const PAIRS: &str = "\
這这個个們们說说來来為为國国會会時时對对開开關关學学習习實实際际點点產产業业黨党務务員员書书記记\
報报辦办組组織织動动發发現现進进過过還还與与從从當当應应該该將将經经濟济縣县鄉乡鎮镇農农區区\
門门問问題题議议論论證证讓让設设計计認认識识聽听講讲課课讀读談谈見见覺觉親亲視视觀观種种\
類类義义處处難难樂乐車车東东長长張张陳陈劉刘馬马蘇苏華华萬万億亿級级紅红總总給给網网線线";

/// The block that the characters are in, and most of a site's text.
const BLOCK: std::ops::Range<u32> = 0x4E00..0xA000;

/// What a character tells of the script.
#[derive(Clone, Copy)]
enum Form {
    /// Nothing.
    Common,
    Traditional,
    Simplified,
}

/// The form of each character of the block: every character of a site is looked up.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mut forms = vec![Form::Common; BLOCK.len()];
    for (c, form) in PAIRS.chars().zip([Form::Traditional, Form::Simplified].into_iter().cycle()) {
        if let Some(place) = u32::from(c).checked_sub(BLOCK.start).and_then(|i| forms.get_mut(i as usize)) {
            *place = form;
        }
    }
    forms
});

/// The language of a text as a BCP 47 tag, or `None` where it is `site`'s own or cannot be told.
pub fn foreign<'t>(texts: impl Iterator<Item = &'t str>, site: &str) -> Option<&'static str> {
    let mut count = Count::default();
    texts.for_each(|text| count.add(text));
    let (own, tag) = (script_of(site), count.tag()?);
    (own != tag).then_some(tag)
}

/// The tag that a text in the site's language would get.
fn script_of(site: &str) -> &'static str {
    let lower = site.to_ascii_lowercase();
    match lower.split('-').next() {
        Some("zh") if ["hant", "tw", "hk", "mo"].iter().any(|part| lower.split('-').any(|p| p == *part)) => "zh-Hant",
        Some("zh") => "zh-Hans",
        _ => "en",
    }
}

#[derive(Default)]
struct Count {
    latin: usize,
    han: usize,
    traditional: usize,
    simplified: usize,
}

impl Count {
    fn add(&mut self, text: &str) {
        let forms = &*FORMS;
        for c in text.chars() {
            if c.is_ascii_alphabetic() {
                self.latin += 1;
            } else if ('\u{3400}'..='\u{9fff}').contains(&c) {
                self.han += 1;
                match u32::from(c).checked_sub(BLOCK.start).and_then(|i| forms.get(i as usize)) {
                    Some(Form::Traditional) => self.traditional += 1,
                    Some(Form::Simplified) => self.simplified += 1,
                    Some(Form::Common) | None => {}
                }
            }
        }
    }

    fn tag(&self) -> Option<&'static str> {
        if self.latin > 8 * self.han {
            // A word or two, such as “WPS”, reads the same in every language.
            return (self.latin > 8).then_some("en");
        }
        match self.traditional.cmp(&self.simplified) {
            std::cmp::Ordering::Greater => Some("zh-Hant"),
            std::cmp::Ordering::Less => Some("zh-Hans"),
            std::cmp::Ordering::Equal => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn a_text_in_the_sites_language_needs_no_mark() {
        assert_eq!(foreign(["三会一课记录"].into_iter(), "zh-CN"), None);
        assert_eq!(foreign(["Minutes of the meeting"].into_iter(), "en"), None);
        assert_eq!(foreign(["WPS 2019"].into_iter(), "zh-CN"), None);
        assert_eq!(foreign(["2023—2024"].into_iter(), "zh-CN"), None);
    }

    #[test]
    fn another_language_is_named() {
        assert_eq!(foreign(["Minutes of the meeting"].into_iter(), "zh-CN"), Some("en"));
        assert_eq!(foreign(["這次會議的記錄"].into_iter(), "zh-CN"), Some("zh-Hant"));
        assert_eq!(foreign(["这次会议的记录"].into_iter(), "zh-TW"), Some("zh-Hans"));
        assert_eq!(foreign(["这次会议的记录"].into_iter(), "en"), Some("zh-Hans"));
    }

    #[test]
    fn a_foreign_word_in_a_text_does_not_change_it() {
        assert_eq!(foreign(["学习 Markdown 与 YAML 的写法"].into_iter(), "zh-CN"), None);
        assert_eq!(foreign(["引文“黨務”一处，其余是这样说的"].into_iter(), "zh-CN"), None);
    }

    #[test]
    fn each_pair_is_two_characters() {
        assert_eq!(super::PAIRS.chars().count() % 2, 0);
    }
}
