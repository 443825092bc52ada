//! Addresses: which of them a page may link to, and how they are written into it.
//! Never resolves one.

/// Schemes that a page may link to; addresses without a scheme are relative.
pub fn is_safe(url: &str) -> bool {
    match scheme(url) {
        Some(scheme) => matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel"),
        None => true,
    }
}

/// The scheme as a browser reads it: white space and control characters do not hide it.
fn scheme(url: &str) -> Option<String> {
    let (head, _) = url.split_once(':')?;
    let seen = head.chars().filter(|c| !c.is_control() && !c.is_whitespace());
    let scheme: String = seen.map(|c| c.to_ascii_lowercase()).collect();
    let is_name = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let is_number = scheme.starts_with(|c: char| c.is_ascii_digit());
    (is_name && !is_number).then_some(scheme)
}

/// Whether an address leads to another site.
pub fn is_outside(href: &str) -> bool {
    href.starts_with("//") || matches!(scheme(href).as_deref(), Some("http" | "https"))
}

/// Writes an address into an attribute: ASCII alone, everything else per cent.
pub fn push_address(out: &mut String, url: &str) {
    for byte in url.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            b'"' | b'<' | b'>' | b'[' | b']' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0..=b' ' | 0x7F.. => {
                out.push('%');
                out.push(hex(byte >> 4));
                out.push(hex(byte & 15));
            }
            _ => out.push(char::from(byte)),
        }
    }
}

fn hex(digit: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(digit & 15)])
}

/// Writes text, into an element or an attribute.
pub fn push_text(out: &mut String, text: &str) {
    let mut at = 0;
    for (i, byte) in text.bytes().enumerate() {
        let name = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[at..i]);
        out.push_str(name);
        at = i + 1;
    }
    out.push_str(&text[at..]);
}
