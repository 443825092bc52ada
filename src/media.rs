//! A file's name and first bytes → its media type, as `serve` and a store tell it to browsers.
//! Pure; never claims an encoding that the bytes do not have, and never guesses a type from bytes.

/// So many bytes tell of an encoding.
const HEAD: usize = 4096;

/// The media type of a file that begins with these bytes.
pub fn content_type(path: &str, head: &[u8]) -> String {
    let head = &head[..head.len().min(HEAD)];
    let media_type = media_type(path);
    match charset(head) {
        Some(charset) if is_text(media_type) => format!("{media_type}; charset={charset}"),
        _ => media_type.to_owned(),
    }
}

fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || matches!(media_type, "application/xml" | "image/svg+xml")
}

/// Shards are scripts in UTF-16, where a byte order mark counts more than any header; what says otherwise is wrong all the
/// same. Attachments may be in any encoding: of those that are not UTF-8 nothing is said.
fn charset(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(&[0xFF, 0xFE]) {
        return Some("utf-16le");
    }
    match std::str::from_utf8(head) {
        Ok(_) => Some("utf-8"),
        // The last character is cut where a file is longer than its head.
        Err(error) => error.error_len().is_none().then_some("utf-8"),
    }
}

fn media_type(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "js" => "text/javascript",
        "json" => "application/json",
        "xml" | "config" => "application/xml",
        "txt" | "md" => "text/plain",
        "csv" => "text/csv",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "tif" | "tiff" => "image/tiff",
        "pdf" => "application/pdf",
        "ofd" => "application/ofd",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn an_encoding_is_named_where_it_is_known() {
        assert_eq!(content_type("a/index.html", "党".as_bytes()), "text/html; charset=utf-8");
        assert_eq!(content_type("a/index.html", &"党".as_bytes()[..2]), "text/html; charset=utf-8");
        assert_eq!(content_type("search/index/s0.js", &[0xFF, 0xFE, 0x41, 0]), "text/javascript; charset=utf-16le");
        assert_eq!(content_type("files/a.CSV", &[0xD0, 0xD5, 0xC3, 0xFB]), "text/csv");
        assert_eq!(content_type("a.json", b"{}"), "application/json");
        assert_eq!(content_type("photo.jpg", b"abc"), "image/jpeg");
        assert_eq!(content_type("odd", b"abc"), "application/octet-stream");
    }
}
