//! Names of things: source paths, site paths, entry ids and branch ids, each a type of its own.
//! Never touches the disk and knows nothing of front matter or pages.

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

impl SourcePath {
    /// The path of `relative` as written in this file, with `.` and `..` resolved.
    /// `None` where it leaves `content/` or is absolute.
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
        let inside = parts.first() == Some(&"content") && parts.len() > 1;
        inside.then(|| SourcePath::new(parts.join("/")))
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
    fn a_page_knows_its_way_to_the_root() {
        assert_eq!(SitePath::new("index.html").root(), "");
        assert_eq!(EntryId::new("awards/2022/x").page().root(), "../../../");
    }
}
