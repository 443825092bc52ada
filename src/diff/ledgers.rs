//! Two snapshots' `ledgers.json` → the rows of each ledger that came, went, or read otherwise.
//! Never reckons a ledger: it compares what the two sites say.

use super::fields::FieldChange;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Book {
    ledgers: Vec<Ledger>,
}

#[derive(Deserialize)]
struct Ledger {
    id: String,
    title: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    year: i64,
    #[serde(default)]
    branches: Vec<String>,
    cells: Vec<String>,
}

/// What tells a row from others: year, branches, and its first cell after these two (a form, a problem, a title).
type Key = (i64, Vec<String>, String);

/// Rows as read, by ledger and key.
type Rows = BTreeMap<(String, Key), Vec<String>>;

impl Row {
    fn key(&self) -> Key {
        (self.year, self.branches.clone(), self.cells.get(2).cloned().unwrap_or_default())
    }

    fn text(&self) -> String {
        let told: Vec<&str> = self.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        told.join(" · ")
    }
}

/// The rows that differ, by ledger; `None` where one of the two files has another form.
pub fn changes(old: &[u8], new: &[u8]) -> Option<Vec<FieldChange>> {
    let (old, new) = (book(old)?, book(new)?);
    let titles: BTreeMap<String, String> =
        old.ledgers.iter().chain(&new.ledgers).map(|ledger| (ledger.id.clone(), ledger.title.clone())).collect();
    let (before, mut after) = (rows(old), rows(new));
    let mut all = Vec::new();
    for (key, texts) in before {
        let now = after.remove(&key).unwrap_or_default();
        all.extend(pairs(&key.0, &titles, &texts, &now));
    }
    all.extend(after.iter().flat_map(|(key, now)| pairs(&key.0, &titles, &[], now)));
    all.sort_by(|a, b| (&a.field, &a.old, &a.new).cmp(&(&b.field, &b.old, &b.new)));
    Some(all)
}

fn book(json: &[u8]) -> Option<Book> {
    serde_json::from_slice(json).ok()
}

fn rows(book: Book) -> Rows {
    let mut rows = Rows::new();
    for ledger in book.ledgers {
        for row in ledger.rows {
            rows.entry((ledger.id.clone(), row.key())).or_default().push(row.text());
        }
    }
    rows
}

/// Rows of one key that are not on both sides, in pairs as far as they go.
fn pairs(id: &str, titles: &BTreeMap<String, String>, old: &[String], new: &[String]) -> Vec<FieldChange> {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|text| !those.contains(text)).cloned().collect()
    };
    let (gone, come) = (only(old, new), only(new, old));
    let change = |i: usize| FieldChange {
        field: id.to_owned(),
        label: titles.get(id).cloned().unwrap_or_default(),
        old: gone.get(i).cloned(),
        new: come.get(i).cloned(),
    };
    (0..gone.len().max(come.len())).map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::changes;

    fn book(rows: &str) -> Vec<u8> {
        format!(r#"{{"as_of":"2023-12-31","ledgers":[{{"id":"tasks","title":"任务","rows":[{rows}]}}]}}"#).into_bytes()
    }

    #[test]
    fn rows_that_came_went_and_changed_are_told_apart() {
        let row = |task: &str, state: &str| {
            format!(r#"{{"year":2023,"branches":["a"],"cells":["2023","上村","{task}","{state}",""]}}"#)
        };
        let old = book(&[row("修路", "进行中"), row("打井", "完成")].join(","));
        let new = book(&[row("修路", "完成"), row("植树", "进行中")].join(","));
        let told: Vec<(Option<String>, Option<String>)> =
            changes(&old, &new).expect("two books").into_iter().map(|c| (c.old, c.new)).collect();
        let text = |text: &str| Some(format!("2023 · 上村 · {text}"));
        assert_eq!(
            told,
            [(None, text("植树 · 进行中")), (text("修路 · 进行中"), text("修路 · 完成")), (text("打井 · 完成"), None)]
        );
        assert!(changes(&old, &old).expect("two books").is_empty());
        assert_eq!(changes(b"{}", &new), None);
    }
}
