//! Votes written out in resolutions and texts (赞成12票、反对1票): half present, more than half in favour.
//! Never judges a vote that the text says did not pass, nor one of which the numbers are not given.

use super::{At, Finding};
use crate::diag::CheckFault;
use crate::model::Entry;
use crate::model::entry::Details;
use crate::model::fields::Headcount;
use crate::model::locate::Step;

/// A vote in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Vote {
    /// Byte offset of its first word.
    at: usize,
    /// Characters up to the end of the last number.
    length: usize,
    favour: u32,
    total: u32,
}

const FAVOUR: [&str; 2] = ["赞成", "同意"];
const OTHERS: [&str; 3] = ["反对", "不同意", "弃权"];

/// Words that say that nothing was carried.
const LOST: [&str; 3] = ["未通过", "没有通过", "未获通过"];

/// The findings of one entry.
pub fn find<'a>(entry: &'a Entry, body: &str) -> Vec<Finding<'a>> {
    let Details::Activity(activity) = &entry.details else { return Vec::new() };
    let number = |heads: &Option<Headcount>| heads.as_ref().map(Headcount::number);
    let (expected, attended) = (number(&activity.expected), number(&activity.attended));
    let mut found = Vec::new();
    for (i, text) in activity.resolutions.iter().enumerate() {
        let at = At::Field(vec![Step::Key("resolutions"), Step::Item(i)]);
        found.extend(
            votes(text).into_iter().filter_map(|vote| Some((at.clone(), judge(vote, text, expected, attended)?))),
        );
    }
    let in_body = |vote: Vote| At::Body { offset: vote.at, length: vote.length };
    found.extend(
        votes(body).into_iter().filter_map(|vote| Some((in_body(vote), judge(vote, body, expected, attended)?))),
    );
    found.into_iter().map(|(at, fault)| Finding { at, ..Finding::field(entry, &[], fault) }).collect()
}

/// One vote breaks at most one rule: the first that makes the others pointless.
fn judge(vote: Vote, text: &str, expected: Option<u32>, attended: Option<u32>) -> Option<CheckFault> {
    if let Some(attended) = attended.filter(|attended| vote.total > *attended) {
        return Some(CheckFault::VoteSum { votes: vote.total, attended });
    }
    let expected = expected?;
    if let Some(attended) = attended.filter(|attended| attended * 2 < expected) {
        return Some(CheckFault::VoteQuorum { expected, attended });
    }
    let carried = vote.favour * 2 > expected || LOST.iter().any(|word| sentence(text, vote.at).contains(word));
    (!carried).then_some(CheckFault::VoteMajority { expected, favour: vote.favour })
}

/// The line around a byte.
fn sentence(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    &text[start..end]
}

/// All votes in a text.
fn votes(text: &str) -> Vec<Vote> {
    let mut found: Vec<Vote> = Vec::new();
    if !text.contains('票') {
        return found;
    }
    for (at, word) in FAVOUR.iter().flat_map(|word| text.match_indices(word)) {
        // 不同意 is against.
        if text[..at].ends_with('不') {
            continue;
        }
        let Some((favour, used)) = ballots(&text[at + word.len()..]) else { continue };
        let mut end = at + word.len() + used;
        let mut total = favour;
        while let Some((more, next)) = other(&text[end..]) {
            total += more;
            end += next;
        }
        found.push(Vote { at, length: text[at..end].chars().count(), favour, total });
    }
    found.sort_by_key(|vote| vote.at);
    found
}

/// `、反对1票` right behind: the number and how many bytes it takes.
fn other(text: &str) -> Option<(u32, usize)> {
    let rest = text.trim_start_matches(['，', '、', '；', ',', ';', ' ']);
    let skipped = text.len() - rest.len();
    let word = OTHERS.iter().find(|word| rest.starts_with(**word))?;
    let (number, used) = ballots(&rest[word.len()..])?;
    Some((number, skipped + word.len() + used))
}

/// `票 12 票`, `：12票`, `12票`: the number, and bytes to the end of the last 票.
fn ballots(text: &str) -> Option<(u32, usize)> {
    let rest = text.trim_start_matches(['票', '：', ':', ' ', '为', '的', '有', '共', '得']);
    let digits: &str = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
    let after = rest[digits.len()..].trim_start_matches(' ');
    let end = after.strip_prefix('票')?;
    Some((digits.parse().ok()?, text.len() - end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, u32)> {
        votes(text).into_iter().map(|vote| (vote.favour, vote.total)).collect()
    }

    #[test]
    fn votes_are_read_as_they_are_written() {
        assert_eq!(read("表决：赞成12票、反对1票、弃权2票，通过"), [(12, 15)]);
        assert_eq!(read("赞成票 18 票，反对票0票"), [(18, 18)]);
        assert_eq!(read("同意 9 票；不同意 3 票"), [(9, 12)]);
        assert_eq!(read("一致赞成，投票箱当众开启"), []);
        assert_eq!(read("赞成15人"), []);
    }
}
