//! One document → one entry, with its pictures and its original beside it.
//! Never writes an entry whose date or branch nobody knows.

use super::earlier::origin;
use super::import_files::{Imported, Job, Original, guessed_kind, kind_of};
use super::{dated, kind_word, spell, stems};
use crate::diag::{Failure, Fault, Lang, Place};
use crate::import::guess::{self, Asked, Day, Guess, Guesses, Reason};
use crate::import::{self, Draft, Field, Format, Line, Note, Origin, Refusal, Syntax, picture_name};
use crate::load::{self, SourceFile};
use crate::model::entry::Kind;
use crate::model::source;
use crate::path::SourcePath;
use crate::slug;
use crate::stamp::Stamp;
use crate::write;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// No picture beside a page is larger.
const PICTURE_LIMIT: u64 = 32 << 20;

/// Imports one document.
pub fn import(
    file: &Path,
    format: Format,
    bytes: &[u8],
    job: &Job,
    imported: &mut Imported,
) -> Result<Result<(), Refusal>, Failure> {
    let draft = match import::read(format, bytes) {
        Ok(draft) => draft,
        Err(why) => return Ok(Err(why)),
    };
    let draft = draft.fetched(&|path| beside(file, path));
    let Some(head) = head(file, &draft, job, imported) else { return Ok(Ok(())) };
    let kept = job.original == Original::Kept && is_kept(format);
    let extension = file.extension().map(|e| e.to_string_lossy().to_lowercase()).filter(|_| kept);
    let files =
        Files { folder: folder(job.root, head.kind, head.day), pictures: pictures(&draft), original: extension };
    let Some(stem) = stems(&dated(head.day, &slug::slug(&head.title))).find(|stem| files.are_free(stem)) else {
        return Err(Failure::Exists(files.folder));
    };
    let body = draft.body(&stem);
    for (number, extension, bytes) in &files.pictures {
        write::create(&files.folder.join(picture_name(&stem, *number, extension)), bytes)?;
    }
    let attachment = files.original.as_ref().map(|extension| format!("{stem}.{extension}"));
    if let Some(name) = &attachment {
        write::create(&files.folder.join(name), bytes)?;
    }
    let mut matter = head.matter(attachment.as_deref(), file, job.lang);
    if attachment.is_none() && head.own.is_none() {
        matter.push_str(&origin(bytes));
    }
    let path = files.folder.join(format!("{stem}.md"));
    write::create(&path, format!("---\n{matter}---\n\n{}", body.text).as_bytes())?;
    for note in draft.notes.iter().chain(&body.notes) {
        imported.tell(file, note, job.lang);
    }
    if job.original == Original::Kept && format == Format::Text(Syntax::Html) {
        imported.tell(file, &Note::PageNotKept, job.lang);
    }
    imported.written.push(path);
    Ok(Ok(()))
}

/// A Markdown document is the entry itself, and a page may hold scripts.
fn is_kept(format: Format) -> bool {
    !matches!(format, Format::Text(Syntax::Markdown | Syntax::Html))
}

fn beside(document: &Path, path: &str) -> Option<Vec<u8>> {
    load::document(&document.with_file_name(path), PICTURE_LIMIT).ok().flatten()
}

/// `content/<plural>/<year>`
pub fn folder(root: &Path, kind: Kind, day: Date) -> PathBuf {
    root.join("content").join(kind.plural()).join(day.year().to_string())
}

/// The files that an entry brings along.
struct Files<'d> {
    folder: PathBuf,
    pictures: Vec<(usize, &'d str, &'d [u8])>,
    original: Option<String>,
}

impl Files<'_> {
    fn are_free(&self, stem: &str) -> bool {
        let pictures = self.pictures.iter().map(|(number, extension, _)| picture_name(stem, *number, extension));
        let own = std::iter::once(format!("{stem}.md")).chain(self.original.iter().map(|e| format!("{stem}.{e}")));
        own.chain(pictures).all(|name| !self.folder.join(name).exists())
    }
}

fn pictures(draft: &Draft) -> Vec<(usize, &str, &[u8])> {
    let bytes = |(number, picture): (usize, &'_ import::Picture)| match &picture.origin {
        Origin::Bytes(_) => Some(number),
        Origin::Beside(_) | Origin::Lost => None,
    };
    let numbers = draft.pictures().iter().enumerate().filter_map(bytes);
    numbers
        .filter_map(|number| {
            let picture = draft.pictures().get(number)?;
            let Origin::Bytes(bytes) = &picture.origin else { return None };
            Some((number, picture.extension.as_str(), bytes.as_slice()))
        })
        .collect()
}

/// What the front matter will say.
struct Head {
    title: String,
    kind: Kind,
    day: Date,
    lines: Vec<Line>,
    own: Option<String>,
}

impl Head {
    /// The front matter, with the original attached under the name that it had.
    fn matter(&self, attachment: Option<&str>, file: &Path, lang: Lang) -> String {
        if let Some(own) = &self.own {
            return format!("{}\n", own.trim_end());
        }
        let mut lines = self.lines.clone();
        if let Some(name) = attachment {
            let field = attached(name, file, lang);
            lines.push(Line::sure(spell("attachments", lang), Field::List(vec![field])));
        }
        import::front_matter(&lines)
    }
}

/// An attachment under the name that the document had.
pub fn attached(name: &str, file: &Path, lang: Lang) -> Field {
    let title = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (file_key, title_key) = if lang == Lang::Chinese { ("文件", "标题") } else { ("file", "title") };
    Field::Record(vec![(file_key, Field::Text(name.to_owned())), (title_key, Field::Text(title))])
}

/// What is known and guessed; `None` where a person must say more, which is then told.
fn head(file: &Path, draft: &Draft, job: &Job, imported: &mut Imported) -> Option<Head> {
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let title = if draft.title.trim().is_empty() { stem } else { draft.title.clone() };
    let asked = Asked { kind: job.kind.map(guessed_kind), branches: &job.branches };
    let guesses = guess::guess(&title, &draft.lines, asked);
    let kind = job.kind.unwrap_or_else(|| kind_of(guesses.kind.value));
    if let Some(own) = &draft.front_matter {
        let (kind, day) = of_matter(own).unwrap_or((kind, Date::constant(1970, 1, 1)));
        return Some(Head { title, kind, day, lines: Vec::new(), own: Some(own.clone()) });
    }
    let day = job.day.map(|day| (day, None)).or_else(|| guessed_day(&guesses));
    let branch = job.branch.clone().map(|id| (id, None));
    let branch = branch.or_else(|| guesses.branch.clone().map(|g| (g.value, Some(g.reason))));
    for (missing, option) in [(day.is_none(), "--date"), (branch.is_none(), "--branch")] {
        if missing {
            imported.refuse(file, Fault::ImportNeeds { option });
        }
    }
    let (day, branch) = (day?, branch?);
    let from_name = draft.title.trim().is_empty().then_some(Reason::FileName);
    let mut lines = vec![
        line("title", Field::Text(title.clone()), from_name.as_ref(), job.lang),
        line(
            "kind",
            Field::Text(kind_word(kind, job.lang).to_owned()),
            job.kind.is_none().then_some(&guesses.kind.reason),
            job.lang,
        ),
        line("date", Field::Text(day.0.to_string()), day.1.as_ref(), job.lang),
    ];
    if let Some(year) = guesses.year.filter(|y| *y != i32::from(day.0.year())) {
        lines.push(line("year", Field::Number(i64::from(year)), Some(&Reason::Title), job.lang));
    }
    lines.push(line("branch", Field::Text(branch.0), branch.1.as_ref(), job.lang));
    let field = |(key, Guess { value, reason }): &(&'static str, Guess<Field>)| {
        line(key, value.clone(), Some(reason), job.lang)
    };
    lines.extend(guesses.fields.iter().map(field));
    Some(Head { title, kind, day: day.0, lines, own: None })
}

/// One line of front matter, with the reason where it was guessed.
pub fn line(key: &'static str, value: Field, reason: Option<&Reason>, lang: Lang) -> Line {
    let words = |reason: &Reason| if lang == Lang::Chinese { reason.chinese() } else { reason.english() };
    Line { key: spell(key, lang), value, guessed: reason.map(words) }
}

fn guessed_day(guesses: &Guesses) -> Option<(Date, Option<Reason>)> {
    let found = guesses.day.as_ref().and_then(|g| Some((date(g.value)?, Some(g.reason.clone()))));
    // A document without any date belongs to the end of the year its title names.
    found.or_else(|| {
        let day = Day { year: guesses.year?, month: 12, day: 31 };
        Some((date(day)?, Some(Reason::YearOfTitle)))
    })
}

/// A guess as the model's type.
pub fn date(day: Day) -> Option<Date> {
    let (month, number) = (i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?);
    Date::new(i16::try_from(day.year).ok()?, month, number).ok()
}

/// The kind and date that a document's own front matter gives.
fn of_matter(own: &str) -> Option<(Kind, Date)> {
    let text = format!("---\n{own}\n---\n");
    let path = SourcePath::new("content/import.md");
    let file = SourceFile::new(path, text.into_bytes(), Stamp::default());
    let parsed = source::parse(&file).0?;
    Some((parsed.matter.kind, parsed.matter.date?))
}

/// A place in a table: the row as line, the column as column.
pub fn place(row: usize, column: usize) -> Place {
    Place { line: crate::diag::count(row), column: crate::diag::count(column + 1), length: 1 }
}
