//! Editing by form as a function of texts: random entries, random edits. What was not touched keeps its bytes,
//! what was entered reads back, and comments stay.

use dangan::edit::form::{self, Shape};
use dangan::edit::layout::Layout;
use dangan::edit::records;
use dangan::edit::splice::splice;
use dangan::edit::{Changes, FileItem, Record, Unfit, Value, body, without_mark};
use dangan::model::entry::Kind;
use std::collections::BTreeSet;
use std::fmt::Write;

const ROUNDS: u64 = 1200;

const KINDS: [(Kind, &str, &str); 3] =
    [(Kind::Activity, "activity", "活动"), (Kind::Award, "award", "荣誉"), (Kind::Report, "report", "报告")];

/// Words that YAML, the reader's mends or a careless writer could trip over.
const WORDS: &[&str] = &[
    "上村党支部",
    "学习",
    "日期：三月",
    "a: b",
    "# 号",
    "x #y",
    "- 条",
    "\"引\"",
    "it's",
    "[1, 2]",
    "{a}",
    "true",
    "null",
    "~",
    "007",
    "26",
    "-3.50",
    "2022-12-30",
    "14:30",
    "*星",
    "&和",
    "%",
    "@人",
    "`",
    "!",
    "|",
    ">",
    "，、。",
    "：",
    "行\n行",
    "制表\t符",
    "\u{3000}宽",
    "\\反",
    "'单'",
    "---",
    "...",
    "? 问",
    "王：李",
    "标题：x",
    "𠮷",
    "é",
    "\u{200b}零宽",
    "是",
    "否",
    "公开",
];

struct Dice(fastrand::Rng);

impl Dice {
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.usize(..from.len())]
    }

    fn text(&mut self) -> String {
        (0..self.0.usize(1..4)).map(|_| self.pick(WORDS)).collect::<Vec<_>>().concat().trim().to_owned()
    }

    fn texts(&mut self) -> Vec<String> {
        (0..self.0.usize(0..5)).map(|_| self.text()).collect()
    }

    /// A value as a person may enter it.
    fn value(&mut self, name: &'static str, shape: Shape) -> Value {
        match shape {
            Shape::Branches | Shape::People | Shape::Texts => Value::List(self.texts()),
            Shape::Headcount if self.0.bool() => Value::List((0..self.0.usize(1..4)).map(|_| self.text()).collect()),
            Shape::Headcount => Value::Text(self.0.u32(..99).to_string()),
            Shape::Files => Value::Files(
                (0..self.0.usize(0..4))
                    .map(|_| FileItem {
                        file: self.text(),
                        title: if self.0.bool() { self.text() } else { String::new() },
                    })
                    .collect(),
            ),
            Shape::Date => Value::Text(String::from("2023-04-05")),
            Shape::Flag => Value::Text(self.pick(&["", "true", "false"]).to_owned()),
            Shape::Choice(words) => Value::Text(self.pick(words).0.to_owned()),
            Shape::Yaml => Value::Yaml(String::from("- {a: b}\n- c:\n    d: e")),
            Shape::Records => Value::Records((0..self.0.usize(0..4)).map(|_| self.record(name)).collect()),
            Shape::Text | Shape::Long if self.0.u8(..8) == 0 => Value::Text(String::new()),
            Shape::Text | Shape::Long | Shape::Branch => Value::Text(self.text()),
        }
    }

    /// A record that holds something; now and then with a key that is empty.
    fn record(&mut self, list: &'static str) -> Record {
        let mut fields = form::record_fields(list);
        self.0.shuffle(&mut fields);
        fields.truncate(self.0.usize(1..=fields.len()));
        let mut record: Record = fields.iter().map(|field| (field.name, self.value(field.name, field.shape))).collect();
        let (first, text) = (fields[0].name, self.text());
        if fields[0].shape == Shape::Text {
            record.insert(first, Value::Text(text));
        } else {
            let name = form::record_fields(list)[0].name;
            record.insert(name, Value::Text(text));
        }
        record
    }

    /// Records as people write them: a key a line or in braces, with comments.
    fn records(&mut self, list: &'static str, indent: &str) -> String {
        let mut out = String::new();
        // One above a measure goes with its problem.
        let mark = if indent.len() > 2 { "里注" } else { "夹注" };
        for _ in 0..self.0.usize(1..4) {
            if self.0.u8(..5) == 0 {
                let _ = writeln!(out, "{indent}# {mark}{}", self.0.u32(..));
            }
            if self.0.u8(..3) == 0 {
                let _ = writeln!(out, "{indent}- {}{}", self.braces(list), self.comment());
                continue;
            }
            let mut dash = format!("{indent}{}", self.pick(&["- ", "-   "]));
            for field in self.some_fields(list) {
                let key = if self.0.bool() { field.alias } else { field.name };
                let inner = " ".repeat(dash.chars().count());
                let source = match field.shape {
                    Shape::Records if self.0.bool() => format!(" [{}]\n", self.braces(field.name)),
                    Shape::Records => format!("\n{}", self.records(field.name, &format!("{inner}  "))),
                    Shape::Text if self.0.u8(..8) == 0 => format!(" |\n{inner}  一行\n{inner}  # 不是注\n"),
                    Shape::Texts => format!(" [{}]{}\n", self.quoted(), self.comment()),
                    _ => format!(" {}{}\n", self.quoted(), self.comment()),
                };
                let _ = write!(out, "{dash}{key}:{source}");
                dash = inner;
            }
        }
        out
    }

    fn braces(&mut self, list: &'static str) -> String {
        let fields = self.some_fields(list);
        let pairs = fields.iter().map(|field| match field.shape {
            Shape::Records => format!("{}: [{}]", field.alias, self.braces(field.name)),
            Shape::Texts => format!("{}: [{}]", field.name, self.quoted()),
            _ => format!("{}: {}", field.alias, self.quoted()),
        });
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
    }

    /// Some keys of a record, in an order of their own.
    fn some_fields(&mut self, list: &'static str) -> Vec<form::Field> {
        let mut fields = form::record_fields(list);
        self.0.shuffle(&mut fields);
        fields.truncate(self.0.usize(1..=fields.len()));
        fields
    }

    fn quoted(&mut self) -> String {
        let text = self.text();
        match self.0.u8(..3) {
            0 => format!("'{}'", text.replace('\'', "''").replace(['\n', '\t'], " ")),
            1 => dangan::import::scalar(&text),
            _ => {
                let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
                format!("\"{escaped}\"")
            }
        }
    }

    fn comment(&mut self) -> String {
        match self.0.u8(..4) {
            0 => format!("  # 注{}", self.0.u32(..)),
            _ => String::new(),
        }
    }

    /// What stands behind a key's colon, with the end of its last line.
    fn source(&mut self, name: &'static str, shape: Shape) -> String {
        match shape {
            Shape::Branches | Shape::People | Shape::Texts => self.list(),
            Shape::Files => self.files(),
            Shape::Date => format!("{}{}\n", self.pick(&["2022-03-10", "2022年3月10日", "2022/3/10"]), self.comment()),
            Shape::Flag => format!("{}{}\n", self.pick(&["是", "true", "否", "false"]), self.comment()),
            Shape::Records if self.0.u8(..4) > 0 => format!("{}\n{}", self.comment(), self.records(name, "  ")),
            Shape::Records => {
                String::from("\n  # 记录\n  - {a: b, c: [d]}  # 尾\n  - e: f\n    g: |\n      # 不是注\n      h\n")
            }
            Shape::Long if self.0.bool() => String::from("|\n  第一行\n  # 不是注释\n\n  第三行\n"),
            Shape::Text if self.0.u8(..6) == 0 => format!("多行\n  接着写{}\n", self.comment()),
            _ if self.0.u8(..8) == 0 => format!("{}\n", self.comment().trim_start()),
            _ => format!("{}{}\n", self.quoted(), self.comment()),
        }
    }

    fn list(&mut self) -> String {
        let items: Vec<String> = (0..self.0.usize(1..5)).map(|_| self.quoted()).collect();
        if self.0.bool() {
            return format!("[{}]{}\n", items.join(", "), self.comment());
        }
        let indent = self.pick(&["", "  ", "    "]);
        let mut out = format!("{}\n", self.comment());
        for item in items {
            if self.0.u8(..4) == 0 {
                let _ = writeln!(out, "{indent}# 夹注{}", self.0.u32(..));
            }
            let _ = writeln!(out, "{indent}- {item}{}", self.comment());
        }
        out
    }

    fn files(&mut self) -> String {
        let mut out = String::from("\n");
        for i in 0..self.0.usize(1..4) {
            let _ = match self.0.u8(..3) {
                0 => writeln!(out, "  - 图{i}.jpg{}", self.comment()),
                1 => writeln!(out, "  - {{file: 图{i}.jpg, title: {}}}{}", self.quoted(), self.comment()),
                _ => writeln!(out, "  - 文件: 图{i}.jpg\n    标题: {}", self.quoted()),
            };
        }
        out
    }

    /// An entry with keys in any order and manner.
    fn entry(&mut self) -> String {
        let (kind, english, chinese) = self.pick(&KINDS);
        let mut fields = form::fields(kind);
        self.0.shuffle(&mut fields);
        fields.truncate(self.0.usize(..fields.len()));
        let speaks_chinese = self.0.bool();
        let mut yaml = if speaks_chinese { format!("类型: {chinese}\n") } else { format!("kind: {english}\n") };
        for field in fields {
            if self.0.u8(..3) == 0 {
                let _ = writeln!(yaml, "# 整行的注 {}", self.0.u32(..));
            }
            let word = if self.0.u8(..5) > 0 { field.alias } else { field.name };
            let source = self.source(field.name, field.shape);
            let colon = if self.0.u8(..6) == 0 {
                "："
            } else if source.starts_with('\n') {
                ":"
            } else {
                ": "
            };
            let _ = write!(yaml, "{word}{colon}{source}");
        }
        let body = self.texts().join("\n\n");
        let text = format!("---\n{yaml}---\n\n{body}\n");
        let text = if self.0.u8(..4) == 0 { text.replace('\n', "\r\n") } else { text };
        if self.0.u8(..4) == 0 { format!("\u{feff}{text}") } else { text }
    }
}

/// The text without the lines of some keys.
fn outside(text: &str, names: &BTreeSet<&str>) -> String {
    let (_, text) = without_mark(text);
    let layout = Layout::of(text).expect("it can be taken apart");
    let touched = layout.pairs.iter().filter(|pair| pair.name.is_some_and(|name| names.contains(name)));
    let mut out = String::new();
    let mut at = 0;
    for pair in touched {
        out.push_str(&text[at..pair.lines.start]);
        at = pair.lines.end;
    }
    // A comment of an item at the beginning of its line stands between keys once the item has gone.
    let all = out + &text[at..];
    all.split_inclusive('\n').filter(|line| !line.starts_with("# 夹注")).collect()
}

/// Comments that belong to no single item: whole lines, and those behind a key's value.
fn whole_line_comments(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| line.starts_with("# 整行的注") || line.starts_with("# 夹注"))
        .map(str::to_owned)
        .collect()
}

fn normal(value: &Value) -> Value {
    match value {
        Value::List(texts) if texts.is_empty() => Value::Text(String::new()),
        other => other.clone(),
    }
}

#[test]
fn what_is_not_touched_keeps_its_bytes_and_what_is_entered_reads_back() {
    let mut done = 0;
    for seed in 0..ROUNDS {
        let mut dice = Dice(fastrand::Rng::with_seed(seed));
        let text = dice.entry();
        let (mark, bare) = without_mark(&text);
        let layout = Layout::of(bare).unwrap_or_else(|e| panic!("{e:?} seed {seed}\n{text}"));
        let mut fields = form::fields(layout.kind().expect("a kind"));
        dice.0.shuffle(&mut fields);
        let mut changes = Changes::default();
        for field in &fields[..dice.0.usize(..4)] {
            let shape = match field.shape {
                // As the form shows it.
                Shape::Records => form::value(&layout, field.name).0,
                other => other,
            };
            changes.set.insert(field.name, dice.value(field.name, shape));
        }
        if dice.0.bool() {
            changes.body = Some(dice.texts().join("\n").trim_start().to_owned());
        }
        let new = splice(&text, &changes).unwrap_or_else(|e| panic!("{e:?} seed {seed}\n{text}\n{changes:#?}"));
        assert!(new.starts_with(mark), "seed {seed}");
        let after = Layout::of(without_mark(&new).1).expect("it reads back");
        for (name, value) in &changes.set {
            if !matches!(value, Value::Yaml(_)) {
                assert_eq!(
                    normal(&form::value(&after, name).1),
                    normal(&records::tidy(name, value.clone())),
                    "seed {seed} {name}\n{text}\n---->\n{new}"
                );
            }
        }
        let kept: Vec<String> = whole_line_comments(&text);
        let left: Vec<String> = whole_line_comments(&new);
        assert_eq!(kept, left, "seed {seed}\n{text}\n{new}");
        let names: BTreeSet<&str> = changes.set.keys().copied().collect();
        let (before, rest) = (outside(&text, &names), outside(&new, &names));
        let (before, rest) = match &changes.body {
            None => (before.as_str(), rest.as_str()),
            Some(body_text) => {
                assert_eq!(
                    &body::shown(&new[new.len() - (after.text.len() - after.sections.body.start)..]),
                    body_text,
                    "seed {seed}"
                );
                (head(&before), head(&rest))
            }
        };
        assert_eq!(before, rest, "seed {seed}\n{text}\n{new}\n{changes:?}");
        assert_eq!(splice(&new, &changes).as_ref(), Ok(&new), "a second time changes nothing");
        assert_eq!(splice(&text, &Changes::default()).as_ref(), Ok(&text));
        done += 1;
    }
    assert_eq!(done, ROUNDS);
}

/// Up to the end of the front matter.
fn head(text: &str) -> &str {
    let end = text[4..].find("\n---").expect("an end");
    &text[..end + 4]
}

fn set(name: &'static str, value: Value) -> Changes {
    Changes { set: [(name, value)].into(), ..Changes::default() }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

#[test]
fn a_new_key_stands_at_its_place_or_in_place_of_its_empty_comment() {
    let entry = "---\n标题: 甲\n类型: 活动\n日期: 2022-03-10\n# 地点:\n支部: shang-cun\n# 我的注\n---\n";
    let with = splice(entry, &set("place", text("会议室"))).expect("spliced");
    assert_eq!(with, entry.replace("# 地点:", "地点: 会议室"));
    let with = splice(entry, &set("year", Value::Text(String::from("2021")))).expect("spliced");
    assert_eq!(with, entry.replace("# 地点:", "年度: 2021\n# 地点:"));
    let with = splice(entry, &set("audience", text("public"))).expect("spliced");
    assert_eq!(with, entry.replace("shang-cun\n", "shang-cun\n公开范围: 公开\n"));
}

#[test]
fn comments_behind_values_stay() {
    let entry = "---\ntitle: 甲  # 题\nkind: activity\ntags: [a, b]  # 签\nagenda:  # 议\n  - 一  # 壹\n  - 二\n---\n";
    let with = splice(entry, &set("title", text("乙"))).expect("spliced");
    assert_eq!(with, entry.replace("title: 甲", "title: 乙"));
    let tags = Value::List(vec![String::from("a"), String::from("c"), String::from("d")]);
    assert_eq!(splice(entry, &set("tags", tags)).expect("spliced"), entry.replace("[a, b]", "[a, c, d]"));
    let agenda = Value::List(vec![String::from("壹号"), String::from("二"), String::from("三")]);
    let with = splice(entry, &set("agenda", agenda)).expect("spliced");
    assert!(with.contains("agenda:  # 议\n") && with.contains("  - 二\n  - 三\n"), "{with}");
    let with = splice(entry, &set("title", text(""))).expect("spliced");
    assert_eq!(with, entry.replace("title: 甲", "title:"));
}

#[test]
fn a_guess_is_one_until_somebody_confirms_it() {
    let entry = "---\n标题: 甲\n类型: 报告  # guessed: 由题名推断\n日期: 2022-03-10  # guessed: 由正文推断\n---\n";
    let layout = Layout::of(entry).expect("a layout");
    let guessed = form::guessed(&layout);
    assert_eq!(guessed, [("kind", String::from("由题名推断")), ("date", String::from("由正文推断"))]);
    let changes = Changes { confirmed: ["date", "title"].into(), ..set("date", text("2022-03-11")) };
    let with = splice(entry, &changes).expect("spliced");
    assert_eq!(with, entry.replace("2022-03-10  # guessed: 由正文推断", "2022-03-11"));
}

#[test]
fn records_cannot_leave_their_field() {
    let entry = "---\ntitle: 甲\nkind: report\nproblems:\n  - {id: '1', title: 事}\ndate: 2022-03-10\n---\n";
    let odd = entry.replace("title: 事", "别的: 事");
    let shown = form::value(&Layout::of(&odd).expect("a layout"), "problems").1;
    assert_eq!(shown, Value::Yaml(String::from("- {id: '1', 别的: 事}")));
    for hostile in ["x\n---\n\n正文", "- a\ntitle: 乙", "audience: public", "- {a: b"] {
        let with = splice(entry, &set("problems", Value::Yaml(hostile.to_owned())));
        let Ok(with) = with else { continue };
        let (_, end) = with.split_once("problems:").expect("the key");
        let inside = end.lines().skip(1).take_while(|line| *line != "date: 2022-03-10");
        assert!(inside.filter(|line| !line.is_empty()).all(|line| line.starts_with("  ")), "{with}");
        assert!(with.ends_with("date: 2022-03-10\n---\n"));
    }
}

/// What a person does to a list of records: some change in one key, some go, some come, two change places.
fn worked_on(dice: &mut Dice, list: &'static str, old: &[Record]) -> Vec<Record> {
    let mut new: Vec<Record> = old.to_vec();
    match dice.0.u8(..5) {
        0 => new.push(dice.record(list)),
        1 if !new.is_empty() => drop(new.remove(dice.0.usize(..new.len()))),
        2 if new.len() > 1 => new.swap(0, 1),
        3 => new.insert(0, dice.record(list)),
        _ if !new.is_empty() => {
            let at = dice.0.usize(..new.len());
            let field = dice.pick(&form::record_fields(list));
            new[at].insert(field.name, dice.value(field.name, field.shape));
        }
        _ => {}
    }
    match records::tidy(list, Value::Records(new)) {
        Value::Records(new) => new,
        other => panic!("{other:?} is no list of records"),
    }
}

#[test]
fn records_that_were_not_touched_keep_their_bytes_wherever_they_go() {
    const ROUNDS: u64 = 300;
    let (mut shown, mut kept) = (0, 0);
    for seed in 0..ROUNDS {
        let mut dice = Dice(fastrand::Rng::with_seed(seed));
        let list = dice.pick(&["indicators", "problems", "commitments", "targets", "tasks", "claims", "waive"]);
        let written = dice.records(list, "  ");
        let text = format!("---\nkind: report\n{list}:\n{written}# 后面的注\ndate: 2022-03-10\n---\n正文\n");
        let Value::Records(old) = form::value(&Layout::of(&text).expect("a layout"), list).1 else { continue };
        shown += 1;
        let new = worked_on(&mut dice, list, &old);
        let with = splice(&text, &set(list, Value::Records(new.clone())));
        let with = with.unwrap_or_else(|e| panic!("{e:?} seed {seed}\n{text}\n{new:#?}"));
        let layout = Layout::of(&with).expect("it reads back");
        assert_eq!(form::value(&layout, list).1, Value::Records(new.clone()), "seed {seed}\n{text}\n{with}");
        // A record alone in the list shows the bytes that it has.
        let bytes = |text: &str, record: &Record| {
            let alone = splice(text, &set(list, Value::Records(vec![record.clone()]))).expect("spliced");
            let pair = Layout::of(&alone).expect("a layout");
            let block = &alone[pair.pair(list).expect("the key").block.clone()];
            block.lines().filter(|line| !line.trim_start().starts_with("# 夹注")).map(str::to_owned).collect::<Vec<_>>()
        };
        for record in new.iter().filter(|record| old.contains(record)) {
            assert_eq!(bytes(&text, record), bytes(&with, record), "seed {seed}\n{text}\n{with}");
            assert!(with.contains(&bytes(&text, record).join("\n")), "seed {seed}");
            kept += 1;
        }
        let (mut before, mut after) = (whole_line_comments(&text), whole_line_comments(&with));
        before.sort();
        after.sort();
        assert_eq!(before, after, "seed {seed}\n{text}\n{with}");
        assert!(with.ends_with("# 后面的注\ndate: 2022-03-10\n---\n正文\n"), "seed {seed}");
        assert_eq!(splice(&with, &set(list, Value::Records(new))).as_ref(), Ok(&with), "a second time changes nothing");
    }
    assert!(shown > ROUNDS / 2 && kept > ROUNDS / 2, "{shown} lists were shown as records, {kept} records kept");
}

#[test]
fn one_key_of_a_record_changes_alone() {
    let entry = "---\n标题: 甲\n类型: 报告\n问题:  # 三个\n  # 第一个\n  - 编号: p1  # 号\n    事项: 参会率低\n    措施:\n      - 事项: 线上参会\n        时限: 2022/6/30  # 限\n  - {编号: p2, 事项: \"慢\"}  # 尾\n日期: 2022-03-10\n---\n";
    let of = |text: &str| match form::value(&Layout::of(text).expect("a layout"), "problems").1 {
        Value::Records(records) => records,
        other => panic!("{other:?}"),
    };
    let with = |change: &dyn Fn(&mut Vec<Record>)| {
        let mut records = of(entry);
        change(&mut records);
        splice(entry, &set("problems", Value::Records(records))).expect("spliced")
    };
    let measure = |record: &mut Record, change: &dyn Fn(&mut Vec<Record>)| match record.get_mut("measures") {
        Some(Value::Records(measures)) => change(measures),
        other => panic!("{other:?}"),
    };
    assert_eq!(with(&|_| {}), entry);
    assert_eq!(with(&|all| drop(all[0].insert("title", text("缺席多")))), entry.replace("参会率低", "缺席多"));
    assert_eq!(with(&|all| drop(all[1].insert("title", text("快")))), entry.replace("慢", "快"));
    assert_eq!(with(&|all| drop(all[1].insert("cause", text("人少")))), entry.replace("\"慢\"", "\"慢\", 原因: 人少"));
    assert_eq!(with(&|all| drop(all[0].insert("owner", text("王")))), entry.replace("低\n", "低\n    责任人: 王\n"));
    assert_eq!(
        with(&|all| measure(&mut all[0], &|m| drop(m[0].insert("done", text("2022-06-01"))))),
        entry.replace("# 限\n", "# 限\n        完成日: 2022-06-01\n")
    );
    assert_eq!(
        with(&|all| measure(&mut all[0], &|m| m.push([("title", text("补课"))].into()))),
        entry.replace("# 限\n", "# 限\n      - 事项: 补课\n")
    );
    let (first, second) = entry
        .split_once("  # 第一个\n")
        .map(|(head, rest)| (head, rest.split_at(rest.find("  - {").expect("braces"))))
        .expect("two");
    let (braces, rest) = second.1.split_at(second.1.find('\n').expect("an end") + 1);
    assert_eq!(with(&|all| all.reverse()), format!("{first}{braces}  # 第一个\n{}{rest}", second.0));
    let gone = with(&|all| drop(all.remove(0)));
    assert!(gone.contains("问题:  # 三个\n  # 第一个\n  - {编号: p2"), "{gone}");
}

#[test]
fn what_is_not_a_record_of_the_form_is_shown_as_yaml() {
    for odd in [
        "{id: p1}",
        "[甲]",
        "\n  - 甲",
        "\n  - {id: p1, 别的: 乙}",
        "\n  -\n    id: p1",
        "\n  - id: p1\n\n    title: 甲",
    ] {
        let entry = format!("---\ntitle: 甲\nkind: report\nproblems: {odd}\n---\n");
        let layout = Layout::of(&entry).expect("a layout");
        assert!(matches!(form::value(&layout, "problems"), (Shape::Yaml, Value::Yaml(_))), "{odd}");
        let changes = set("problems", Value::Records(vec![[("id", text("p9"))].into()]));
        if let Ok(with) = splice(&entry, &changes) {
            panic!("{odd} was replaced: {with}");
        }
    }
}

#[test]
fn what_is_not_one_key_a_line_is_refused() {
    let changes = set("title", text("乙"));
    for (entry, why) in [
        ("---\n{title: 甲, kind: activity}\n---\n", Unfit::Shape),
        ("---\ntitle: [甲\n---\n", Unfit::Unreadable),
        ("没有信息栏", Unfit::Unreadable),
        ("---\n- a\n---\n", Unfit::Shape),
    ] {
        assert_eq!(splice(entry, &changes), Err(why), "{entry}");
    }
}
