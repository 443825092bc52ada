//! Who may use the form: a request with the token, for this computer's own name, and where it changes anything, from
//! our own page. Only looks at the head of a request.

use super::super::place;
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};

/// What lets a browser in.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Random, and told to the person who started the program alone.
    pub token: String,
    /// Cookies do not tell ports apart; their names must.
    pub port: u16,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may go on.
    In,
    /// The token stood in the address: the browser gets its cookie, and goes to the address without it.
    Welcome {
        /// The address without the token.
        to: String,
    },
    /// Not for this one.
    Refused(StatusCode, &'static str),
}

/// What a posted body may be.
const TYPES: [&str; 2] = ["application/json", "application/octet-stream"];

const FOREIGN: &str = "这个页面只在本机打开 · this page answers to localhost and 127.0.0.1 only\n";
const NO_TOKEN: &str =
    "请用启动时显示的完整地址打开（带 token 的那一行）· open the whole address that was printed at the start\n";
const OTHER_PAGE: &str = "别的网页不能在这里改东西 · another page may change nothing here\n";
const NO_TYPE: &str = "application/json or application/octet-stream\n";

impl Pass {
    /// The cookie that stands for the token from now on.
    pub fn cookie(&self) -> String {
        format!("{}={}; Path=/__dangan/edit; HttpOnly; SameSite=Strict", self.name(), self.token)
    }

    fn name(&self) -> String {
        format!("dangan-edit-{}", self.port)
    }

    fn is_token(&self, given: &str) -> bool {
        // As long for a near miss as for a far one.
        let differs = given.bytes().zip(self.token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
        given.len() == self.token.len() && differs == 0
    }

    fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(name, value)| name == self.name() && self.is_token(value))
    }
}

/// Judges a request by its head.
pub fn judge(head: &Parts, pass: &Pass) -> Verdict {
    let Some(host) = text(&head.headers, &HOST).filter(|host| place::is_own_name(host)) else {
        return Verdict::Refused(StatusCode::FORBIDDEN, FOREIGN);
    };
    if head.uri.authority().is_some_and(|name| !place::is_own_name(name.as_str())) {
        return Verdict::Refused(StatusCode::FORBIDDEN, FOREIGN);
    }
    match head.method {
        Method::GET | Method::HEAD => reading(head, pass),
        Method::POST => writing(head, host, pass),
        _ => Verdict::Refused(StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD and POST\n"),
    }
}

fn reading(head: &Parts, pass: &Pass) -> Verdict {
    let query = head.uri.query().unwrap_or("");
    let (tokens, others): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| pair.starts_with("token="));
    match tokens.as_slice() {
        [] if pass.has_cookie(&head.headers) => Verdict::In,
        [one] if one.strip_prefix("token=").is_some_and(|token| pass.is_token(token)) => {
            let rest = others.join("&");
            let mark = if rest.is_empty() { "" } else { "?" };
            Verdict::Welcome { to: format!("{}{mark}{rest}", head.uri.path()) }
        }
        _ => Verdict::Refused(StatusCode::FORBIDDEN, NO_TOKEN),
    }
}

fn writing(head: &Parts, host: &str, pass: &Pass) -> Verdict {
    if !pass.has_cookie(&head.headers) {
        return Verdict::Refused(StatusCode::FORBIDDEN, NO_TOKEN);
    }
    let own = text(&head.headers, &ORIGIN).is_some_and(|origin| origin == format!("http://{host}"));
    let site = text(&head.headers, &HeaderName::from_static("sec-fetch-site"));
    if !own || site.is_some_and(|site| site != "same-origin") {
        return Verdict::Refused(StatusCode::FORBIDDEN, OTHER_PAGE);
    }
    let sort = text(&head.headers, &CONTENT_TYPE).unwrap_or("").split(';').next().unwrap_or("").trim();
    if TYPES.contains(&sort) { Verdict::In } else { Verdict::Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, NO_TYPE) }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;

    fn head(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn pass() -> Pass {
        Pass { token: String::from("abc123"), port: 8000 }
    }

    const HOST_OK: (&str, &str) = ("host", "127.0.0.1:8000");
    const COOKIE_OK: (&str, &str) = ("cookie", "x=y; dangan-edit-8000=abc123");
    const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");
    const OWN: (&str, &str) = ("origin", "http://127.0.0.1:8000");

    #[test]
    fn the_token_opens_and_is_taken_out_of_the_address() {
        let judged = judge(&head("GET", "/__dangan/edit/entry?path=a&token=abc123", &[HOST_OK]), &pass());
        assert_eq!(judged, Verdict::Welcome { to: String::from("/__dangan/edit/entry?path=a") });
        assert_eq!(judge(&head("GET", "/__dangan/edit/", &[HOST_OK, COOKIE_OK]), &pass()), Verdict::In);
    }

    #[test]
    fn nothing_else_opens() {
        let refused = |method, uri, headers: &[(&str, &str)]| {
            matches!(judge(&head(method, uri, headers), &pass()), Verdict::Refused(..))
        };
        assert!(refused("GET", "/__dangan/edit/", &[HOST_OK]));
        assert!(refused("GET", "/__dangan/edit/?token=abc124", &[HOST_OK]));
        assert!(refused("GET", "/__dangan/edit/?token=abc12", &[HOST_OK]));
        assert!(refused("GET", "/__dangan/edit/?token=abc123&token=abc123", &[HOST_OK]));
        assert!(refused("GET", "/__dangan/edit/", &[HOST_OK, ("cookie", "dangan-edit-8001=abc123")]));
        assert!(refused("GET", "/__dangan/edit/", &[("host", "example.com"), COOKIE_OK]));
        assert!(refused("GET", "/__dangan/edit/", &[COOKIE_OK]));
        assert!(refused("PUT", "/__dangan/edit/", &[HOST_OK, COOKIE_OK, OWN, JSON]));
        assert!(refused("POST", "/x?token=abc123", &[HOST_OK, OWN, JSON]));
        assert!(refused("POST", "/x", &[HOST_OK, COOKIE_OK, JSON]));
        assert!(refused("POST", "/x", &[HOST_OK, COOKIE_OK, JSON, ("origin", "null")]));
        assert!(refused("POST", "/x", &[HOST_OK, COOKIE_OK, JSON, ("origin", "http://127.0.0.1:8001")]));
        assert!(refused("POST", "/x", &[HOST_OK, COOKIE_OK, OWN, JSON, ("sec-fetch-site", "same-site")]));
        assert!(refused("POST", "/x", &[HOST_OK, COOKIE_OK, OWN, ("content-type", "text/plain")]));
        assert!(refused("POST", "/x", &[HOST_OK, COOKIE_OK, OWN]));
        assert!(!refused("POST", "/x", &[HOST_OK, COOKIE_OK, OWN, JSON]));
    }
}
