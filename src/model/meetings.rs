//! How often each form of meeting is due, and of which branches: what holds everywhere, changed by `meetings:` in `site.yaml`.
//! Never looks at what was held: the ledger does.

use super::branch::{Branch, BranchTree, Committee};
use super::fields::{Faults, Fields, Spot};
use super::keys::MEETING;
use super::site_file;
use crate::diag::{Diagnostic, Fault};

/// How often a form of meeting is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// 每月
    Month,
    /// 每季度
    Quarter,
    /// 每半年
    Half,
    /// 每年
    Year,
    /// 不查
    Never,
}

/// Each period's English word and Chinese name.
pub const PERIODS: &[(Every, &str, &str)] = &[
    (Every::Month, "monthly", "每月"),
    (Every::Quarter, "quarterly", "每季度"),
    (Every::Half, "half-yearly", "每半年"),
    (Every::Year, "yearly", "每年"),
    (Every::Never, "never", "不查"),
];

impl Every {
    /// The months of a period; `None` where nothing is due.
    pub fn months(self) -> Option<i8> {
        match self {
            Every::Month => Some(1),
            Every::Quarter => Some(3),
            Every::Half => Some(6),
            Every::Year => Some(12),
            Every::Never => None,
        }
    }
}

/// What a branch must have for a form of meeting to apply to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// 支委会
    Committee,
    /// 党小组
    Groups,
}

/// Each condition's English word and Chinese name.
pub const NEEDS: &[(Needs, &str, &str)] = &[
    (Needs::Nothing, "nothing", "无"),
    (Needs::Committee, "committee", "支委会"),
    (Needs::Groups, "groups", "党小组"),
];

/// A form of meeting and how often it is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Its name.
    pub name: String,
    also: Vec<String>,
    every: Every,
    needs: Needs,
    exceptions: Vec<(Vec<Spot<String>>, Every)>,
}

impl Form {
    fn new(name: &str, also: &[&str], every: Every, needs: Needs) -> Form {
        let also = also.iter().map(|word| (*word).to_owned()).collect();
        Form { name: name.to_owned(), also, every, needs, exceptions: Vec::new() }
    }

    /// Whether an activity's form is this one.
    pub fn names(&self, form: &str) -> bool {
        self.name == form || self.also.iter().any(|also| also == form)
    }

    /// Whether a branch can hold such meetings at all.
    pub fn applies(&self, branch: &Branch) -> bool {
        match self.needs {
            Needs::Nothing => true,
            Needs::Committee => branch.committee != Committee::None,
            Needs::Groups => !branch.groups.is_empty(),
        }
    }

    /// How often a branch is to hold one; the last exception that names it counts.
    pub fn every(&self, branch: &Branch) -> Every {
        let is = |word: &Spot<String>| word.value == branch.id.as_str() || word.value == branch.name;
        let own = self.exceptions.iter().rev().find(|(branches, _)| branches.iter().any(is));
        own.map_or(self.every, |(_, every)| *every)
    }
}

/// All forms of meeting that are due, in the order that tables show.
#[derive(Clone, Debug, PartialEq)]
pub struct Meetings(Vec<Form>);

impl Default for Meetings {
    /// 《中国共产党支部工作条例（试行）》 art. 11–13; a quarterly 党课 is custom, not law.
    fn default() -> Meetings {
        Meetings(vec![
            Form::new("支部党员大会", &["党员大会", "支部大会"], Every::Quarter, Needs::Nothing),
            Form::new("支委会", &["支部委员会", "支委会议"], Every::Month, Needs::Committee),
            Form::new("党小组会", &["小组会"], Every::Month, Needs::Groups),
            Form::new("党课", &[], Every::Quarter, Needs::Nothing),
            Form::new("主题党日", &["固定党日", "党员活动日"], Every::Month, Needs::Nothing),
            Form::new("组织生活会", &[], Every::Year, Needs::Nothing),
            Form::new("民主评议党员", &["民主评议"], Every::Year, Needs::Nothing),
        ])
    }
}

impl Meetings {
    /// The forms in order.
    pub fn forms(&self) -> &[Form] {
        &self.0
    }

    /// Reports branches that do not exist, each at its line of `site.yaml`.
    pub fn check(&self, tree: &BranchTree, faults: &mut Vec<Diagnostic>) {
        let words = self.0.iter().flat_map(|form| &form.exceptions).flat_map(|(branches, _)| branches);
        for word in words.filter(|word| tree.find(&word.value).is_none()) {
            let fault = Fault::UnknownBranch { text: word.value.clone(), nearest: tree.nearest(&word.value) };
            faults.push(Diagnostic::new(&site_file(), word.place, fault));
        }
    }

    fn change(&mut self, rule: Rule) {
        let known = self.0.iter().position(|form| form.names(&rule.form));
        let at = known.unwrap_or_else(|| {
            self.0.push(Form::new(&rule.form, &[], Every::Never, Needs::Nothing));
            self.0.len() - 1
        });
        let form = &mut self.0[at];
        form.also.extend(rule.also);
        form.needs = rule.needs.unwrap_or(form.needs);
        if rule.branches.is_empty() {
            form.every = rule.every.unwrap_or(form.every);
        } else if let Some(every) = rule.every {
            form.exceptions.push((rule.branches, every));
        }
    }
}

/// One item of `meetings:`.
struct Rule {
    form: String,
    also: Vec<String>,
    every: Option<Every>,
    needs: Option<Needs>,
    branches: Vec<Spot<String>>,
}

/// Reads `meetings:` over what holds everywhere.
pub fn meetings(site: &Fields, faults: &mut Faults) -> Meetings {
    let mut meetings = Meetings::default();
    for rule in site.records("meetings", MEETING, faults, rule) {
        meetings.change(rule);
    }
    meetings
}

fn rule(fields: &Fields, faults: &mut Faults) -> Rule {
    fields.require("every", faults);
    Rule {
        form: fields.required("form", faults),
        also: fields.one_or_many("also", faults).into_iter().map(|spot| spot.value).collect(),
        every: fields.choice("every", PERIODS, faults),
        needs: fields.choice("needs", NEEDS, faults),
        branches: fields.one_or_many("branches", faults),
    }
}
