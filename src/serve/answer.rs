//! A request's head → a response, from the present site alone. Never waits and never touches the disk:
//! the site does where a page shows a file.

use super::body::Body;
use super::{Current, place};
use crate::diag::Diagnostic;
use crate::diag::terminal::{self, Colour};
use crate::live::Site;
use crate::media;
use crate::render::escape;
use hyper::body::Bytes;
use hyper::header::{ALLOW, HOST, HeaderName, HeaderValue, LOCATION};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode, Uri};

/// Where reload events come from.
pub const EVENTS: &str = "/__dangan/events";

const SCRIPT: &str = "/__dangan/live.js";
const SHEET: &str = "/__dangan/live.css";

/// A browser asks every server for this one by itself; no page names it.
const ICON: &str = "/favicon.ico";

/// As in the pages themselves, and no page of another site may frame them.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The response to a request that is refused whatever the site holds.
pub fn refuse(head: &Parts, loopback: bool) -> Option<Response<Body>> {
    if head.method != Method::GET && head.method != Method::HEAD {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(response);
    }
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    let in_line = head.uri.authority().map(hyper::http::uri::Authority::as_str);
    let foreign = host.into_iter().chain(in_line).any(|name| !place::is_own_name(name));
    if loopback && (host.is_none() || foreign) {
        return Some(plain(StatusCode::FORBIDDEN, "this server answers to localhost and 127.0.0.1 only\n"));
    }
    None
}

/// The response that carries events.
pub fn events(body: Body) -> Response<Body> {
    respond(StatusCode::OK, "text/event-stream", body)
}

/// The response after a fault of our own.
pub fn broken() -> Response<Body> {
    plain(StatusCode::INTERNAL_SERVER_ERROR, "internal error\n")
}

/// The response to any other request.
pub fn answer(uri: &Uri, current: &Current) -> Response<Body> {
    match uri.path() {
        SCRIPT => return file(SCRIPT, include_str!("live.js")),
        SHEET => return file(SHEET, include_str!("live.css")),
        ICON => return respond(StatusCode::NO_CONTENT, "image/x-icon", Body::whole("")),
        _ => {}
    }
    let Some(path) = place::site_path(uri.path()) else {
        return plain(StatusCode::BAD_REQUEST, "no such address\n");
    };
    let Some(site) = &current.site else {
        let text: Vec<&str> = current.faults.iter().filter_map(|fault| fault["text"].as_str()).collect();
        return bare_page(StatusCode::SERVICE_UNAVAILABLE, &text.join("\n\n"), current);
    };
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    match site.bytes(&file) {
        Some(Ok(bytes)) => found(&file, bytes, current),
        Some(Err(fault)) => bare_page(StatusCode::INTERNAL_SERVER_ERROR, &explain(&fault, current), current),
        None if site.has(&format!("{file}/index.html")) => to_folder(uri),
        None => missing(site, &file, current),
    }
}

fn found(path: &str, bytes: Vec<u8>, current: &Current) -> Response<Body> {
    file(path, if is_page(path) { with_script(bytes, current) } else { bytes })
}

/// A file, with the type that its name and bytes have.
pub fn file(path: &str, bytes: impl Into<Bytes>) -> Response<Body> {
    let bytes = bytes.into();
    let media_type = media::content_type(path, &bytes);
    respond(StatusCode::OK, &media_type, Body::whole(bytes))
}

fn missing(site: &Site, file: &str, current: &Current) -> Response<Body> {
    match site.not_found(file) {
        Ok(bytes) => respond(StatusCode::NOT_FOUND, HTML, Body::whole(with_script(bytes, current))),
        Err(_) => plain(StatusCode::NOT_FOUND, "not found\n"),
    }
}

/// A folder's address without its last `/`: the relative links of its page need that.
fn to_folder(uri: &Uri) -> Response<Body> {
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let mut response = plain(StatusCode::FOUND, "");
    if let Ok(to) = HeaderValue::from_str(&format!("{}/{query}", uri.path())) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

/// A page that shows why there is none, and is replaced as soon as there is one.
fn bare_page(status: StatusCode, text: &str, current: &Current) -> Response<Body> {
    let page = format!(
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>dangan</title>\n</head>\n\
         <body>\n<pre>{}</pre>\n</body>\n</html>\n",
        escape(text)
    );
    respond(status, HTML, Body::whole(with_script(page.into_bytes(), current)))
}

fn explain(fault: &Diagnostic, current: &Current) -> String {
    terminal::render(fault, None, current.lang, Colour::Plain)
}

/// The page with our script before its end; a theme's page without an end gets it at the end.
fn with_script(mut page: Vec<u8>, current: &Current) -> Vec<u8> {
    let script = format!("<script src=\"{SCRIPT}\" data-generation=\"{}\"></script>\n", current.generation);
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|window| window == end).unwrap_or(page.len());
    page.splice(at..at, script.into_bytes());
    page
}

/// A response of one line of text.
pub fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    respond(status, TEXT, Body::whole(text))
}

/// A response with the headers that every one has.
pub fn respond(status: StatusCode, media_type: &str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = [
        ("content-type", media_type),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in headers {
        // A type that were no header would be left out; none is.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

fn is_page(path: &str) -> bool {
    media::content_type(path, b"") == HTML
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_that_of_the_pages() {
        let base = include_str!("../../themes/default/templates/base.html");
        let own = POLICY.strip_suffix("; frame-ancestors 'none'").unwrap();
        assert!(base.contains(&format!("content=\"{own}\"")));
    }
}
