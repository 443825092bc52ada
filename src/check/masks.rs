//! Masks that another place gives away: 生态** beside 生态西洞. Each masked phrase is a pattern that is looked for in its own
//! entry, and in the titles and places of all. Never shows what stands under a mask, and never compares pair by pair.

use super::{At, Finding, Subject};
use crate::diag::CheckFault;
use crate::load::Sources;
use crate::model::entry::Details;
use crate::model::locate::{Located, Step};
use crate::model::{Archive, Entry, source};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// So many characters of a phrase on either side of its mask are compared.
const CONTEXT: usize = 6;
/// A mask stands for at most so many characters.
const WIDEST: usize = 8;
/// A mask in the characters of a text.
const MASK: char = '\u{0}';
/// Where a text begins and ends.
const END: char = '\n';

/// What must stand beside a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Edge {
    /// Anything: the phrase goes on.
    Open,
    /// The end of a word, and this very mark where it is a quotation mark or bracket.
    Mark(char),
}

impl Edge {
    fn of(c: char) -> Edge {
        if c == MASK { Edge::Open } else { Edge::Mark(c) }
    }

    fn is_quote(self) -> bool {
        matches!(self, Edge::Mark(c) if "“”‘’《》「」『』（）()【】\"'".contains(c))
    }

    fn fits(self, c: char) -> bool {
        match self {
            Edge::Open => true,
            Edge::Mark(mark) => c != MASK && !c.is_alphanumeric() && (!self.is_quote() || mark == c),
        }
    }
}

/// The words around a mask.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Phrase {
    left: Vec<char>,
    left_edge: Edge,
    right: Vec<char>,
    right_edge: Edge,
}

impl Phrase {
    /// Whether it says enough to be known again.
    fn is_telling(&self) -> bool {
        let (left, right) = (self.left.len(), self.right.len());
        let quoted = self.left_edge.is_quote() && self.right_edge.is_quote();
        if (left == 0 && self.left_edge == Edge::Open) || (right == 0 && self.right_edge == Edge::Open) {
            return false;
        }
        (quoted && left + right >= 2) || (left > 0 && right > 0 && left + right >= 4) || left >= 4 || right >= 4
    }
}

/// A text as characters, a mask being one, with the byte offset of each.
#[derive(Default)]
struct Chars {
    chars: Vec<char>,
    offsets: Vec<usize>,
}

impl Chars {
    fn push(&mut self, c: char, offset: usize) {
        self.chars.push(c);
        self.offsets.push(offset);
    }

    fn get(&self, i: usize) -> char {
        self.chars.get(i).copied().unwrap_or(END)
    }

    /// The byte offset of a character, or of the end.
    fn offset(&self, i: usize, text: &str) -> usize {
        self.offsets.get(i).copied().unwrap_or(text.len())
    }
}

/// What bare asterisks from a byte offset on are: marks of emphasis there, masks before it.
#[derive(Clone, Copy)]
struct EmphasisFrom(usize);

const NO_EMPHASIS: EmphasisFrom = EmphasisFrom(usize::MAX);

fn read(text: &str, emphasis: EmphasisFrom) -> Chars {
    let mut read = Chars::default();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let (length, mask) = mark(&text[at..]);
        if length == 0 {
            read.push(c, at);
            at += c.len_utf8();
            continue;
        }
        // Marks of emphasis are not seen by a reader, so that they are no characters at all.
        if mask == Stars::Mask || at < emphasis.0 {
            read.push(MASK, at);
        }
        at += length;
    }
    read
}

/// What a run of masking characters is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stars {
    Mask,
    Bare,
}

/// How many bytes of masking characters a text begins with, and of which sort.
fn mark(text: &str) -> (usize, Stars) {
    let stars = text.bytes().take_while(|b| matches!(b, b'*' | b'\\')).count();
    let run = &text[..stars];
    if run.matches('*').count() >= 2 && !run.contains("\\\\") && !run.ends_with('\\') {
        return (stars, if run.contains('\\') { Stars::Mask } else { Stars::Bare });
    }
    let same = |c: char| text.len() - text.trim_start_matches(c).len();
    let doubled =
        ['＊', '×', '○'].into_iter().map(|c| (same(c), 2 * c.len_utf8())).find(|(found, least)| found >= least);
    let squares = same('■');
    (doubled.map_or(squares, |(found, _)| found), Stars::Mask)
}

/// Whether a text can hold a mask at all.
fn may_mask(text: &str) -> bool {
    ["**", "\\*", "＊＊", "××", "○○", "■"].iter().any(|mark| text.contains(mark))
}

/// All masks of a text with their phrases: the position of the mask, and how far its phrase reaches.
fn phrases(chars: &Chars) -> Vec<(usize, usize, usize, Phrase)> {
    let masks = (0..chars.chars.len()).filter(|i| chars.chars[*i] == MASK);
    let word = |i: &usize| chars.get(*i).is_alphanumeric();
    masks
        .map(|mask| {
            let from = (0..mask).rev().take(CONTEXT).take_while(word).last().unwrap_or(mask);
            let to = (mask + 1..chars.chars.len()).take(CONTEXT).take_while(word).last().map_or(mask + 1, |i| i + 1);
            let before = if from == 0 { END } else { chars.get(from - 1) };
            let phrase = Phrase {
                left: chars.chars[from..mask].to_vec(),
                left_edge: edge(before, mask - from),
                right: chars.chars[mask + 1..to].to_vec(),
                right_edge: edge(chars.get(to), to - mask - 1),
            };
            (mask, from, to, phrase)
        })
        .filter(|(_, _, _, phrase)| phrase.is_telling())
        .collect()
}

/// The edge of a phrase that has so many characters on this side.
fn edge(beside: char, length: usize) -> Edge {
    if length == CONTEXT { Edge::Open } else { Edge::of(beside) }
}

/// What may stand behind the masks of phrases that begin alike.
#[derive(Default)]
struct Rights<'p> {
    phrases: FxHashMap<&'p [char], BTreeSet<&'p Phrase>>,
    lengths: BTreeSet<usize>,
}

/// Phrases by both their sides, so that a text is read once, however many there are.
#[derive(Default)]
struct Patterns<'p> {
    by_left: FxHashMap<&'p [char], Rights<'p>>,
    lengths: BTreeSet<usize>,
}

impl<'p> Patterns<'p> {
    fn of(phrases: impl Iterator<Item = &'p Phrase>) -> Patterns<'p> {
        let mut patterns = Patterns::default();
        for phrase in phrases {
            let rights = patterns.by_left.entry(phrase.left.as_slice()).or_default();
            rights.phrases.entry(phrase.right.as_slice()).or_default().insert(phrase);
            rights.lengths.insert(phrase.right.len());
            patterns.lengths.insert(phrase.left.len());
        }
        patterns
    }

    /// Every phrase that a text writes out, with the position where it does.
    fn found(&self, chars: &Chars) -> Vec<(&'p Phrase, usize)> {
        let mut found = Vec::new();
        for at in 0..chars.chars.len() {
            // What a mask would stand for begins here.
            if !chars.get(at).is_alphanumeric() {
                continue;
            }
            for from in self.lengths.iter().filter_map(|length| at.checked_sub(*length)) {
                let before = if from == 0 { END } else { chars.get(from - 1) };
                // A phrase with nothing before its mask begins a word.
                if from == at && before.is_alphanumeric() {
                    continue;
                }
                let Some(rights) = self.by_left.get(&chars.chars[from..at]) else { continue };
                let fitting = written_out(rights, chars, at).filter(|phrase| phrase.left_edge.fits(before));
                found.extend(fitting.map(|phrase| (phrase, from)));
            }
        }
        found
    }
}

/// The phrases of which, from here on, some characters and then the right side follow.
fn written_out<'p>(rights: &Rights<'p>, chars: &Chars, at: usize) -> impl Iterator<Item = &'p Phrase> {
    let hidden = (at..chars.chars.len()).take(WIDEST).take_while(|i| {
        let c = chars.get(*i);
        c.is_alphanumeric() && c != '某'
    });
    hidden.map(|i| i + 1).flat_map(move |end| {
        let rights = rights.lengths.iter().filter_map(move |length| {
            let right = chars.chars.get(end..end + length)?;
            Some((rights.phrases.get(right)?, chars.get(end + length)))
        });
        rights.flat_map(|(phrases, behind)| phrases.iter().copied().filter(move |p| p.right_edge.fits(behind)))
    })
}

/// An entry's own masks.
struct Masked<'a> {
    entry: &'a Entry,
    /// The byte offset of each, how many characters are shown, its phrase, and the phrase as written.
    masks: Vec<(usize, usize, Phrase, String)>,
    /// The line of a twin in the entry itself.
    twins: BTreeMap<Phrase, u32>,
}

/// The findings of all entries, at the masks.
pub fn find<'a>(archive: &'a Archive, sources: &Sources) -> Vec<Finding<'a>> {
    let masked: Vec<Masked> = archive.entries.par_iter().filter_map(|entry| masked(entry, sources)).collect();
    let elsewhere = elsewhere(&masked, archive, sources);
    masked.into_iter().flat_map(|masked| of_entry(masked, &elsewhere)).collect()
}

fn masked<'a>(entry: &'a Entry, sources: &Sources) -> Option<Masked<'a>> {
    let text = sources.entry(&entry.source).and_then(|file| source::text(file).ok()).filter(|text| may_mask(text))?;
    let body = source::halves(text).map_or("", |(_, body)| body);
    let emphasis = if entry.masks { NO_EMPHASIS } else { EmphasisFrom(text.len() - body.len()) };
    let chars = read(text, emphasis);
    let found = phrases(&chars);
    if found.is_empty() {
        return None;
    }
    let mut twins = BTreeMap::new();
    for (phrase, at) in Patterns::of(found.iter().map(|(_, _, _, phrase)| phrase)).found(&chars) {
        let line = text[..chars.offset(at, text)].matches('\n').count() + 1;
        twins.entry(phrase.clone()).or_insert_with(|| crate::diag::count(line));
    }
    let masks = found.into_iter().map(|(_, from, to, phrase)| {
        let (start, end) = (chars.offset(from, text), chars.offset(to, text));
        let written = &text[start..end];
        (start, written.chars().count(), phrase, written.replace('\\', ""))
    });
    Some(Masked { entry, masks: masks.collect(), twins })
}

/// File and line of a twin in a title or place of any entry.
type Elsewhere = BTreeMap<Phrase, (String, u32)>;

fn elsewhere(masked: &[Masked], archive: &Archive, sources: &Sources) -> Elsewhere {
    let patterns = Patterns::of(masked.iter().flat_map(|m| &m.masks).map(|(_, _, phrase, _)| phrase));
    if patterns.by_left.is_empty() {
        return Elsewhere::new();
    }
    let mut hits: Vec<(&Phrase, &Entry, &'static str)> =
        archive.entries.par_iter().flat_map_iter(|entry| named(entry, &patterns)).collect();
    hits.sort_by(|a, b| (a.0, &a.1.source, a.2).cmp(&(b.0, &b.1.source, b.2)));
    hits.dedup_by(|b, a| a.0 == b.0);
    hits.into_iter().map(|(phrase, entry, key)| (phrase.clone(), place(entry, key, sources))).collect()
}

/// The phrases that an entry's title or place writes out.
fn named<'p, 'e>(entry: &'e Entry, patterns: &Patterns<'p>) -> Vec<(&'p Phrase, &'e Entry, &'static str)> {
    let place = match &entry.details {
        Details::Activity(activity) => activity.place.as_deref(),
        _ => None,
    };
    let texts = [("title", Some(entry.title.as_str())), ("place", place)];
    let mut found = Vec::new();
    for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
        found.extend(patterns.found(&read(text, NO_EMPHASIS)).into_iter().map(|(phrase, _)| (phrase, entry, key)));
    }
    found
}

fn place(entry: &Entry, key: &'static str, sources: &Sources) -> (String, u32) {
    let line = sources.entry(&entry.source).map_or(1, |file| Located::entry(file).field(&[Step::Key(key)]).line);
    (entry.source.to_string(), line)
}

fn of_entry<'a>(masked: Masked<'a>, elsewhere: &Elsewhere) -> Vec<Finding<'a>> {
    let Masked { entry, masks, twins } = masked;
    let finding = |(offset, length, phrase, written): (usize, usize, Phrase, String)| {
        let here = twins.get(&phrase).map(|line| (None, *line));
        let there = || elsewhere.get(&phrase).map(|(file, line)| (Some(file.clone()), *line));
        let (file, line) = here.or_else(there)?;
        let fault = CheckFault::MaskTwin { phrase: written, file, line };
        Some(Finding { subject: Subject::Entry(entry), at: At::Text { offset, length }, fault })
    };
    masks.into_iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The phrases of a text that it gives away itself.
    fn given_away(text: &str) -> usize {
        let chars = read(text, NO_EMPHASIS);
        let found = phrases(&chars);
        Patterns::of(found.iter().map(|(_, _, _, phrase)| phrase)).found(&chars).len()
    }

    #[test]
    fn a_twin_has_the_same_words_and_marks_around_it() {
        assert_eq!(given_away("紧盯“生态**”建设。实现“生态西洞”目标"), 1);
        assert_eq!(given_away("紧盯“生态**”建设。推进生态文明建设"), 0);
        assert_eq!(given_away("建成××村二期工程。组织到西洞村二期工程现场"), 0);
        assert_eq!(given_away("，坚守××疫情监测点。，坚守西洞疫情监测点"), 1);
        assert_eq!(given_away("颁发“光荣在党\\*\\*年”纪念章。“光荣在党50年”"), 1);
        assert_eq!(given_away("10万元以上村达到**个，15万元以上的村达到1个"), 0);
        assert_eq!(given_away("“生态■”。“生态某某”"), 0);
    }

    #[test]
    fn emphasis_is_no_mask() {
        let chars = read("**“四抓**两整治”\\*\\*年", EmphasisFrom(0));
        assert_eq!(chars.chars.iter().filter(|c| **c == MASK).count(), 1);
        assert_eq!(chars.chars[..3], ['“', '四', '抓']);
    }
}
