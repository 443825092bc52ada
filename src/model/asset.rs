//! Where files beside the entries go in the site, by name alone.
//! Never reads a file and never depends on which other files there are.

use crate::path::{SitePath, SourcePath};
use crate::slug;
use sha2::{Digest, Sha256};

/// Whole site paths stay below 200 characters; a folder path longer than this is cut.
const FOLDER_LIMIT: usize = 100;

/// Types that a browser would run; they travel as text.
const ACTIVE: &[&str] = &["html", "htm", "xhtml", "shtml", "js", "mjs", "css", "swf", "hta", "xml", "xsl"];

/// The site path of a file offered for download: ASCII, the type kept, unique to the source path.
pub fn file_path(source: &SourcePath) -> SitePath {
    let extension = source.extension();
    let plain = !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    let ending = match extension.as_str() {
        active if ACTIVE.contains(&active) => format!(".{active}.txt"),
        other if plain => format!(".{other}"),
        _ => String::from(".txt"),
    };
    SitePath::new(format!("files/{}{ending}", stem(source)))
}

/// The site path of a photo as shown large: re-encoded, so always `.jpg` or `.png`.
pub fn photo_path(source: &SourcePath) -> SitePath {
    SitePath::new(format!("photos/{}.{}", stem(source), photo_extension(source)))
}

/// The site path of a photo's thumbnail.
pub fn thumbnail_path(source: &SourcePath) -> SitePath {
    SitePath::new(format!("photos/{}.thumb.{}", stem(source), photo_extension(source)))
}

/// JPEG stays JPEG; everything else becomes PNG, which loses nothing.
pub fn photo_extension(source: &SourcePath) -> &'static str {
    if matches!(source.extension().as_str(), "jpg" | "jpeg") { "jpg" } else { "png" }
}

/// The folders and stem below `content/`, in ASCII. Where that loses anything, a few digits of
/// the path's hash keep it unique, whatever other files there are.
fn stem(source: &SourcePath) -> String {
    let inner = source.as_str().strip_prefix("content/").unwrap_or(source.as_str());
    let extension = source.extension().len();
    let bare = if extension == 0 { inner } else { &inner[..inner.len() - extension - 1] };
    let parts: Vec<String> = bare.split('/').map(slug::slug).collect();
    let joined = parts.join("/");
    if joined == bare && joined.len() <= FOLDER_LIMIT && source.extension() == source_extension(source) {
        return joined;
    }
    let hash = crate::fingerprint::hex(&Sha256::digest(source.as_str().as_bytes())[..4]);
    let cut: String = joined.chars().take(FOLDER_LIMIT).collect();
    format!("{}-{hash}", cut.trim_end_matches(['/', '-']))
}

/// The extension as written; `SourcePath::extension` lowers it, and `a.PDF` must differ from `a.pdf`.
fn source_extension(source: &SourcePath) -> &str {
    source.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
}
