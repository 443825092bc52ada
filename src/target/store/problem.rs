//! What a store's client fails with → what is told of it.
//! Never repeats an answer whole: some hold the key, or what was signed.

use crate::diag::StoreProblem;
use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

/// What an error means.
pub fn of(error: &Error) -> StoreProblem {
    if let Some(kind) = wire(error) {
        return match kind {
            HttpErrorKind::Connect => StoreProblem::Unreachable,
            _ => StoreProblem::Broken,
        };
    }
    match code(error).as_deref() {
        Some(
            "InvalidAccessKeyId"
            | "SignatureDoesNotMatch"
            | "InvalidToken"
            | "ExpiredToken"
            | "InvalidSecurity"
            | "AuthorizationHeaderMalformed"
            | "NotSignedUp",
        ) => StoreProblem::Credentials,
        Some("AccessDenied" | "AllAccessDisabled" | "AccountProblem") => StoreProblem::Permission,
        Some("NoSuchBucket") => StoreProblem::NoBucket,
        Some("RequestTimeTooSkewed" | "RequestExpired") => StoreProblem::Clock,
        Some("QuotaExceeded" | "XMinioStorageFull" | "XMinioAdminBucketQuotaExceeded" | "InsufficientStorage") => {
            StoreProblem::Full
        }
        Some(code) => StoreProblem::Other(code.to_owned()),
        None => unnamed(error),
    }
}

/// Answers to `HEAD` have no body that names the reason.
fn unnamed(error: &Error) -> StoreProblem {
    match error {
        Error::PermissionDenied { .. } => StoreProblem::Permission,
        Error::Unauthenticated { .. } => StoreProblem::Credentials,
        _ => StoreProblem::Other(status(error).unwrap_or_else(|| without_address(&error.to_string()))),
    }
}

/// Whether it says that there is no such object; a bucket that is missing is another matter.
pub fn is_missing(error: &Error) -> bool {
    matches!(error, Error::NotFound { .. }) && code(error).as_deref() != Some("NoSuchBucket")
}

/// Whether a store does not know `If-None-Match`.
pub fn knows_no_condition(error: &Error) -> bool {
    code(error).as_deref() == Some("NotImplemented")
}

/// How the connection failed, where it did.
fn wire(error: &Error) -> Option<HttpErrorKind> {
    let mut cause: &(dyn std::error::Error + 'static) = error;
    loop {
        if let Some(http) = cause.downcast_ref::<HttpError>() {
            return Some(http.kind());
        }
        cause = cause.source()?;
    }
}

/// The code in an answer of S3: `<Error><Code>NoSuchBucket</Code>…`.
fn code(error: &Error) -> Option<String> {
    let text = error.to_string();
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    let is_code = code.len() < 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_code.then(|| code.to_owned())
}

/// The status in an answer: `503 Service Unavailable`.
fn status(error: &Error) -> Option<String> {
    let text = error.to_string();
    let (_, rest) = text.split_once("status code: ")?;
    Some(rest.split([':', '<', '\n']).next().unwrap_or_default().trim().to_owned())
}

/// Addresses may hold a key.
fn without_address(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.contains("://"));
    words.take(40).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::diag::StoreProblem;
    use object_store::Error;

    fn answered(status: &str, body: &str) -> Error {
        let text = format!(
            "Error performing PUT http://k:s@host/x in 1ms - Server returned non-2xx status code: {status}: {body}"
        );
        Error::Generic { store: "S3", source: text.into() }
    }

    #[test]
    fn answers_are_told_by_their_codes_alone() {
        let skewed = answered("403 Forbidden", "<Error><Code>RequestTimeTooSkewed</Code><Message>…</Message></Error>");
        assert_eq!(of(&skewed), StoreProblem::Clock);
        let wrong = answered(
            "403 Forbidden",
            "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>geheim</StringToSign></Error>",
        );
        assert_eq!(of(&wrong), StoreProblem::Credentials);
        let other = answered(
            "400 Bad Request",
            "<Error><Code>KeyTooLong</Code><AWSAccessKeyId>geheim</AWSAccessKeyId></Error>",
        );
        assert_eq!(of(&other), StoreProblem::Other("KeyTooLong".to_owned()));
        assert_eq!(of(&answered("418 Teapot", "geheim")), StoreProblem::Other("418 Teapot".to_owned()));
        let odd = Error::Generic { store: "S3", source: "bad address http://k:geheim@host".into() };
        assert!(!format!("{:?}", of(&odd)).contains("geheim"));
    }
}
