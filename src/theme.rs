//! The built-in theme with a project's overrides → compiled templates, interface texts, static files.
//! Never renders a page and never touches the disk: `load` has read the overrides.

use crate::diag::{Diagnostic, Fault, Place};
use crate::fingerprint::Fingerprint;
use crate::load::Sources;
use crate::model::site::Site;
use crate::path::SourcePath;
use std::collections::BTreeMap;
use std::io;
use tera::{ErrorKind, Tera};

/// The files of `themes/default`, by path.
const BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/default_theme.rs"));

/// The interface texts of the site's language.
#[derive(Clone, Debug, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<String, String>);

impl Texts {
    /// The text of a key; a missing one shows its key, so that the gap is seen.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The text of a key with `{name}` replaced by each value; what a value holds is not replaced again.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut filled = String::with_capacity(rest.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let known = after.split_once('}').and_then(|(name, after)| {
                let (_, value) = values.iter().find(|(known, _)| *known == name)?;
                Some((*value, after))
            });
            let (value, after) = known.unwrap_or(("{", after));
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// A theme ready for use.
#[derive(Debug)]
pub struct Theme {
    /// Compiled templates.
    pub templates: Tera,
    /// Interface texts.
    pub texts: Texts,
    /// Files copied to `assets/`, by path below it.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Parts of the search engine, by file name.
    pub engine: BTreeMap<String, Vec<u8>>,
    /// Of all its files.
    pub print: Option<Fingerprint>,
    /// The theme's name, for naming files in diagnostics.
    name: String,
}

/// Whether the interface speaks Chinese or English; other languages get English.
pub fn interface_language(language: &str) -> &'static str {
    if language.to_lowercase().starts_with("zh") || language.is_empty() { "zh-CN" } else { "en" }
}

/// Puts the theme together; a broken override is a fault at its line.
pub fn theme(sources: &Sources, site: &Site) -> (Option<Theme>, Vec<Diagnostic>) {
    let name = site.theme.as_ref().map_or("default", |spot| spot.value.as_str());
    let prefix = format!("{name}/");
    let overrides: BTreeMap<&str, &[u8]> = (sources.themes.iter())
        .filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?, bytes.as_slice())))
        .collect();
    if let Some(spot) = site.theme.as_ref().filter(|_| name != "default" && overrides.is_empty()) {
        let fault = Fault::UnknownTheme { name: name.to_owned() };
        return (None, vec![Diagnostic::new(&SourcePath::new("content/site.yaml"), spot.place, fault)]);
    }
    let mut files: BTreeMap<&str, &[u8]> = BUILT_IN.iter().copied().collect();
    files.extend(&overrides);
    compile(name, &files, interface_language(&site.language))
}

/// Writes a text so that it stands for itself in HTML, in content and in quoted attributes, as Tera's own function does;
/// but that goes byte by byte, which took a twentieth of a build.
fn escape(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rest = text.as_bytes();
    while let Some((at, name)) = rest.iter().enumerate().find_map(|(at, byte)| Some((at, entity(*byte)?))) {
        out.write_all(&rest[..at])?;
        out.write_all(name)?;
        rest = &rest[at + 1..];
    }
    out.write_all(rest)
}

fn entity(byte: u8) -> Option<&'static [u8]> {
    match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'"' => Some(b"&quot;"),
        b'\'' => Some(b"&#39;"),
        // No HTML may hold it, and this is what a browser would make of it. In a piece it stands for the root.
        b'\0' => Some("\u{FFFD}".as_bytes()),
        _ => None,
    }
}

fn compile(name: &str, files: &BTreeMap<&str, &[u8]>, language: &str) -> (Option<Theme>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let texts = texts(name, files, language, &mut faults);
    let mut theme = Theme {
        templates: Tera::new(),
        texts,
        assets: BTreeMap::new(),
        engine: BTreeMap::new(),
        print: Fingerprint::of(files),
        name: name.to_owned(),
    };
    let mut templates = Vec::new();
    for (path, bytes) in files {
        if let Some(asset) = path.strip_prefix("static/") {
            theme.assets.insert(asset.to_owned(), bytes.to_vec());
        } else if let Some(part) = path.strip_prefix("engine/") {
            theme.engine.insert(part.to_owned(), bytes.to_vec());
        } else if let Some(template) = path.strip_prefix("templates/") {
            match std::str::from_utf8(bytes) {
                Ok(text) => templates.push((template, text)),
                Err(_) => faults.push(at_start(name, path, Fault::FileNotUtf8)),
            }
        }
    }
    theme.templates.set_escape_fn(escape);
    if let Err(error) = theme.templates.add_raw_templates(templates) {
        faults.push(theme.fault(&error));
    }
    (faults.is_empty().then_some(theme), faults)
}

fn at_start(name: &str, path: &str, fault: Fault) -> Diagnostic {
    Diagnostic::new(&SourcePath::new(format!("themes/{name}/{path}")), Place::START, fault)
}

/// The built-in texts of a language, with the theme's own laid over them.
fn texts(name: &str, files: &BTreeMap<&str, &[u8]>, language: &str, faults: &mut Vec<Diagnostic>) -> Texts {
    let path = format!("i18n/{language}.yaml");
    let built_in = BUILT_IN.iter().find(|(p, _)| *p == path).map(|(_, bytes)| *bytes);
    let mut texts = BTreeMap::new();
    for bytes in built_in.into_iter().chain(files.get(path.as_str()).copied()) {
        match serde_yaml::from_slice::<BTreeMap<String, String>>(bytes) {
            Ok(table) => texts.extend(table),
            Err(error) => faults.push(text_fault(name, &path, &error)),
        }
    }
    Texts(texts)
}

fn text_fault(name: &str, path: &str, error: &serde_yaml::Error) -> Diagnostic {
    let place = error.location().map_or(Place::START, |at| Place {
        line: crate::diag::count(at.line()),
        column: crate::diag::count(at.column()),
        length: 1,
    });
    let fault = Fault::ThemeText { detail: error.to_string() };
    Diagnostic::new(&SourcePath::new(format!("themes/{name}/{path}")), place, fault)
}

impl Theme {
    /// A template engine's error as a diagnostic at the template's line.
    pub fn fault(&self, error: &tera::Error) -> Diagnostic {
        let (file, place, detail) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let span = report.span();
                let place = Place {
                    line: crate::diag::count(span.start_line.max(1)),
                    column: crate::diag::count(span.start_col) + 1,
                    length: crate::diag::count(span.end_col.saturating_sub(span.start_col).max(1)),
                };
                (report.filename().to_owned(), place, report.message().to_owned())
            }
            ErrorKind::MissingParent { current, .. } => (current.clone(), Place::START, error.to_string()),
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
                (tpl.clone(), Place::START, error.to_string())
            }
            _ => (String::from("base.html"), Place::START, error.to_string()),
        };
        let path = SourcePath::new(format!("themes/{}/templates/{file}", self.name));
        Diagnostic::new(&path, place, Fault::Template { detail })
    }
}

#[cfg(test)]
mod tests {
    use super::{Texts, escape};
    use std::collections::BTreeMap;

    #[test]
    fn a_text_is_escaped_as_tera_escapes_it() {
        let mut texts: Vec<String> =
            (1..=0x24F_u32).filter_map(char::from_u32).map(|c| format!("党{c}建{c}{c}")).collect();
        texts.extend(["", "'", "\"<a href='x'>&amp;</a>\"", "光荣在党**年", "末尾<"].map(String::from));
        for text in texts {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            escape(&text, &mut ours).expect("written");
            tera::escape_html(&text, &mut theirs).expect("written");
            assert_eq!(String::from_utf8_lossy(&ours), String::from_utf8_lossy(&theirs));
        }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let texts = Texts(BTreeMap::from([(String::from("cited"), String::from("{a}：{b}，{c} {b}{"))]));
        assert_eq!(texts.fill("cited", &[("a", "{b}"), ("b", "{a}")]), "{b}：{a}，{c} {a}{");
        assert_eq!(texts.fill("{a}", &[("a", "党")]), "党");
    }

    #[test]
    fn what_stands_for_the_root_is_no_text() {
        let mut written = Vec::new();
        escape("党\0建", &mut written).expect("written");
        assert_eq!(String::from_utf8_lossy(&written), "党\u{FFFD}建");
    }
}
