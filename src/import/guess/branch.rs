//! Which of the archive's branches a text is about, by full and short names.
//! Never takes a short name that two branches share.

use super::day::Signature;
use super::form::Kind;
use super::label::Label;
use super::{Guess, Reason};
use std::collections::BTreeMap;

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// The id of the branch above it.
    pub parent: Option<String>,
}

/// After which characters a name that says where goes on to say who: 云溪镇机关党支部 is 机关党支部 at home.
const PLACES: &[char] = &['省', '市', '县', '区', '旗', '镇', '乡', '村'];

/// The branch of a document: by label, title, signature, else the one that the text names most.
pub fn of_document(
    title: &str,
    lines: &[String],
    labels: &[Label],
    signature: Option<&Signature>,
    kind: Kind,
    branches: &[Named],
) -> Option<Guess<String>> {
    let names = names(branches, Reach::WithPlaces);
    let labelled = labels.iter().filter(|label| label.key == "branch");
    let by_label = labelled.filter_map(|label| {
        let id = longest(&names, &label.value)?;
        Some(Guess::new(id, Reason::Label(label.written.clone())))
    });
    let by_title = || longest(&names, title).map(|id| Guess::new(id, Reason::Title));
    let by_signature = || {
        let id = longest(&names, signature?.who.as_deref()?)?;
        Some(Guess::new(id, Reason::Signature))
    };
    let by_text = || most(branches, lines).map(|id| Guess::new(id, Reason::Text));
    let found = by_label.into_iter().next().or_else(by_title).or_else(by_signature).or_else(by_text);
    found.or_else(|| only(title, kind, branches))
}

/// The branch that a cell of a table or an option names, in full or short.
pub fn of_cell(text: &str, branches: &[Named]) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let exact = branches.iter().find(|b| b.id == bare || b.name == bare).map(|b| b.id.clone());
    exact.or_else(|| names(branches, Reach::WithPlaces).get(&bare).cloned())
}

/// How short a name may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Names that say what kind of branch it is.
    Proper,
    /// Also the place alone: 柳林湾村.
    WithPlaces,
}

/// Every name of every branch that is one branch's alone → its id.
fn names(branches: &[Named], reach: Reach) -> BTreeMap<String, String> {
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for branch in branches {
        for name in forms(&branch.name, reach) {
            let ids = owners.entry(name).or_default();
            if !ids.contains(&branch.id.as_str()) {
                ids.push(&branch.id);
            }
        }
    }
    // A full name is its branch's even where another's short form is the same.
    for branch in branches {
        owners.insert(branch.name.clone(), vec![&branch.id]);
    }
    let single = owners.into_iter().filter(|(_, ids)| ids.len() == 1);
    single.map(|(name, ids)| (name, ids.concat())).collect()
}

/// The names that a branch goes by.
fn forms(name: &str, reach: Reach) -> Vec<String> {
    let bare = name.strip_prefix("中共").or_else(|| name.strip_prefix("中国共产党")).unwrap_or(name);
    let kinds: [(&str, &[&str]); 7] = [
        ("临时党支部", &["临时党支部", "临时支部"]),
        ("党支部委员会", &["党支部", "支部"]),
        ("党支部", &["党支部", "支部"]),
        ("党总支", &["党总支", "总支"]),
        ("党委", &["党委", "委员会"]),
        ("委员会", &["党委", "委员会"]),
        ("党小组", &["党小组"]),
    ];
    let Some((stem, ends)) = kinds.iter().find_map(|(end, ends)| bare.strip_suffix(end).map(|stem| (stem, *ends)))
    else {
        return vec![name.to_owned()];
    };
    let mut stems = vec![stem];
    let local = stem.rfind(PLACES).map(|at| &stem[at + stem[at..].chars().next().map_or(0, char::len_utf8)..]);
    stems.extend(local.filter(|local| local.chars().count() >= 2));
    let mut all: Vec<String> =
        stems.iter().flat_map(|stem| ends.iter().map(move |end| format!("{stem}{end}"))).collect();
    if reach == Reach::WithPlaces && stem.chars().count() >= 3 {
        all.push(stem.to_owned());
    }
    all.push(name.to_owned());
    all
}

/// The branch whose name in the text is longest; the first of two as long.
fn longest(names: &BTreeMap<String, String>, text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(&String, &String)> = names.iter().filter(|(name, _)| text.contains(name.as_str())).collect();
    found.sort_by_key(|(name, _)| (std::cmp::Reverse(name.chars().count()), text.find(name.as_str())));
    found.first().map(|(_, id)| (*id).clone())
}

/// The branch that most lines name; of two, the first named.
fn most(branches: &[Named], lines: &[String]) -> Option<String> {
    let names = names(branches, Reach::Proper);
    let mut counts: Vec<(String, usize)> = Vec::new();
    for id in lines.iter().filter_map(|line| longest(&names, line)) {
        match counts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, count)) => *count += 1,
            None => counts.push((id, 1)),
        }
    }
    let best = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == best).map(|(id, _)| id)
}

/// The only branch there is, or the only one of the kind that the title speaks of. A report that names no branch
/// is about the whole of the archive.
fn only(title: &str, kind: Kind, branches: &[Named]) -> Option<Guess<String>> {
    let is_committee =
        |b: &&Named| b.name.ends_with("党委") || (b.name.ends_with("委员会") && !b.name.ends_with("支部委员会"));
    let committees: Vec<&Named> = branches.iter().filter(is_committee).collect();
    let tops: Vec<&Named> = branches.iter().filter(|b| b.parent.is_none()).collect();
    let one = match (branches, committees.as_slice(), tops.as_slice()) {
        ([one], _, _) => Some(one),
        (_, [one], _) if title.contains("党委") => Some(*one),
        (_, _, [one]) if kind == Kind::Report => Some(*one),
        _ => None,
    };
    one.map(|b| Guess::new(b.id.clone(), Reason::OnlyBranch))
}

#[cfg(test)]
mod tests {
    use super::super::form::kind_of;
    use super::*;

    fn branches() -> Vec<Named> {
        let all = [
            ("dw", "中共青溪镇委员会"),
            ("jg", "青溪镇机关党支部"),
            ("sz", "石门村上庄党支部"),
            ("ll", "柳林湾村党支部"),
        ];
        let named = |(id, name): &(&str, &str)| {
            let parent = (*id != "dw").then(|| String::from("dw"));
            Named { id: (*id).to_owned(), name: (*name).to_owned(), parent }
        };
        all.iter().map(named).collect()
    }

    fn found(title: &str) -> Option<String> {
        of_document(title, &[], &[], None, kind_of(title), &branches()).map(|guess| guess.value)
    }

    #[test]
    fn short_names_are_known() {
        assert_eq!(found("青溪镇党委2022年工作总结").as_deref(), Some("dw"));
        assert_eq!(found("上庄支部主题党日").as_deref(), Some("sz"));
        assert_eq!(found("机关党支部党课").as_deref(), Some("jg"));
        assert_eq!(found("柳林湾村换届选举").as_deref(), Some("ll"));
        assert_eq!(found("青溪镇机关党支部大会").as_deref(), Some("jg"));
        assert_eq!(found("述职报告").as_deref(), Some("dw"));
        assert_eq!(found("主题党日活动"), None);
    }
}
