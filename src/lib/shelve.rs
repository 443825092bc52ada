//! The page of a folder of snapshots: found → checked → compared → written.
//! Only the order of the steps; never changes a snapshot.

use crate::bag::{self, SEAL};
use crate::diag::{Failure, Lang};
use crate::diff::{self, Files, html};
use crate::fingerprint::hex;
use crate::register::{self, Check, Held, Since};
use crate::shelf::frozen::Frozen;
use crate::shelf::{self, Staging};
use crate::snapshot::is_sound;
use sha2::{Digest, Sha512};
use std::path::Path;

/// Older snapshots than fit into this many bytes are listed unchecked: checking reads them all.
const CHECKED: u64 = 4 << 30;

/// Writes `index.html` and the pages of differences. What it says depends on the folder's snapshots alone.
/// The snapshot called `checked` was found whole in this very run and is not read again.
pub fn write(shelf: &Path, staging: &Staging, checked: &str, lang: Lang) -> Result<(), Failure> {
    let mut held: Vec<Held> = shelf::snapshots(shelf)?.iter().filter_map(|name| look(shelf, name)).collect();
    register::sort(&mut held);
    for one in 0..register::to_check(&held, CHECKED) {
        let whole = held[one].name == checked || is_sound(&shelf.join(&held[one].name));
        held[one].check = if whole { Check::Valid } else { Check::Faulty };
    }
    for (one, before) in register::before(&held).into_iter().enumerate() {
        if let Some(before) = before {
            held[one].since = compare(shelf, staging, [&held[before], &held[one]], lang)?;
        }
    }
    put(staging, "index.html", &register::page(&held, lang))
}

/// What a snapshot says of itself; `None` where it is not one of ours.
fn look(shelf: &Path, name: &str) -> Option<Held> {
    let frozen = Frozen::open(&shelf.join(name)).ok()?;
    let info = String::from_utf8(frozen.read("bag-info.txt")?).ok()?;
    let value = |label| bag::value(&info, label).map(str::to_owned);
    let count = |label| value(label).unwrap_or_default();
    Some(Held {
        name: name.to_owned(),
        title: value("Title")?,
        as_of: value("As-Of")?,
        audience: value("Audience")?,
        counts: ["Entry-Count", "Activity-Count", "Award-Count", "Report-Count"].map(count),
        bytes: value("Payload-Oxum")?.split_once('.')?.0.parse().ok()?,
        seal: hex(&Sha512::digest(frozen.read(SEAL)?)),
        check: Check::Unchecked,
        zip: shelf::size(&shelf.join(format!("{name}.zip"))).is_some(),
        since: Since::First,
    })
}

fn compare(shelf: &Path, staging: &Staging, pair: [&Held; 2], lang: Lang) -> Result<Since, Failure> {
    let [old, new] = pair.map(|held| Frozen::open(&shelf.join(&held.name)));
    match old.and_then(|old| diff::compare(&old, &new?)) {
        Ok(difference) => {
            put(staging, &register::changes_page(&pair[1].name), &html::page(&difference, lang))?;
            Ok(Since::told(&difference))
        }
        Err(_) => Ok(Since::Unreadable { before: pair[0].name.clone() }),
    }
}

/// Writes a page in place of the one before, and nothing where that says the same.
fn put(staging: &Staging, name: &str, page: &str) -> Result<(), Failure> {
    if staging.has(name, page.as_bytes()) {
        return Ok(());
    }
    shelf::put(&staging.path(name), page.as_bytes())?;
    staging.sync()?;
    staging.replace(name)
}
