//! Where to listen, which names a request may call us by, and which path of the site it means.
//! Never touches the site; a path is only decoded and judged here.

use crate::diag::Failure;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;

/// How many ports after a taken one are tried for the hint.
const TRIED: usize = 200;

/// Listens at `host:port`.
pub fn bind(text: &str) -> Result<TcpListener, Failure> {
    let usage = || Failure::Usage { option: "--addr", value: text.to_owned() };
    let address = text.to_socket_addrs().ok().and_then(|mut all| all.next()).ok_or_else(usage)?;
    TcpListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::PortTaken { address, free: next_free(address) },
        _ => failure(text, error),
    })
}

/// A failure of the network at an address.
pub fn failure(address: &str, error: Error) -> Failure {
    Failure::Io { path: PathBuf::from(address), error }
}

fn next_free(taken: SocketAddr) -> Option<u16> {
    let later = taken.port().saturating_add(1)..=u16::MAX;
    later.take(TRIED).find(|port| TcpListener::bind((taken.ip(), *port)).is_ok())
}

/// Whether a `Host` header names this computer itself: another name means that a foreign page
/// has pointed its own name here (DNS rebinding).
pub fn is_own_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let plain = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
    let lower = plain.to_ascii_lowercase();
    lower == "localhost" || lower.ends_with(".localhost") || plain.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The path of the site that a request's path means, without the leading `/`; a folder's ends in `/`
/// or is empty. `None` where no site has such a path.
pub fn site_path(raw: &str) -> Option<String> {
    let decoded = decode(raw.strip_prefix('/')?)?;
    let odd = decoded.contains(|c: char| c.is_control() || c == '\\') || decoded.starts_with('/');
    let leaves = decoded.split('/').any(|part| part == ".." || part == ".");
    (!odd && !leaves && !decoded.contains("//")).then_some(decoded)
}

/// `%E5%AD%A6` → `学`; `None` where it does not decode to UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || bytes.next().and_then(|b| char::from(b).to_digit(16));
        let value = digit()? * 16 + digit()?;
        out.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_site_are_refused() {
        for raw in ["/../x", "/a/%2e%2e/x", "/..%2fx", "/a\\b", "/%5c..%5cx", "/x%00", "/%zz", "//host/x", "/a//b", "x"]
        {
            assert_eq!(site_path(raw), None, "{raw}");
        }
        assert_eq!(site_path("/tags/%E5%AD%A6/").as_deref(), Some("tags/学/"));
        assert_eq!(site_path("/").as_deref(), Some(""));
    }

    #[test]
    fn only_own_names_are_own() {
        for host in ["localhost", "localhost:8000", "127.0.0.1:1", "127.9.9.9", "[::1]:8000", "archive.localhost"] {
            assert!(is_own_name(host), "{host}");
        }
        for host in ["example.com", "example.com:8000", "10.0.0.1", "localhost.example.com", "", "[::2]"] {
            assert!(!is_own_name(host), "{host}");
        }
    }
}
