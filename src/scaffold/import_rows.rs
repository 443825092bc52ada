//! One ledger → an entry for each of its rows.
//! Never writes a row of which a cell could not be read: the fault names row and column.

use super::import_files::{Imported, Job, Original, has_key, key_of, kind_of};
use super::import_texts::{attached, date, folder, line, place};
use super::{dated, kind_word, spell, stems};
use crate::diag::{BadCell, Diagnostic, Failure, Fault, KeyWords};
use crate::import::guess::{self, Reason};
use crate::import::ledger::{self, Column, Ledger, Row, Sheet, Unfit};
use crate::import::{self, Field, Format, Line, Note, Refusal};
use crate::model::entry::{KINDS, Kind};
use crate::path::SourcePath;
use crate::slug;
use crate::write;
use jiff::civil::Date;
use std::path::Path;

/// Imports one ledger.
pub fn import(
    file: &Path,
    format: Format,
    bytes: &[u8],
    job: &Job,
    imported: &mut Imported,
) -> Result<Result<(), Refusal>, Failure> {
    let sheets = match format {
        Format::Csv => ledger::read_csv(bytes).map(|sheet| vec![sheet]),
        _ => ledger::read_workbook(bytes),
    };
    let sheets = match sheets {
        Ok(sheets) => sheets,
        Err(why) => return Ok(Err(why)),
    };
    let mut original = Attached { file, bytes, place: None };
    let mut found = Vec::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        if sheet.hidden {
            imported.tell(file, &Note::HiddenSheet(sheet.name.clone()), job.lang);
            continue;
        }
        found.push((sheet, ledger::ledger(sheet, &|heading| column_key(heading, job))));
    }
    let any = found.iter().any(|(_, ledger)| ledger.is_some());
    for (sheet, ledger) in found {
        match ledger {
            Some(ledger) => rows(sheet, &ledger, job, &mut original, imported)?,
            None if any => imported.tell(file, &Note::NoLedger(sheet.name.clone()), job.lang),
            None => imported.refuse(file, Fault::ImportNoHeadings { sheet: sheet.name.clone() }),
        }
    }
    Ok(Ok(()))
}

/// The key of a heading: as the mapping file says, else by the key's own names; usual words come after these.
fn column_key(heading: &str, job: &Job) -> Option<&'static str> {
    job.map.get(heading).copied().unwrap_or_else(|| key_of(heading))
}

/// The ledger's own file, copied beside the first entry that it makes.
struct Attached<'f> {
    file: &'f Path,
    bytes: &'f [u8],
    /// `activities/2022` and the file's name there.
    place: Option<(String, String)>,
}

impl Attached<'_> {
    /// Its path as seen from an entry of a kind and year.
    fn seen_from(&mut self, kind: Kind, day: Date, job: &Job) -> Result<String, Failure> {
        let here = format!("{}/{}", kind.plural(), day.year());
        if let Some((place, name)) = &self.place {
            return Ok(if *place == here { name.clone() } else { format!("../../{place}/{name}") });
        }
        let folder = folder(job.root, kind, day);
        let extension = self.file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let stem = self.file.file_stem().map(|s| slug::slug(&s.to_string_lossy())).unwrap_or_default();
        let names = stems(&stem).map(|stem| format!("{stem}.{extension}"));
        let name = names.into_iter().find(|name| !folder.join(name).exists()).unwrap_or_default();
        write::create(&folder.join(&name), self.bytes)?;
        self.place = Some((here, name.clone()));
        Ok(name)
    }
}

fn rows(
    sheet: &Sheet,
    ledger: &Ledger,
    job: &Job,
    original: &mut Attached,
    imported: &mut Imported,
) -> Result<(), Failure> {
    let strays = ledger.columns.iter().filter(|c| !is_field(c) && !is_count(c));
    let strays: Vec<&str> = strays.map(|c| c.heading.as_str()).collect();
    if !strays.is_empty() {
        imported.tell(original.file, &Note::Columns(strays.join("、")), job.lang);
    }
    let shown = SourcePath::new(original.file.to_string_lossy());
    for row in &ledger.rows {
        match entry(sheet, ledger, row, job) {
            Ok(entry) => {
                let path = write_entry(entry, job, original)?;
                imported.written.push(path);
            }
            Err(faults) => {
                let faults =
                    faults.into_iter().map(|(column, fault)| Diagnostic::new(&shown, place(row.number, column), fault));
                imported.diagnostics.extend(faults);
            }
        }
    }
    Ok(())
}

fn is_field(column: &Column) -> bool {
    column.key.is_some_and(ledger::can_hold)
}

/// The column that only numbers the rows.
fn is_count(column: &Column) -> bool {
    matches!(column.heading.as_str(), "序号" | "编号" | "No." | "")
}

struct RowEntry {
    title: String,
    kind: Kind,
    day: Date,
    lines: Vec<Line>,
    body: String,
}

fn write_entry(entry: RowEntry, job: &Job, original: &mut Attached) -> Result<std::path::PathBuf, Failure> {
    let mut lines = entry.lines;
    if job.original == Original::Kept {
        let name = original.seen_from(entry.kind, entry.day, job)?;
        let field = attached(&name, original.file, job.lang);
        let key = spell("attachments", job.lang);
        match lines.iter_mut().find(|line| line.key == key) {
            Some(Line { value: Field::List(list), .. }) => list.push(field),
            _ => lines.push(Line::sure(key, Field::List(vec![field]))),
        }
    }
    let folder = folder(job.root, entry.kind, entry.day);
    let stem = dated(entry.day, &slug::slug(&entry.title));
    let names = stems(&stem).map(|stem| folder.join(format!("{stem}.md")));
    let path = names.into_iter().find(|path| !path.exists()).unwrap_or_else(|| folder.join(format!("{stem}.md")));
    let text = format!("---\n{}---\n\n{}", import::front_matter(&lines), entry.body);
    write::create(&path, text.as_bytes())?;
    Ok(path)
}

/// The faults of a row, each with its column.
type Faults = Vec<(usize, Fault)>;

fn entry(sheet: &Sheet, ledger: &Ledger, row: &Row, job: &Job) -> Result<RowEntry, Faults> {
    let mut faults = Faults::new();
    let text = |key: &str| {
        let column = ledger.columns.iter().find(|c| c.key == Some(key))?;
        row.cells.get(&column.index).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let title = text("title").or_else(|| text("honour"));
    if title.is_none() {
        faults.push((column_of(ledger, "title"), lacks(sheet, row, "title")));
    }
    let (kind, guessed) = kind(ledger, row, title.as_deref().unwrap_or_default(), sheet, job, &mut faults);
    let cells = cells(sheet, ledger, row, kind, job, &mut faults);
    let found = |key: &str| cells.iter().find(|(k, _)| *k == key).map(|(_, field)| field.clone());
    let day = found("date").and_then(|field| match field {
        Field::Text(text) => guess::day_of(&text).and_then(date),
        _ => None,
    });
    let day = day.or(job.day);
    let branch = found("branch").or_else(|| job.branch.clone().map(Field::Text));
    for (missing, key) in [(day.is_none(), "date"), (branch.is_none(), "branch")] {
        let column = column_of(ledger, key);
        // A cell that could not be read has said so.
        if missing && !faults.iter().any(|(c, _)| *c == column && row.cells.contains_key(&column)) {
            faults.push((column, lacks(sheet, row, key)));
        }
    }
    let (Some(title), Some(day), Some(branch), true) = (title, day, branch, faults.is_empty()) else {
        return Err(faults);
    };
    let mut lines = vec![
        line("title", Field::Text(title.clone()), None, job.lang),
        line("kind", Field::Text(kind_word(kind, job.lang).to_owned()), guessed.as_ref(), job.lang),
        line("date", Field::Text(day.to_string()), None, job.lang),
        line("branch", branch, None, job.lang),
    ];
    let given = ["title", "kind", "date", "branch"];
    let others = cells.into_iter().filter(|(key, _)| !given.contains(key));
    lines.extend(others.map(|(key, field)| line(key, field, None, job.lang)));
    Ok(RowEntry { title, kind, day, lines, body: body(ledger, row, kind) })
}

fn column_of(ledger: &Ledger, key: &str) -> usize {
    ledger.columns.iter().find(|c| c.key == Some(key)).map_or(0, |c| c.index)
}

fn lacks(sheet: &Sheet, row: &Row, key: &'static str) -> Fault {
    let chinese = spell(key, crate::diag::Lang::Chinese);
    Fault::ImportRowLacks { sheet: sheet.name.clone(), row: row.number, key: Box::new(KeyWords::new(key, chinese)) }
}

/// The kind of a row: its own cell, else the option, else a guess from the columns and the title.
fn kind(
    ledger: &Ledger,
    row: &Row,
    title: &str,
    sheet: &Sheet,
    job: &Job,
    faults: &mut Faults,
) -> (Kind, Option<Reason>) {
    let column = ledger.columns.iter().find(|c| c.key == Some("kind"));
    if let Some((column, text)) = column.and_then(|c| Some((c, row.cells.get(&c.index)?))) {
        let word = text.trim().to_lowercase();
        match KINDS.iter().find(|(_, en, zh)| *en == word || *zh == word) {
            Some((kind, _, _)) => return (*kind, None),
            None => faults.push((column.index, unfit(sheet, row, column, text, Unfit::Kind))),
        }
    }
    if let Some(kind) = job.kind {
        return (kind, None);
    }
    let has = |keys: &[&str]| ledger.columns.iter().any(|c| c.key.is_some_and(|key| keys.contains(&key)));
    if has(&["honour", "level", "issuer", "document_number"]) {
        return (Kind::Award, Some(Reason::Headings));
    }
    if has(&["form", "place", "host", "recorder", "expected", "attended"]) {
        return (Kind::Activity, Some(Reason::Headings));
    }
    (kind_of(guess::kind_of(title)), Some(Reason::Title))
}

/// The values of the cells whose columns are keys of the kind.
fn cells(
    sheet: &Sheet,
    ledger: &Ledger,
    row: &Row,
    kind: Kind,
    job: &Job,
    faults: &mut Faults,
) -> Vec<(&'static str, Field)> {
    let mut values = Vec::new();
    for column in ledger.columns.iter().filter(|c| is_field(c)) {
        let Some(key) = column.key.filter(|key| has_key(kind, key) && !matches!(*key, "title" | "kind")) else {
            continue;
        };
        let Some(text) = row.cells.get(&column.index) else { continue };
        match ledger::value(key, text, sheet.epoch, &job.branches) {
            Ok(Some(field)) => values.push((key, field)),
            Ok(None) => {}
            Err(why) => faults.push((column.index, unfit(sheet, row, column, text, why))),
        }
    }
    values
}

fn unfit(sheet: &Sheet, row: &Row, column: &Column, text: &str, why: Unfit) -> Fault {
    Fault::ImportCell(Box::new(BadCell {
        sheet: sheet.name.clone(),
        cell: ledger::cell_name(row.number, column.index),
        heading: column.heading.clone(),
        value: text.split_whitespace().collect::<Vec<_>>().join(" "),
        why,
    }))
}

/// What the row tells beyond the keys of its kind.
fn body(ledger: &Ledger, row: &Row, kind: Kind) -> String {
    let held = |c: &Column| is_field(c) && c.key.is_some_and(|key| has_key(kind, key));
    let known: Vec<usize> = ledger.columns.iter().filter(|c| held(c) || is_count(c)).map(|c| c.index).collect();
    let heading = |index: usize| ledger.columns.iter().find(|c| c.index == index).map_or("", |c| c.heading.as_str());
    let rest = row.cells.iter().filter(|(index, _)| !known.contains(*index));
    let rest: Vec<(&str, &str)> = rest.map(|(index, text)| (heading(*index), text.as_str())).collect();
    ledger::rest(&rest)
}
