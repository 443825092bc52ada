//! The dialog of `dangan new`: asks on a terminal for what the options leave open.
//! Like `main`, prints and reads; never decides what a word can mean: `scaffold` does.

use dangan::cli::NewArgs;
use dangan::diag::{Failure, Lang};
use dangan::model::branch::{Branch, BranchTree};
use dangan::model::date;
use dangan::scaffold::{self, choose};
use jiff::ZonedDateTime;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

/// More branches than this are not listed at once: who has so many types a part of the name.
const LISTED: usize = 30;

/// What `new` needs, all of it known.
pub struct Answers {
    pub title: String,
    pub branch: String,
    pub date: String,
}

/// The options, and on a terminal the answers to what they leave open.
pub fn answers(root: &Path, args: &NewArgs, lang: Lang) -> Result<Answers, Failure> {
    let given = |value: &Option<String>, option| value.clone().ok_or(Failure::OptionMissing { option });
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        let (title, branch) = (given(&args.title, "--title")?, given(&args.branch, "--branch")?);
        return Ok(Answers { title, branch, date: given(&args.date, "--date")? });
    }
    let mut dialog = Dialog { lang, input: std::io::stdin().lock() };
    let title = args.title.clone().map_or_else(|| dialog.title(), Ok)?;
    let branch = match &args.branch {
        Some(branch) => branch.clone(),
        None => dialog.branch(&scaffold::branches(root)?)?,
    };
    let date = args.date.clone().map_or_else(|| dialog.date(), Ok)?;
    Ok(Answers { title, branch, date })
}

struct Dialog<R> {
    lang: Lang,
    input: R,
}

impl<R: BufRead> Dialog<R> {
    fn word(&self, chinese: &'static str, english: &'static str) -> &'static str {
        match self.lang {
            Lang::Chinese => chinese,
            Lang::English => english,
        }
    }

    /// One line without its end; the end of the input ends the dialog.
    fn line(&mut self, prompt: &str) -> Result<String, Failure> {
        let told = write!(std::io::stderr(), "{prompt}").and_then(|()| std::io::stderr().flush());
        told.map_err(Failure::io(Path::new("stderr")))?;
        let mut line = String::new();
        let read = self.input.read_line(&mut line).map_err(Failure::io(Path::new("stdin")))?;
        if read == 0 {
            return Err(Failure::Unanswered);
        }
        Ok(line.trim().to_owned())
    }

    fn title(&mut self) -> Result<String, Failure> {
        let prompt = self.word("标题：", "Title: ");
        loop {
            let title = self.line(prompt)?;
            if !title.is_empty() {
                return Ok(title);
            }
        }
    }

    fn date(&mut self) -> Result<String, Failure> {
        let today = ZonedDateTime::now().date().to_string();
        let prompt = format!("{} [{today}]{}", self.word("日期", "Date"), self.word("：", ": "));
        loop {
            let text = self.line(&prompt)?;
            if text.is_empty() {
                return Ok(today);
            }
            match date::date(&text) {
                Ok(day) => return Ok(day.to_string()),
                Err(fault) => {
                    let words = fault.words(self.lang);
                    eprintln!("{}{}{}", words.message, self.word("；", "; "), words.hint);
                }
            }
        }
    }

    fn branch(&mut self, tree: &BranchTree) -> Result<String, Failure> {
        let all: Vec<(usize, &Branch)> = (1..).zip(tree.all()).collect();
        if all.len() <= LISTED {
            self.list(&all);
        }
        let prompt = self.word(
            "支部（序号、名称的一部分或拼音首字母）：",
            "Branch (number, part of its name, or pinyin initials): ",
        );
        loop {
            let text = self.line(prompt)?;
            let found = choose::branches(tree, &text);
            match found.as_slice() {
                [one] => {
                    eprintln!("  → {}", one.name);
                    return Ok(one.id.to_string());
                }
                [] => eprintln!("{}", self.word("没有这样的支部，再写一次", "there is no such branch; try again")),
                _ => {
                    let found = all.iter().filter(|(_, branch)| found.iter().any(|f| f.id == branch.id)).copied();
                    self.list(&found.collect::<Vec<_>>());
                }
            }
        }
    }

    /// Branches with their numbers in `branches.yaml`.
    fn list(&self, branches: &[(usize, &Branch)]) {
        for (number, branch) in branches.iter().take(LISTED) {
            eprintln!("  {number:>3}  {}", branch.name);
        }
        let more = branches.len().saturating_sub(LISTED);
        match self.lang {
            _ if more == 0 => {}
            Lang::Chinese => eprintln!("  ……另有 {more} 个，多写几个字"),
            Lang::English => eprintln!("  … and {more} more; type a little more"),
        }
    }
}
