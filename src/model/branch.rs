//! `branches.yaml` → a tree of branches; unknown parents, cycles and doubles are faults.
//! Never knows which entries belong to a branch.

use super::fields::{Faults, Fields, Spot, unknown};
use super::keys::{self, BRANCH, TERM};
use super::leak::{self, Waivers};
use super::yaml::{Node, Value};
use crate::diag::{Diagnostic, Expected, Fault, KeyWords, Place};
use crate::path::{BranchId, MemberId, SourcePath};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What a branch is in the Party's organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BranchKind {
    /// 党委
    Committee,
    /// 党总支
    General,
    /// 党支部
    Branch,
    /// 临时党支部
    Temporary,
    /// 党小组
    Group,
}

/// Each kind's English word and Chinese name.
pub const BRANCH_KINDS: &[(BranchKind, &str, &str)] = &[
    (BranchKind::Committee, "committee", "党委"),
    (BranchKind::General, "general", "党总支"),
    (BranchKind::Branch, "branch", "党支部"),
    (BranchKind::Temporary, "temporary", "临时党支部"),
    (BranchKind::Group, "group", "党小组"),
];

/// Whether a branch has a branch committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committee {
    /// Not said.
    Unknown,
    /// Said to have none.
    None,
    /// Said to have one, its members where named.
    Members(Vec<String>),
}

/// A term of office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
    /// 届次, as written.
    pub number: Option<String>,
}

/// One branch.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// Its id.
    pub id: BranchId,
    /// Its full name.
    pub name: String,
    /// What it is.
    pub kind: BranchKind,
    /// The branch above it.
    pub parent: Option<BranchId>,
    /// 成立日期
    pub established: Option<Date>,
    /// 撤销日期
    pub dissolved: Option<Date>,
    /// 批准机关
    pub approved_by: Option<String>,
    /// 书记
    pub secretary: Option<String>,
    /// 党员数
    pub members: Option<u32>,
    /// 支委会
    pub committee: Committee,
    /// 党小组: their names, or as many empty names as there are groups.
    pub groups: Vec<String>,
    /// 任期
    pub term: Option<Term>,
    /// 历届: the terms before it, oldest first.
    pub earlier_terms: Vec<Term>,
    /// Findings in its record that it lets pass.
    pub waive: Waivers,
}

/// All branches, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BranchTree {
    branches: Vec<Branch>,
    by_word: BTreeMap<String, usize>,
    children: BTreeMap<BranchId, Vec<BranchId>>,
}

impl BranchTree {
    /// All branches, in the order of the file.
    pub fn all(&self) -> &[Branch] {
        &self.branches
    }

    /// The branch with this id or exact name.
    pub fn find(&self, word: &str) -> Option<&Branch> {
        self.by_word.get(word).map(|i| &self.branches[*i])
    }

    /// The branch with this id; ids in an archive are always known.
    pub fn get(&self, id: &BranchId) -> Option<&Branch> {
        self.find(id.as_str())
    }

    /// A branch's name; ids in an archive are always known.
    pub fn name<'a>(&'a self, id: &'a BranchId) -> &'a str {
        self.get(id).map_or(id.as_str(), |b| b.name.as_str())
    }

    /// The branches right below one, in the order of the file.
    pub fn children(&self, id: &BranchId) -> &[BranchId] {
        self.children.get(id).map_or(&[], Vec::as_slice)
    }

    /// The branches that stand below no other, in the order of the file.
    pub fn roots(&self) -> impl Iterator<Item = &Branch> {
        self.branches.iter().filter(|b| b.parent.is_none())
    }

    /// The nearest id or name to a word that names no branch.
    pub fn nearest(&self, word: &str) -> Option<String> {
        keys::nearest(word, self.by_word.keys().map(String::as_str))
    }
}

/// A member's branches, to be hung into those of the project.
#[derive(Clone, Copy)]
pub struct Graft<'a> {
    /// What their ids begin with here.
    pub member: &'a Spot<MemberId>,
    /// What follows a name that others have too.
    pub label: &'a str,
    /// The branch below which their roots hang.
    pub under: Option<&'a Spot<String>>,
    /// They, as the member knows them.
    pub tree: &'a BranchTree,
}

impl BranchTree {
    /// These branches with those of members after them; faults with their places in `site.yaml`.
    pub fn with(self, grafts: &[Graft]) -> (BranchTree, Vec<(Place, Fault)>) {
        let mut faults = Vec::new();
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for branch in self.branches.iter().chain(grafts.iter().flat_map(|graft| &graft.tree.branches)) {
            *uses.entry(branch.name.as_str()).or_default() += 1;
        }
        let alone = |name: &str| uses.get(name) == Some(&1);
        let mut grown = self.clone();
        for graft in grafts {
            let under = graft.under.and_then(|word| self.place_for(word, &mut faults));
            for own in &graft.tree.branches {
                let mut branch = own.clone();
                branch.id = graft.member.value.branch(&own.id);
                branch.parent = own.parent.as_ref().map(|id| graft.member.value.branch(id)).or_else(|| under.clone());
                if !alone(&own.name) {
                    branch.name = format!("{}（{}）", own.name, graft.label);
                }
                if !grown.push(branch) {
                    let id = graft.member.value.branch(&own.id).to_string();
                    faults.push((graft.member.place, Fault::DuplicateBranchId { id }));
                }
            }
        }
        (grown, faults)
    }

    fn place_for(&self, word: &Spot<String>, faults: &mut Vec<(Place, Fault)>) -> Option<BranchId> {
        let found = self.find(&word.value).map(|branch| branch.id.clone());
        if found.is_none() {
            let fault = Fault::UnknownParent { text: word.value.clone(), nearest: self.nearest(&word.value) };
            faults.push((word.place, fault));
        }
        found
    }

    /// Adds a branch; false where its id is taken. Its name leads to it where no other has that name.
    fn push(&mut self, branch: Branch) -> bool {
        if self.by_word.contains_key(branch.id.as_str()) {
            return false;
        }
        let at = self.branches.len();
        self.by_word.insert(branch.id.to_string(), at);
        self.by_word.entry(branch.name.clone()).or_insert(at);
        if let Some(parent) = &branch.parent {
            self.children.entry(parent.clone()).or_default().push(branch.id.clone());
        }
        self.branches.push(branch);
        true
    }
}

/// A branch as written, with the places that later faults need.
struct Raw {
    branch: Branch,
    id_place: Place,
    name_place: Place,
    parent: Option<(String, Place)>,
}

/// Reads the list of branches.
pub fn tree(file: &SourcePath, node: &Node) -> (BranchTree, Vec<Diagnostic>) {
    let mut faults = Faults::new(file);
    let items: &[Node] = match &node.value {
        Value::List(items) => items,
        Value::Null => &[],
        _ => {
            let fault =
                Fault::WrongType { key: KeyWords::new("branches.yaml", "branches.yaml"), expected: Expected::List };
            faults.add(node.place, fault);
            &[]
        }
    };
    let mut raws: Vec<Raw> = items.iter().map(|item| raw(item, &mut faults)).collect();
    let by_word = index(&raws, &mut faults);
    link(&mut raws, &by_word, &mut faults);
    report_cycles(&raws, &by_word, &mut faults);
    let branches: Vec<Branch> = raws.into_iter().map(|raw| raw.branch).collect();
    let mut children: BTreeMap<BranchId, Vec<BranchId>> = BTreeMap::new();
    for branch in &branches {
        if let Some(parent) = &branch.parent {
            children.entry(parent.clone()).or_default().push(branch.id.clone());
        }
    }
    (BranchTree { branches, by_word, children }, faults.into_vec())
}

fn raw(item: &Node, faults: &mut Faults) -> Raw {
    let fields = Fields::new(item, &[BRANCH], faults, &|word| unknown(word, &[BRANCH]));
    let id = fields.required("id", faults);
    if !id.is_empty() && !is_id(&id) {
        faults.add(fields.place_of("id"), Fault::BadId { value: id.clone() });
    }
    fields.require("kind", faults);
    let branch = Branch {
        id: BranchId::new(&id),
        name: fields.required("name", faults),
        kind: fields.choice("kind", BRANCH_KINDS, faults).unwrap_or(BranchKind::Branch),
        parent: None,
        established: fields.date("established", faults),
        dissolved: fields.date("dissolved", faults),
        approved_by: fields.plain("approved_by", faults),
        secretary: fields.plain("secretary", faults),
        members: fields.count("members", faults),
        committee: committee(&fields, faults),
        groups: groups(&fields, faults),
        term: term(&fields, faults),
        earlier_terms: earlier_terms(&fields, faults),
        waive: leak::waivers(&fields, faults),
    };
    Raw {
        branch,
        id_place: fields.place_of("id"),
        name_place: fields.place_of("name"),
        parent: fields.text("parent", faults).map(|spot| (spot.value, spot.place)),
    }
}

/// `[a-z0-9-]+`, the shape of slugs and branch ids.
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn committee(fields: &Fields, faults: &mut Faults) -> Committee {
    match fields.get("committee").map(|node| &node.value) {
        None => Committee::Unknown,
        Some(Value::Scalar(_)) => match fields.flag("committee", faults) {
            Some(true) => Committee::Members(Vec::new()),
            Some(false) => Committee::None,
            None => Committee::Unknown,
        },
        Some(_) => Committee::Members(fields.plain_texts("committee", faults)),
    }
}

fn groups(fields: &Fields, faults: &mut Faults) -> Vec<String> {
    match fields.get("groups").map(|node| &node.value) {
        Some(Value::Scalar(_)) => {
            let number = fields.count("groups", faults).unwrap_or(0);
            (0..number.min(1000)).map(|_| String::new()).collect()
        }
        _ => fields.plain_texts("groups", faults),
    }
}

fn term(fields: &Fields, faults: &mut Faults) -> Option<Term> {
    let node = fields.get("term")?;
    let fields = Fields::new(node, &[TERM], faults, &|word| unknown(word, &[TERM]));
    Some(read_term(&fields, faults))
}

fn earlier_terms(fields: &Fields, faults: &mut Faults) -> Vec<Term> {
    let mut terms = fields.records("earlier_terms", TERM, faults, |fields, faults| {
        fields.require("end", faults);
        read_term(fields, faults)
    });
    terms.sort_by_key(|term| term.end);
    terms
}

fn read_term(fields: &Fields, faults: &mut Faults) -> Term {
    Term {
        start: fields.date("start", faults),
        end: fields.date("end", faults),
        number: fields.plain("number", faults),
    }
}

/// Ids and names → position; a word used twice is a fault.
fn index(raws: &[Raw], faults: &mut Faults) -> BTreeMap<String, usize> {
    let mut by_word = BTreeMap::new();
    for (i, raw) in raws.iter().enumerate() {
        let id = raw.branch.id.as_str().to_owned();
        if !id.is_empty() && by_word.insert(id.clone(), i).is_some() {
            faults.add(raw.id_place, Fault::DuplicateBranchId { id });
        }
    }
    for (i, raw) in raws.iter().enumerate() {
        let name = raw.branch.name.clone();
        let taken = by_word.get(&name).is_some_and(|other| *other != i);
        if taken {
            faults.add(raw.name_place, Fault::DuplicateBranchName { name });
        } else if !name.is_empty() {
            by_word.insert(name, i);
        }
    }
    by_word
}

fn link(raws: &mut [Raw], by_word: &BTreeMap<String, usize>, faults: &mut Faults) {
    let ids: Vec<BranchId> = raws.iter().map(|raw| raw.branch.id.clone()).collect();
    for raw in raws.iter_mut() {
        let Some((word, place)) = &raw.parent else { continue };
        if let Some(i) = by_word.get(word) {
            raw.branch.parent = Some(ids[*i].clone());
        } else {
            let nearest = keys::nearest(word, by_word.keys().map(String::as_str));
            faults.add(*place, Fault::UnknownParent { text: word.clone(), nearest });
        }
    }
}

/// Reports each cycle once, at the parent key of its first branch in the file.
fn report_cycles(raws: &[Raw], by_word: &BTreeMap<String, usize>, faults: &mut Faults) {
    let mut reported: BTreeSet<usize> = BTreeSet::new();
    for start in 0..raws.len() {
        let mut path = vec![start];
        let mut at = start;
        while let Some(parent) = raws[at].branch.parent.as_ref().and_then(|p| by_word.get(p.as_str())) {
            if *parent == start {
                if path.iter().all(|i| !reported.contains(i)) {
                    faults.add(parent_place(&raws[start]), cycle_fault(raws, &path));
                }
                reported.extend(&path);
                break;
            }
            if path.contains(parent) {
                break;
            }
            path.push(*parent);
            at = *parent;
        }
    }
}

fn parent_place(raw: &Raw) -> Place {
    raw.parent.as_ref().map_or(raw.id_place, |(_, place)| *place)
}

fn cycle_fault(raws: &[Raw], path: &[usize]) -> Fault {
    let names = path.iter().chain(path.first()).map(|i| raws[*i].branch.name.as_str());
    Fault::BranchCycle { path: names.collect::<Vec<_>>().join(" → ") }
}
