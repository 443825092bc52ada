//! What ARCHITECTURE.md promises about the code: the direction of data, and what each part never does.

use std::fs;
use std::path::Path;

fn source_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<(String, String)> = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|e| e.expect("an entry").into_path())
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .map(|p| (name(&root, &p), fs::read_to_string(&p).expect("text")))
        .collect();
    files.sort();
    files
}

fn name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/")
}

/// The part of the pipeline a file belongs to: `model/entry.rs` → `model`.
fn part(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap_or(name)
}

/// The parts that a file's code (not its tests) names.
fn used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let mut parts: Vec<String> = code
        .match_indices("crate::")
        .map(|(i, _)| code[i + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect();
    // `use crate::{a, b}` is not written anywhere, so that this test can read the imports.
    assert!(!code.contains("crate::{"), "write one `use crate::…` a module");
    parts.sort();
    parts.dedup();
    parts
}

/// What each part may use. Whatever is not named here may use nothing of the crate.
fn allowed(part: &str) -> Option<&'static [&'static str]> {
    Some(match part {
        "leaks" => &["leaks"],
        "inspect" => &["diag", "fingerprint", "leaks", "load", "model", "path"],
        "check" => &["check", "diag", "fingerprint", "leaks", "ledgers", "load", "model", "path", "render", "sheet"],
        "path" | "slug" | "progress" | "stamp" | "fingerprint" | "leaf" | "media" => &[],
        "cli" => &["part"],
        "part" => &["diag", "fingerprint", "path"],
        "diag" => &["diag", "import", "leaks", "path"],
        "load" => &["diag", "fingerprint", "path", "stamp", "verify"],
        "write" => &["diag", "fingerprint", "path", "stamp", "write"],
        "gather" => &["diag", "load", "model", "path", "verify"],
        "cache" => &["fingerprint", "load", "model", "path", "search", "stamp"],
        "assemble" => &[
            "cache",
            "diag",
            "fingerprint",
            "ledgers",
            "load",
            "model",
            "part",
            "path",
            "plan",
            "progress",
            "render",
            "search",
            "theme",
            "write",
        ],
        "catalogue" => &["model", "path", "render"],
        "bag" => &["bag", "diag", "fingerprint", "load", "model", "path", "slug"],
        "shelf" => &["bag", "diag", "diff", "shelf", "verify"],
        "diff" => &["bag", "diag", "diff", "load", "model", "path", "render", "sheet", "stamp"],
        "sheet" => &["render"],
        "register" => &["bag", "diag", "diff", "render", "sheet"],
        "markdown" => &["markdown", "slug"],
        "model" => &["diag", "fingerprint", "leaks", "load", "markdown", "model", "path", "slug"],
        "theme" => &["diag", "fingerprint", "load", "model", "path"],
        "ledgers" => &["leaf", "ledgers", "model", "path"],
        "overviews" => &["leaf", "ledgers", "markdown", "model", "overviews", "path", "slug"],
        "plan" => &["leaf", "ledgers", "load", "model", "overviews", "path", "plan", "slug"],
        "render" => &[
            "diag",
            "fingerprint",
            "leaf",
            "ledgers",
            "markdown",
            "model",
            "overviews",
            "path",
            "plan",
            "render",
            "theme",
        ],
        "import" => &["import", "markdown"],
        "sign" => &["diag"],
        "target" => &["diag", "fingerprint", "media", "model", "path", "progress", "shelf", "target", "write"],
        "verify" => &["diag", "fingerprint", "path", "sign", "stamp", "verify"],
        "schema" => &["diag", "leaks", "model"],
        "edit" => &["diag", "edit", "import", "model", "path", "schema"],
        "search" => &["diag", "fingerprint", "markdown", "model", "path", "render", "search", "theme"],
        "live" => &["diag", "gather", "ledgers", "load", "model", "path", "plan", "render", "search", "theme"],
        "watch" => &["load", "path", "stamp"],
        "serve" => &[
            "diag",
            "edit",
            "fingerprint",
            "live",
            "load",
            "media",
            "model",
            "path",
            "render",
            "scaffold",
            "stamp",
            "watch",
            "write",
        ],
        "scaffold" => &["diag", "fingerprint", "import", "load", "model", "path", "scaffold", "slug", "stamp", "write"],
        _ => return None,
    })
}

#[test]
fn data_flows_one_way() {
    for (name, text) in source_files() {
        if matches!(part(&name), "lib" | "main") {
            continue;
        }
        let allowed = allowed(part(&name)).unwrap_or_else(|| panic!("{name}: say in this test what it may use"));
        for used in used(&text) {
            assert!(allowed.contains(&used.as_str()), "{name} uses {used}");
        }
    }
}

#[test]
fn only_the_edges_touch_the_disk_the_clock_and_the_terminal() {
    let disk = ["std::fs", "fs::read", "fs::write", "File::open", "ImageReader::open"];
    let clock = ["Instant::now", "SystemTime", "Zoned::now", "ZonedDateTime::now", "Timestamp::now"];
    let terminal = ["println!", "eprintln!", "print!(", "std::env", "stdout()", "stderr()"];
    for (name, text) in source_files() {
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        let edges: &[&str] = match part(&name) {
            "main" => continue,
            // A stamp only names the type of what an edge has read.
            "load" | "write" | "stamp" | "shelf" => &["disk"],
            "verify" if name == "verify/container.rs" => &["disk"],
            "target" if matches!(name.as_str(), "target/site.rs" | "target/folder.rs") => &["disk"],
            _ => &[],
        };
        for (kind, words) in [("disk", &disk[..]), ("clock", &clock[..]), ("terminal", &terminal[..])] {
            for word in words {
                let found = code.contains(word) && !edges.contains(&kind);
                assert!(!found, "{name} touches the {kind}: {word}");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_owns_and_what_it_never_does() {
    for (name, text) in source_files() {
        let head: Vec<&str> = text.lines().take_while(|l| l.starts_with("//!")).collect();
        assert!(!head.is_empty(), "{name} has no opening lines");
        let whole = head.join(" ").to_lowercase();
        let says = ["never", "nothing", "only", "table of contents"].iter().any(|word| whole.contains(word));
        assert!(says, "{name} does not say what it never does");
    }
}

#[test]
fn the_architecture_page_names_every_part() {
    let page = include_str!("../../ARCHITECTURE.md");
    for (name, _) in source_files() {
        let part = part(&name);
        assert!(page.contains(&format!("`{part}")), "ARCHITECTURE.md does not name {part}");
    }
}
