//! Names of things: source paths, site paths, entry ids and branch ids, each a type of its own.
//! Never touches the disk and knows nothing of front matter or pages.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a text that the caller has made by the rules of this type.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(Arc::from(text.as_ref()))
            }
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }
    };
}

name_type! {
    /// A file of the project, relative to the project root, with `/`: `content/activities/2022/x.md`.
    SourcePath
}
name_type! {
    /// A file of the site, relative to the site root, with `/`: `activities/2022/x/index.html`.
    SitePath
}
name_type! {
    /// `<kind plural>/<year>/<slug>`, unique in an archive.
    EntryId
}
name_type! {
    /// The id of a branch in `branches.yaml`: `[a-z0-9-]+`.
    BranchId
}

name_type! {
    /// The short name under which a member's snapshot is gathered: a slug.
    MemberId
}

/// The folder that members' snapshots are mounted in, beside `content/`.
pub const MEMBERS: &str = "members/";

/// Where a snapshot has its sources.
const SOURCES: &str = "data/content/";

impl MemberId {
    /// A file of the member's snapshot as a source: `members/<id>/data/content/x.md`.
    pub fn mount(&self, in_bag: &str) -> SourcePath {
        SourcePath::new(format!("{MEMBERS}{self}/{in_bag}"))
    }

    /// A file that the member's archive knows by this name: `content/x.md`.
    pub fn source(&self, own: &SourcePath) -> SourcePath {
        self.mount(&format!("data/{own}"))
    }

    /// The id here of an entry that the member knows by another: `activities/2022/x` → `activities/2022/<id>-x`.
    /// What has another shape stays, and is found to be unknown.
    pub fn entry(&self, own: &str) -> String {
        match own.match_indices('/').nth(1) {
            Some((at, _)) => format!("{}/{self}-{}", &own[..at], &own[at + 1..]),
            None => own.to_owned(),
        }
    }

    /// The id here of one of the member's branches.
    pub fn branch(&self, own: &BranchId) -> BranchId {
        BranchId::new(format!("{self}-{own}"))
    }
}

impl SourcePath {
    /// The member whose snapshot a file is of, and the file's path in it; `None` for the project's own files.
    pub fn in_member(&self) -> Option<(MemberId, &str)> {
        let (id, in_bag) = self.0.strip_prefix(MEMBERS)?.split_once('/')?;
        Some((MemberId::new(id), in_bag))
    }

    /// Whether it is one of the project's own files.
    pub fn is_own(&self) -> bool {
        !self.0.starts_with(MEMBERS)
    }

    /// The folder that holds its archive's sources, with `/` at the end, and its path below it.
    pub fn below_content(&self) -> Option<(&str, &str)> {
        let below = match self.in_member() {
            Some((_, in_bag)) => in_bag.strip_prefix(SOURCES)?,
            None => self.0.strip_prefix("content/")?,
        };
        Some((&self.0[..self.0.len() - below.len()], below))
    }

    /// The path of `relative` as written in this file, with `.` and `..` resolved.
    /// `None` where it leaves its archive's `content/` or is absolute.
    pub fn join(&self, relative: &str) -> Option<SourcePath> {
        if relative.starts_with('/') || relative.contains('\\') {
            return None;
        }
        let mut parts: Vec<&str> = self.0.split('/').collect();
        parts.pop();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        let joined = parts.join("/");
        let (content, _) = self.below_content()?;
        joined.strip_prefix(content).is_some_and(|below| !below.is_empty()).then(|| SourcePath::new(joined))
    }

    /// The file's name without folders.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The file's name without folders and without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The last extension in lower case, or "" where there is none.
    pub fn extension(&self) -> String {
        let name = self.file_name();
        name.rsplit_once('.').map_or(String::new(), |(_, ext)| ext.to_lowercase())
    }
}

impl SitePath {
    /// `../` once for each folder this page stands in, so that `root + path` reaches any page.
    pub fn root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The page of this number, from 1, of what has its pages in a folder.
    pub fn leaf(folder: &str, number: usize) -> SitePath {
        match number {
            1 => SitePath::new(format!("{folder}/index.html")),
            _ => SitePath::new(format!("{folder}/page/{number}/index.html")),
        }
    }
}

impl EntryId {
    /// The entry's page.
    pub fn page(&self) -> SitePath {
        SitePath::new(format!("{}/index.html", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_stay_inside_content() {
        let file = SourcePath::new("content/activities/2022/x.md");
        let joined = |relative| file.join(relative).map(|p| p.to_string());
        assert_eq!(joined("../2021/y.md").as_deref(), Some("content/activities/2021/y.md"));
        assert_eq!(joined("./a.pdf").as_deref(), Some("content/activities/2022/a.pdf"));
        assert_eq!(joined("../../../x.md"), None);
        assert_eq!(joined("../../../../../etc/passwd"), None);
        assert_eq!(joined("/etc/passwd"), None);
        assert_eq!(joined("..\\x.md"), None);
    }

    #[test]
    fn joins_stay_inside_the_member() {
        let file = MemberId::new("yunxi").source(&SourcePath::new("content/activities/2022/x.md"));
        assert_eq!(file.as_str(), "members/yunxi/data/content/activities/2022/x.md");
        assert_eq!(file.in_member(), Some((MemberId::new("yunxi"), "data/content/activities/2022/x.md")));
        let joined = |relative| file.join(relative).map(|p| p.to_string());
        assert_eq!(joined("../../y.md").as_deref(), Some("members/yunxi/data/content/y.md"));
        assert_eq!(joined("../../../y.md"), None);
        assert_eq!(joined("../../../../../other/data/content/y.md"), None);
        assert_eq!(joined("../../../../../../content/y.md"), None);
    }

    #[test]
    fn a_member_s_names_begin_with_its_own() {
        let yunxi = MemberId::new("yunxi");
        assert_eq!(yunxi.entry("reports/2022/x#p1"), "reports/2022/yunxi-x#p1");
        assert_eq!(yunxi.entry("odd"), "odd");
        assert_eq!(yunxi.branch(&BranchId::new("dangwei")).as_str(), "yunxi-dangwei");
    }

    #[test]
    fn a_page_knows_its_way_to_the_root() {
        assert_eq!(SitePath::new("index.html").root(), "");
        assert_eq!(EntryId::new("awards/2022/x").page().root(), "../../../");
    }
}
