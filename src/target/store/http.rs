//! Requests of the store's client → HTTP/1.1 connections, encrypted with what the system trusts.
//! Never follows a redirect, and never waits without an end.

use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper::Response;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector as Connector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
    HttpService,
};
use std::time::Duration;

/// A store that does not accept a connection for so long is not there.
const CONNECTING: Duration = Duration::from_secs(5);

/// No request carries more than a part of a file, which has to be through by then.
const ANSWERING: Duration = Duration::from_secs(120);

/// How connections to a store are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Readable on the way.
    Plain,
    /// TLS.
    Encrypted,
}

impl Connector for Wire {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut tcp = HttpConnector::new();
        tcp.set_connect_timeout(Some(CONNECTING));
        tcp.set_nodelay(true);
        match self {
            Wire::Plain => Ok(service(tcp)),
            Wire::Encrypted => {
                tcp.enforce_http(false);
                let trusting =
                    HttpsConnectorBuilder::new().with_native_roots().map_err(|error| object_store::Error::Generic {
                        store: "S3",
                        source: Box::new(HttpError::new(HttpErrorKind::Connect, error)),
                    })?;
                Ok(service(trusting.https_only().enable_http1().wrap_connector(tcp)))
            }
        }
    }
}

fn service<C>(connector: C) -> HttpClient
where
    C: Connect + Clone + std::fmt::Debug + Send + Sync + 'static,
{
    HttpClient::new(Wired(Client::builder(TokioExecutor::new()).build(connector)))
}

#[derive(Debug)]
struct Wired<C>(Client<C, HttpRequestBody>);

#[async_trait]
impl<C> HttpService for Wired<C>
where
    C: Connect + Clone + std::fmt::Debug + Send + Sync + 'static,
{
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let late = |late| HttpError::new(HttpErrorKind::Timeout, late);
        tokio::time::timeout(ANSWERING, self.exchange(request)).await.map_err(late)?
    }
}

impl<C> Wired<C>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    /// The answer with all of its body: lists and small files alone are ever asked for.
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.0.request(request).await.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Interrupted };
            HttpError::new(kind, error)
        })?;
        let (head, body) = answer.into_parts();
        let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        let bytes = body.collect().await.map_err(broken)?.to_bytes();
        Ok(Response::from_parts(head, bytes.into()))
    }
}
