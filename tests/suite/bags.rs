//! Bags made for tests: any version, any file, with the lists that a correct writer would give them.
//! Never uses the verifier: lists are made with the checksum crates alone.

use sha2::{Digest, Sha256, Sha512};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().concat()
}

pub fn checksum(algorithm: &str, bytes: &[u8]) -> String {
    match algorithm {
        "md5" => hex(md5::Md5::digest(bytes)),
        "sha1" => hex(sha1::Sha1::digest(bytes)),
        "sha224" => hex(sha2::Sha224::digest(bytes)),
        "sha256" => hex(Sha256::digest(bytes)),
        "sha384" => hex(sha2::Sha384::digest(bytes)),
        "sha512" => hex(Sha512::digest(bytes)),
        "sm3" => hex(sm3::Sm3::digest(bytes)),
        other => panic!("no algorithm {other}"),
    }
}

/// A bag in memory: path → bytes.
#[derive(Clone, Default)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Files {
    /// `bagit.txt` of a version.
    pub fn declared(version: &str) -> Files {
        let text = format!("BagIt-Version: {version}\nTag-File-Character-Encoding: UTF-8\n");
        Files::default().with("bagit.txt", text)
    }

    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Files {
        self.0.insert(path.to_owned(), bytes.as_ref().to_vec());
        self
    }

    #[must_use]
    pub fn without(mut self, path: &str) -> Files {
        assert!(self.0.remove(path).is_some(), "there is no {path}");
        self
    }

    /// Replaces a text that must be there.
    #[must_use]
    pub fn edit(mut self, path: &str, from: &str, to: &str) -> Files {
        let text = self.text(path).to_owned();
        assert!(text.contains(from), "{path} has no {from:?}");
        self.0.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
        self
    }

    pub fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.0[path]).expect("text")
    }

    /// A manifest of everything in `data/`.
    #[must_use]
    pub fn manifest(self, algorithm: &str) -> Files {
        let list = self.list(algorithm, |path| path.starts_with("data/"));
        self.with(&format!("manifest-{algorithm}.txt"), list)
    }

    /// A tag manifest of everything else.
    #[must_use]
    pub fn tagmanifest(self, algorithm: &str) -> Files {
        let list = self.list(algorithm, |path| !path.starts_with("data/") && !path.starts_with("tagmanifest-"));
        self.with(&format!("tagmanifest-{algorithm}.txt"), list)
    }

    /// Tag manifests anew, after a tag file was changed.
    #[must_use]
    pub fn retagged(mut self) -> Files {
        let tags: Vec<String> = self.0.keys().filter(|path| path.starts_with("tagmanifest-")).cloned().collect();
        for tag in tags {
            let algorithm = tag["tagmanifest-".len()..].trim_end_matches(".txt").to_owned();
            self = self.tagmanifest(&algorithm);
        }
        self
    }

    fn list(&self, algorithm: &str, wanted: impl Fn(&str) -> bool) -> String {
        let lines = self.0.iter().filter(|(path, _)| wanted(path));
        lines.map(|(path, bytes)| format!("{}  {path}\n", checksum(algorithm, bytes))).collect::<Vec<_>>().concat()
    }

    /// `Payload-Oxum` of what there is.
    pub fn oxum(&self) -> String {
        let sizes: Vec<usize> =
            self.0.iter().filter(|(path, _)| path.starts_with("data/")).map(|(_, b)| b.len()).collect();
        format!("{}.{}", sizes.iter().sum::<usize>(), sizes.len())
    }

    /// Writes the bag into a folder called `bag`.
    pub fn lay(&self) -> Laid {
        let folder = TempDir::new().expect("a temporary folder");
        let laid = Laid { folder };
        fs::create_dir_all(laid.path()).expect("a folder");
        for (path, bytes) in &self.0 {
            laid.put(path, bytes);
        }
        laid
    }
}

/// A bag on disk, removed when dropped.
pub struct Laid {
    folder: TempDir,
}

impl Laid {
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("bag")
    }

    /// A path beside the bag.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn put(&self, path: &str, bytes: &[u8]) {
        let file = self.file(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        fs::write(file, bytes).expect("written");
    }
}

/// A valid bag of another program, in version 1.0 with two manifests and two tag manifests.
pub fn plain() -> Files {
    let files =
        Files::declared("1.0").with("data/a.txt", "first\n").with("data/深/文件.txt", "二\n").with("data/empty", "");
    let info = format!("Contact-Name: A Clerk\nBagging-Date: 2024-03-15\nPayload-Oxum: {}\n", files.oxum());
    let files = files.with("bag-info.txt", info).manifest("sha256").manifest("sha512");
    files.tagmanifest("sha256").tagmanifest("sha512")
}

/// A snapshot as this program writes it, with two numbered entries.
pub fn snapshot() -> Files {
    listed(records())
}

const PAGE: &str = "<!doctype html>\n<title>x</title><a href=\"../../../index.html\">home</a>\n";

/// The payload and README of a snapshot, without lists.
pub fn records() -> Files {
    let mut files = Files::declared("1.0")
        .with("README.txt", "快照说明\nHow to open and check this snapshot\n")
        .with("data/catalogue.csv", "\u{feff}序号,档号\r\n")
        .with("data/catalogue.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<catalogue/>\n")
        .with(
            "data/site/index.html",
            "<!doctype html>\n<a href=\"activities/2022/a/index.html\">a</a> <a href=\"#top\">b</a>\n",
        )
        .with("data/content/site.yaml", "title: 档案\norganization: 支部\n");
    let (mut catalogue, mut archive) = (Vec::new(), Vec::new());
    for (number, (id, title)) in
        [("activities/2022/a", "主题党日"), ("awards/2022/b", "先进集体")].into_iter().enumerate()
    {
        let source = format!("content/{id}.md");
        let text = format!("---\ntitle: {title}\n---\n正文\n");
        let kind = if number == 0 { "activity" } else { "award" };
        let sha256 = checksum("sha256", text.as_bytes());
        catalogue.push(serde_json::json!({
            "sequence": number + 1, "number": format!("Z109-WS·2022-Y-BGS-{:04}", number + 1),
            "document_number": "", "responsible": "支部", "title": title, "date": "20221230",
            "classification": "", "pages": null, "note": "", "id": id, "kind": kind, "year": 2022,
            "branches": ["zhibu"], "retention": "永久", "source": source, "sha256": sha256,
        }));
        archive.push(serde_json::json!({ "id": id, "kind": kind, "title": title, "source": source, "sha256": sha256 }));
        files = files.with(&format!("data/{source}"), text).with(&format!("data/site/{id}/index.html"), PAGE);
    }
    let whole = |entries: &[serde_json::Value]| {
        let list = serde_json::json!({
            "title": "档案", "organization": "支部", "as_of": "2022-12-31", "audience": "internal", "entries": entries,
        });
        format!("{list:#}\n")
    };
    files.with("data/catalogue.json", whole(&catalogue)).with("data/site/archive.json", whole(&archive))
}

/// The lists of a snapshot over its payload.
pub fn listed(files: Files) -> Files {
    let info = format!(
        "Source-Organization: 支部\nBagging-Date: 2022-12-31\nPayload-Oxum: {}\nEntry-Count: 2\n\
         Bag-Software-Agent: dangan 0.1.0\n",
        files.oxum()
    );
    let payload = files.0.iter().filter(|(path, _)| path.starts_with("data/"));
    let sm3: Vec<String> =
        payload.map(|(path, bytes)| format!("SM3 ({path}) = {}\n", checksum("sm3", bytes))).collect();
    let files = files.with("bag-info.txt", info).with("sm3.txt", sm3.concat()).manifest("sha256").manifest("sha512");
    files.tagmanifest("sha256").tagmanifest("sha512")
}

/// Codes and files of what was found, errors as `!code file`, warnings as `?code file`.
pub fn findings(path: &Path) -> Vec<String> {
    let report = dangan::verify::verify(path, None, dangan::verify::Lists::All).expect("a report");
    let mark = |d: &dangan::diag::Diagnostic| if d.severity() == dangan::diag::Severity::Error { '!' } else { '?' };
    report.findings.iter().map(|d| format!("{}{} {}", mark(d), d.fault.code(), d.file)).collect()
}

/// The codes alone, each once.
pub fn codes(path: &Path) -> Vec<String> {
    let mut codes: Vec<String> =
        findings(path).iter().map(|f| f.split(' ').next().unwrap_or_default().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}
