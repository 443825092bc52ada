//! An S3-compatible store as a target, through `object_store`: each file is there whole or not at all.
//! Never shows a key, never reads the environment, and never sends a key to an address that nobody named.

mod http;
pub mod problem;

use super::lock::{self, Ticket};
use super::manifest::Manifest;
use super::stop::Stop;
use super::{CACHE_CONTROL, Listing, Note, PRIVATE, Patience, Seen, Sent, Survey, Target, is_passed_over, site};
use crate::diag::{Failure, PublishFailure, StoreProblem};
use crate::media;
use crate::path::SitePath;
use crate::progress::Progress;
use crate::write::{self, LISTING};
use futures_util::{StreamExt, TryStreamExt, stream};
use http::Wire;
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientConfigKey, Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, RetryConfig,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::runtime::Runtime;

/// Larger files are sent in parts of this size, each tried again by itself.
const PART: usize = 8 << 20;

/// So many requests are under way at once.
const AT_ONCE: usize = 8;

/// So many files are removed before it is seen whether the publication is to stop.
const BETWEEN_LOOKS: usize = 64;

/// A request's signature counts for a quarter of an hour; all tries of one are over long before.
const TRYING: Duration = Duration::from_secs(180);

/// A bucket, or a folder in one, that a site is sent to. Its client holds a key, so it has no `Debug`.
pub struct Store {
    client: AmazonS3,
    runtime: Runtime,
    prefix: String,
    site: PathBuf,
    name: String,
    at: String,
    patience: Patience,
    stop: Stop,
}

/// Where in a store.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// What the names of all objects begin with: "" or without a slash at its ends.
    pub prefix: &'a str,
}

impl Store {
    /// The store that settings (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, …) tell of, for the site built in the folder
    /// `site`. Nothing is asked yet.
    pub fn new(
        place: Place,
        settings: &[(String, String)],
        site: &Path,
        patience: Patience,
        stop: Stop,
    ) -> Result<Store, Failure> {
        let builder = configured(settings).with_bucket_name(place.bucket);
        let endpoint = endpoint(&builder);
        let name = if place.prefix.is_empty() { String::new() } else { format!("/{}", place.prefix) };
        let name = format!("s3://{}{name}", place.bucket);
        let at = endpoint.as_ref().filter(|url| !url.contains('@')).map(|url| format!("{name} ({url})"));
        let at = at.unwrap_or_else(|| name.clone());
        refuse_without_key(&builder)?;
        let wire = wire(&builder, endpoint.as_deref())?;
        let retry = RetryConfig {
            backoff: BackoffConfig { init_backoff: patience.first, max_backoff: Duration::from_secs(30), base: 2. },
            max_retries: patience.retries as usize,
            retry_timeout: TRYING,
        };
        let built = builder.with_allow_http(true).with_http_connector(wire).with_retry(retry).build();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(Store {
            client: built.map_err(|error| failure(&at, &error))?,
            runtime: runtime.map_err(Failure::io(Path::new("tokio")))?,
            prefix: key(place.prefix).to_string(),
            site: site.to_path_buf(),
            name,
            at,
            patience,
            stop,
        })
    }

    /// The key of a file at the target.
    fn key(&self, path: &str) -> Key {
        let whole = if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) };
        key(&whole)
    }

    fn private(&self, name: &str) -> Key {
        self.key(&format!("{PRIVATE}/{name}"))
    }

    fn fail(&self) -> impl Fn(Error) -> Failure + '_ {
        |error| failure(&self.at, &error)
    }

    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, Failure> {
        let found = match self.client.get(key).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        match found {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if problem::is_missing(&error) => Ok(None),
            Err(error) => Err(failure(&self.at, &error)),
        }
    }

    async fn manifest(&self, note: Note) -> Result<Option<Manifest>, Failure> {
        match self.read(&self.private(note.file())).await? {
            Some(bytes) => Manifest::read(&bytes, &format!("{}/{PRIVATE}/{}", self.name, note.file())).map(Some),
            None => Ok(None),
        }
    }

    async fn list(&self) -> Result<Listing, Failure> {
        let prefix = (!self.prefix.is_empty()).then(|| key(&self.prefix));
        let found: Vec<ObjectMeta> = self.client.list(prefix.as_ref()).try_collect().await.map_err(self.fail())?;
        let ours = found.into_iter().filter_map(|object| {
            let path = object.location.as_ref().strip_prefix(&self.prefix)?.trim_start_matches('/').to_owned();
            let is_shown = !path.split('/').any(is_passed_over);
            is_shown.then(|| (SitePath::new(path), object))
        });
        let seen = ours.map(|(path, object)| async move { Ok::<_, Failure>((path, self.seen(object).await?)) });
        stream::iter(seen).buffer_unordered(AT_ONCE).try_collect().await
    }

    /// Some stores list no tags, but tell each when asked for it.
    async fn seen(&self, object: ObjectMeta) -> Result<Seen, Failure> {
        let object = match object.e_tag {
            Some(_) => object,
            None => self.client.head(&object.location).await.map_err(self.fail())?,
        };
        Ok(Seen { size: object.size, mark: tag(object.e_tag) })
    }

    async fn put(&self, file: Sent<'_>) -> Result<(SitePath, String), Failure> {
        self.stop.check()?;
        let key = self.key(file.path.as_str());
        let mut pieces = site::Pieces::open(&self.site, file, PART)?;
        let is_small = file.content.size <= PART as u64;
        let tag = if is_small {
            let bytes = pieces.rest()?;
            let options = PutOptions { attributes: attributes(file.path, &bytes), ..PutOptions::default() };
            let put = self.client.put_opts(&key, PutPayload::from(bytes), options).await;
            put.map_err(self.fail())?.e_tag
        } else {
            let first = pieces.piece()?.unwrap_or_default();
            self.put_parts(&key, attributes(file.path, &first), first, pieces).await?
        };
        Ok((file.path.clone(), self::tag(tag)))
    }

    async fn put_parts(
        &self,
        key: &Key,
        attributes: Attributes,
        first: Vec<u8>,
        mut pieces: site::Pieces<'_>,
    ) -> Result<Option<String>, Failure> {
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let mut upload = self.client.put_multipart_opts(key, options).await.map_err(self.fail())?;
        let mut next = Ok(Some(first));
        while let Ok(Some(piece)) = next {
            next = match upload.put_part(PutPayload::from(piece)).await {
                Ok(()) => self.stop.check().and_then(|()| pieces.piece()),
                Err(error) => Err(failure(&self.at, &error)),
            };
        }
        if let Err(failure) = next {
            // Parts that nobody completes would be paid for; a store that cannot be reached forgets them by its own rules.
            let _ = upload.abort().await;
            return Err(failure);
        }
        upload.complete().await.map(|put| put.e_tag).map_err(self.fail())
    }

    async fn lock_once(&self, ticket: &Ticket, mode: PutMode) -> Result<(), Error> {
        let options = PutOptions { mode, attributes: private_attributes(), ..PutOptions::default() };
        self.client.put_opts(&self.private(lock::FILE), PutPayload::from(ticket.bytes()), options).await.map(drop)
    }

    /// The client tries again only what may be done twice; a lock is made once, and the next try finds whose it is.
    async fn lock_patiently(&self, ticket: &Ticket, mode: PutMode) -> Result<(), Error> {
        let waits = std::iter::successors(Some(self.patience.first), |wait| wait.checked_mul(2));
        for wait in waits.take(self.patience.retries as usize) {
            match self.lock_once(ticket, mode.clone()).await {
                Err(error) if problem::of(&error) == StoreProblem::Broken => tokio::time::sleep(wait).await,
                outcome => return outcome,
            }
        }
        self.lock_once(ticket, mode).await
    }

    async fn holder(&self) -> Result<Option<Ticket>, Failure> {
        Ok(self.read(&self.private(lock::FILE)).await?.and_then(|bytes| Ticket::read(&bytes)))
    }

    async fn delete(&self, keys: Vec<Key>) -> Result<(), Failure> {
        let deleted = stream::iter(keys).map(|key| async move {
            match self.client.delete(&key).await {
                Err(error) if !problem::is_missing(&error) => Err(failure(&self.at, &error)),
                _ => Ok(()),
            }
        });
        deleted.buffer_unordered(AT_ONCE).try_collect().await
    }
}

impl Target for Store {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn survey(&self) -> Result<Survey, Failure> {
        self.runtime.block_on(async {
            let manifest = self.manifest(Note::Manifest).await?;
            let copied = if manifest.is_none() { self.read(&self.key(LISTING)).await? } else { None };
            let listed = copied.map(|bytes| write::paths_listed(&String::from_utf8_lossy(&bytes))).unwrap_or_default();
            let built = listed.into_iter().chain([LISTING.to_owned()]).map(SitePath::new).collect();
            Ok(Survey { manifest, pending: self.manifest(Note::Pending).await?, built, files: self.list().await? })
        })
    }

    fn listing(&self) -> Result<Listing, Failure> {
        self.runtime.block_on(self.list())
    }

    fn same(&self, files: &[Sent], listing: &Listing) -> Result<BTreeSet<SitePath>, Failure> {
        let mut same = BTreeSet::new();
        for file in files {
            self.stop.check()?;
            let listed = listing.get(file.path).map(|seen| seen.mark.as_str());
            if listed == Some(&site::md5(&self.site.join(file.path.as_str()))?) {
                same.insert(file.path.clone());
            }
        }
        Ok(same)
    }

    fn lock(&self, ticket: &Ticket) -> Result<(), Failure> {
        self.runtime.block_on(async {
            let made = match self.lock_patiently(ticket, PutMode::Create).await {
                // A store that knows no conditions: whoever reads the own lock back has it.
                Err(error) if problem::knows_no_condition(&error) && self.holder().await?.is_none() => {
                    self.lock_once(ticket, PutMode::Overwrite).await
                }
                made => made,
            };
            match made {
                Ok(()) | Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {}
                Err(error) => return Err(failure(&self.at, &error)),
            }
            // The answer to a try that did go through may have been lost: the lock tells.
            let holder = self.holder().await?;
            if holder.as_ref().is_some_and(|holder| holder.token == ticket.token) {
                return Ok(());
            }
            let holder = holder.map(|ticket| ticket.holder);
            Err(PublishFailure::Locked { target: self.name.clone(), holder }.into())
        })
    }

    fn holder(&self) -> Result<Option<Ticket>, Failure> {
        self.runtime.block_on(Store::holder(self))
    }

    fn unlock(&self) -> Result<(), Failure> {
        self.runtime.block_on(self.delete(vec![self.private(lock::FILE)]))
    }

    fn note(&self, note: Note, manifest: Option<&Manifest>) -> Result<(), Failure> {
        let key = self.private(note.file());
        self.runtime.block_on(async {
            let Some(manifest) = manifest else { return self.delete(vec![key]).await };
            let options = PutOptions { attributes: private_attributes(), ..PutOptions::default() };
            let put = self.client.put_opts(&key, PutPayload::from(manifest.bytes()), options).await;
            put.map(drop).map_err(self.fail())
        })
    }

    /// Nothing can be brought nearer: what a store has, readers see. New files come first, and nobody asks for them.
    fn stage(&self, _: &[Sent], _: &dyn Progress) -> Result<(), Failure> {
        Ok(())
    }

    fn place(&self, files: &[Sent], progress: &dyn Progress) -> Result<BTreeMap<SitePath, String>, Failure> {
        let puts = stream::iter(files).map(|file| async move {
            progress.tick();
            self.put(*file).await
        });
        self.runtime.block_on(puts.buffer_unordered(AT_ONCE).try_collect())
    }

    fn remove(&self, paths: &[SitePath]) -> Result<(), Failure> {
        for some in paths.chunks(BETWEEN_LOOKS) {
            self.stop.check()?;
            self.runtime.block_on(self.delete(some.iter().map(|path| self.key(path.as_str())).collect()))?;
        }
        Ok(())
    }

    fn settle(&self) -> Result<(), Failure> {
        Ok(())
    }
}

/// A text as a key; where it cannot be one as it is, its odd characters are escaped.
fn key(text: &str) -> Key {
    Key::parse(text).unwrap_or_else(|_| Key::from(text))
}

/// The builder with those settings that it knows.
fn configured(settings: &[(String, String)]) -> AmazonS3Builder {
    settings.iter().filter(|(_, value)| !value.is_empty()).fold(AmazonS3Builder::new(), |builder, (name, value)| {
        match name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
            Ok(key) => builder.with_config(key, value),
            Err(_) => builder,
        }
    })
}

fn endpoint(builder: &AmazonS3Builder) -> Option<String> {
    let value = |key| builder.get_config_value(&key).filter(|url| !url.is_empty());
    value(AmazonS3ConfigKey::S3Endpoint).or_else(|| value(AmazonS3ConfigKey::Endpoint))
}

/// Without a key the client would look for one on machines of a cloud, which are not there.
fn refuse_without_key(builder: &AmazonS3Builder) -> Result<(), Failure> {
    let is_set = |key| builder.get_config_value(&key).is_some_and(|value| !value.is_empty());
    let own = is_set(AmazonS3ConfigKey::AccessKeyId) && is_set(AmazonS3ConfigKey::SecretAccessKey);
    let of_a_cloud = is_set(AmazonS3ConfigKey::WebIdentityTokenFile)
        || is_set(AmazonS3ConfigKey::ContainerCredentialsRelativeUri)
        || is_set(AmazonS3ConfigKey::ContainerCredentialsFullUri);
    if own || of_a_cloud { Ok(()) } else { Err(PublishFailure::NoCredentials.into()) }
}

/// Plain HTTP only within this computer, or where somebody has said that it is meant.
fn wire(builder: &AmazonS3Builder, endpoint: Option<&str>) -> Result<Wire, Failure> {
    let Some(rest) = endpoint.and_then(|url| url.strip_prefix("http://")) else { return Ok(Wire::Encrypted) };
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let allowed = builder.get_config_value(&AmazonS3ConfigKey::Client(ClientConfigKey::AllowHttp));
    if matches!(host, "127.0.0.1" | "localhost" | "[::1]") || allowed.as_deref() == Some("true") {
        return Ok(Wire::Plain);
    }
    // Whatever stands before an @ is a key.
    let shown = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    Err(PublishFailure::PlainHttp(format!("http://{shown}")).into())
}

fn attributes(path: &SitePath, head: &[u8]) -> Attributes {
    let content_type = media::content_type(path.as_str(), head);
    Attributes::from_iter([(Attribute::ContentType, content_type), (Attribute::CacheControl, CACHE_CONTROL.to_owned())])
}

fn private_attributes() -> Attributes {
    Attributes::from_iter([(Attribute::ContentType, "application/json"), (Attribute::CacheControl, "no-store")])
}

/// A tag as stores write it in lists and in answers alike.
fn tag(tag: Option<String>) -> String {
    tag.unwrap_or_default().trim_matches('"').to_owned()
}

fn failure(at: &str, error: &Error) -> Failure {
    let problem: StoreProblem = problem::of(error);
    PublishFailure::Store { at: at.to_owned(), problem }.into()
}
