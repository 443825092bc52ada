//! A list with some items added, removed or changed: the other items keep their bytes, and comments stay.
//! Never changes what is not a list of texts or files.

use super::layout::{Layout, Pair};
use super::{FileItem, Unfit, scan, written};
use crate::model::keys::{self, FILE};
use crate::model::yaml::{Node, Value};
use std::fmt::Write;

/// The new text on the key's line and the new lines below it.
#[derive(Debug, PartialEq, Eq)]
pub struct Written {
    /// On the key's line.
    pub inline: String,
    /// Whole lines.
    pub block: String,
}

/// How a list is written where there was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// One item stands alone, more in brackets.
    OneOrMany,
    /// In brackets, where it is short.
    Brackets,
    /// One a line.
    Lines,
}

/// Longer lists are written one item a line.
const SHORT: usize = 60;

/// The items of a list of texts or files, or the one text in its place; `None` where it is anything else.
pub fn items(node: &Node) -> Option<Vec<FileItem>> {
    match &node.value {
        Value::Null => Some(Vec::new()),
        Value::List(nodes) => nodes.iter().map(item).collect(),
        Value::Scalar(_) => item(node).map(|item| vec![item]),
        Value::Map(_) => None,
    }
}

fn item(node: &Node) -> Option<FileItem> {
    match &node.value {
        Value::Scalar(text) => Some(FileItem { file: text.trim().to_owned(), title: String::new() }),
        Value::Map(pairs) => {
            let mut found = FileItem { file: String::new(), title: String::new() };
            for (key, value) in pairs {
                let Value::Scalar(text) = &value.value else { return None };
                match keys::canonical(FILE, key.text.trim())? {
                    "file" => text.trim().clone_into(&mut found.file),
                    _ => text.trim().clone_into(&mut found.title),
                }
            }
            Some(found)
        }
        _ => None,
    }
}

/// What becomes of each new item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is the old one of this number.
    Keep(usize),
    /// It takes the place of the old one of this number.
    Replace(usize),
    New,
}

/// The list with these items.
pub fn splice(layout: &Layout, pair: Option<&Pair>, new: &[FileItem], manner: Manner) -> Result<Written, Unfit> {
    let chinese = layout.is_chinese();
    let fresh = || fresh(new, manner, chinese, layout.newline);
    let Some(pair) = pair else { return Ok(fresh()) };
    let old = items(&pair.node).ok_or(Unfit::Shape)?;
    let (inline, block) = (&layout.text[pair.inline.clone()], &layout.text[pair.block.clone()]);
    if !old.is_empty() && inline.starts_with('[') {
        return brackets(inline, &old, new, chinese);
    }
    match Lines::of(block, old.len()) {
        Some(lines) if !old.is_empty() && inline.is_empty() => {
            Ok(Written { inline: String::new(), block: lines.with(&steps(&old, new), new, chinese, layout.newline) })
        }
        // Comments alone below the key.
        _ if inline.is_empty() && old.is_empty() => {
            let Written { inline, block: lines } = fresh();
            Ok(Written { inline, block: block.to_owned() + &lines })
        }
        _ if block.is_empty() && new.len() == 1 && manner == Manner::OneOrMany => {
            Ok(Written { inline: written::item(&new[0], inline, chinese), block: String::new() })
        }
        _ if block.is_empty() => Ok(fresh()),
        _ => Err(Unfit::Shape),
    }
}

fn fresh(new: &[FileItem], manner: Manner, chinese: bool, newline: &str) -> Written {
    let texts: Vec<String> = new.iter().map(|item| written::item(item, "", chinese)).collect();
    let length: usize = texts.iter().map(|text| text.chars().count() + 2).sum();
    let inline = match texts.as_slice() {
        [] => String::new(),
        [one] if manner == Manner::OneOrMany => one.clone(),
        _ if manner == Manner::Lines || length > SHORT => {
            let block = texts.iter().fold(String::new(), |mut block, text| {
                let _ = write!(block, "  - {text}{newline}");
                block
            });
            return Written { inline: String::new(), block };
        }
        _ => format!("[{}]", texts.join(", ")),
    };
    Written { inline, block: String::new() }
}

fn brackets(inline: &str, old: &[FileItem], new: &[FileItem], chinese: bool) -> Result<Written, Unfit> {
    let pieces = scan::pieces(inline).filter(|p| p.items.len() == old.len() && !p.comments).ok_or(Unfit::Shape)?;
    let text = |(step, item): (&Step, &FileItem)| match step {
        Step::Keep(i) => pieces.items[*i].to_owned(),
        Step::Replace(i) => written::item(item, pieces.items[*i], chinese),
        Step::New => written::item(item, "", chinese),
    };
    let texts: Vec<String> = steps(old, new).iter().zip(new).map(text).collect();
    let inline = if texts.is_empty() { String::new() } else { format!("[{}]", texts.join(", ")) };
    Ok(Written { inline, block: String::new() })
}

/// Which new items are old ones; where as many were dropped as came between two, each takes the place of one.
fn steps(old: &[FileItem], new: &[FileItem]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut from, mut waiting) = (0, 0);
    for item in new {
        let Some(found) = old[from..].iter().position(|o| o == item).map(|i| i + from) else {
            waiting += 1;
            continue;
        };
        push_gap(&mut steps, from, found, waiting);
        steps.push(Step::Keep(found));
        (from, waiting) = (found + 1, 0);
    }
    push_gap(&mut steps, from, old.len(), waiting);
    steps
}

fn push_gap(steps: &mut Vec<Step>, from: usize, to: usize, waiting: usize) {
    if to - from == waiting {
        steps.extend((from..to).map(Step::Replace));
    } else {
        steps.extend(std::iter::repeat_n(Step::New, waiting));
    }
}

/// The lines of a list written one item a line or more.
pub struct Lines<'a> {
    /// What stands before each dash.
    pub indent: &'a str,
    /// The items with their indent.
    pub items: Vec<&'a str>,
    /// Blank lines and comments before each item, and after the last.
    pub loose: Vec<String>,
}

impl<'a> Lines<'a> {
    /// Divides the lines; `None` where they do not hold as many items as were read.
    pub fn of(block: &'a str, count: usize) -> Option<Lines<'a>> {
        let mut found = Lines { indent: "", items: Vec::new(), loose: vec![String::new()] };
        let mut at = 0;
        for line in block.split_inclusive('\n') {
            let bare = line.trim_start_matches(' ');
            let indent = &line[..line.len() - bare.len()];
            let is_loose = bare.trim().is_empty() || bare.starts_with('#');
            let begins = bare.starts_with("- ") || bare.trim_end() == "-";
            if found.items.is_empty() && begins {
                found.indent = indent;
            }
            if is_loose && (found.items.is_empty() || indent.len() <= found.indent.len() + 1) {
                found.loose.last_mut()?.push_str(line);
            } else if begins && indent == found.indent {
                found.items.push(&block[at..at + line.len()]);
                found.loose.push(String::new());
            } else {
                // A line that continues the item above, from which no comment may divide it.
                let last = found.items.pop().filter(|_| found.loose.last().is_some_and(String::is_empty))?;
                found.items.push(&block[at - last.len()..at + line.len()]);
            }
            at += line.len();
        }
        (found.items.len() == count).then_some(found)
    }

    fn with(&self, steps: &[Step], new: &[FileItem], chinese: bool, newline: &str) -> String {
        let mut out = self.loose[0].clone();
        let mut next = 1;
        for (step, item) in steps.iter().zip(new) {
            let text = match step {
                Step::New => format!("{}- {}{newline}", self.indent, written::item(item, "", chinese)),
                Step::Keep(i) => self.items[*i].to_owned(),
                Step::Replace(i) => self.replace(self.items[*i], item, chinese, newline),
            };
            if let Step::Keep(i) | Step::Replace(i) = step {
                self.loose[next.min(i + 1)..=*i].iter().for_each(|loose| out.push_str(loose));
                next = next.max(i + 1);
            }
            out.push_str(&text);
        }
        self.loose[next..].iter().for_each(|loose| out.push_str(loose));
        out
    }

    /// An item on one line keeps its comment.
    fn replace(&self, old: &str, item: &FileItem, chinese: bool, newline: &str) -> String {
        let after = &old[self.indent.len() + 1..];
        let start = self.indent.len() + 1 + after.len() - after.trim_start_matches(' ').len();
        let value = &old[start..];
        let one_line = old.trim_end().lines().count() == 1 && !value.starts_with(['|', '>', '#', '\r', '\n']);
        if !one_line || (!value.starts_with(['{', '[', '"', '\'']) && value.contains(": ")) {
            return format!("{}- {}{newline}", self.indent, written::item(item, "", chinese));
        }
        let (value, rest) = value.split_at(scan::inline(value));
        format!("{}{}{rest}", &old[..start], written::item(item, value, chinese))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<FileItem> {
        texts.iter().map(|t| FileItem { file: (*t).to_owned(), title: String::new() }).collect()
    }

    #[test]
    fn what_came_takes_the_place_of_what_went() {
        let old = texts(&["a", "b", "c", "d"]);
        assert_eq!(steps(&old, &texts(&["a", "x", "c", "d"]))[1], Step::Replace(1));
        assert_eq!(steps(&old, &texts(&["a", "c"])), [Step::Keep(0), Step::Keep(2)]);
        assert_eq!(steps(&old, &texts(&["a", "b", "c", "d", "e"]))[4], Step::New);
        assert_eq!(steps(&old, &[]), []);
    }

    #[test]
    fn comments_stay() {
        let block = "  # 上\n  - a  # 甲\n  # 中\n  - b\n  # 下\n";
        let lines = Lines::of(block, 2).unwrap();
        let old = texts(&["a", "b"]);
        let with = |new: &[FileItem]| lines.with(&steps(&old, new), new, true, "\n");
        assert_eq!(with(&old), block);
        assert_eq!(with(&texts(&["新", "b"])), "  # 上\n  - 新  # 甲\n  # 中\n  - b\n  # 下\n");
        assert_eq!(with(&texts(&["b", "c"])), "  # 上\n  # 中\n  - b\n  - c\n  # 下\n");
    }
}
