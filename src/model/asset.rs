//! Where files beside the entries go in the site, by name alone.
//! Never reads a file and never depends on which other files there are.

use crate::path::{MEMBERS, SitePath, SourcePath};
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
    site_path("files", source, &ending)
}

/// The site path of a photo as shown large: re-encoded, so always `.jpg` or `.png`.
pub fn photo_path(source: &SourcePath) -> SitePath {
    site_path("photos", source, &format!(".{}", photo_extension(source)))
}

/// The site path of a photo's thumbnail.
pub fn thumbnail_path(source: &SourcePath) -> SitePath {
    site_path("photos", source, &format!(".thumb.{}", photo_extension(source)))
}

/// A member's file has the address that it has in the member's own site, in a folder of the member's own.
fn site_path(folder: &str, source: &SourcePath, ending: &str) -> SitePath {
    let Some((member, in_bag)) = source.in_member() else {
        return SitePath::new(format!("{folder}/{}{ending}", stem(source)));
    };
    let stem = match in_bag.strip_prefix(SHOWN) {
        Some(photo) => photo.rsplit_once('.').map_or(photo, |(stem, _)| stem).to_owned(),
        None => stem(&SourcePath::new(in_bag.strip_prefix("data/").unwrap_or(in_bag))),
    };
    SitePath::new(format!("{MEMBERS}{member}/{folder}/{stem}{ending}"))
}

/// Where a snapshot has the photos of its site.
const SHOWN: &str = "data/site/photos/";

/// Where a member's snapshot has a photo as its site shows it: a public one may leave the original out.
pub fn shown_by_member(source: &SourcePath) -> Option<SourcePath> {
    let (member, in_bag) = source.in_member()?;
    let own = SourcePath::new(in_bag.strip_prefix("data/")?);
    Some(member.mount(&format!("data/site/{}", photo_path(&own))))
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
