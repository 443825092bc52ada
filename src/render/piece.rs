//! Pieces of pages that stand on many of them: cards of entries, rows of ledgers. Each is made once, by its component of the theme.
//! Never decides where a piece stands.

use super::ledgers::row;
use super::view::Common;
use crate::fingerprint::Fingerprint;
use crate::ledgers::{Ledger, Ledgers};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tera::{Context, TeraResult};

/// Stands in a piece for the way to the site's root, which differs from page to page. No text can bring it in:
/// `theme::escape` writes another character for it, as HTML demands.
pub const ROOT: &str = "\0";

/// In an archive of more entries than this, pieces are made anew for each page: held, they would take more memory than all else.
const MANY: usize = 150_000;

/// What a piece shows, and how; one of them is known by its position beside this.
#[derive(Clone, Copy)]
pub enum Kind<'a> {
    /// An entry in a list of entries.
    Card,
    /// An entry that another page speaks of.
    Mention,
    /// A row of a ledger.
    Row(&'a Ledgers, Ledger),
}

/// Makes pieces' HTML.
pub trait Maker {
    /// Adds one piece as it stands on the page that is being made.
    fn add(&self, common: Common, kind: Kind, position: usize, html: &mut String) -> TeraResult<()>;
}

/// Pieces that follow one another on a page. Serialized, they are their fingerprints until they are made, then their HTML.
pub enum Sequence<'a> {
    /// Known by their positions.
    Named(Common<'a>, Kind<'a>, Vec<usize>),
    /// As the page shows them.
    Made(String),
}

impl Sequence<'_> {
    /// Makes the pieces.
    pub fn complete(&mut self, maker: &dyn Maker) -> TeraResult<()> {
        let Sequence::Named(common, kind, positions) = self else { return Ok(()) };
        let mut html = String::new();
        for position in positions {
            maker.add(*common, *kind, *position, &mut html)?;
        }
        *self = Sequence::Made(html);
        Ok(())
    }
}

impl Serialize for Sequence<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Sequence::Made(html) => to.serialize_str(html),
            Sequence::Named(common, kind, positions) => {
                let prints = positions.iter().map(|position| common.piece_print(*kind, *position));
                // A piece without a fingerprint must leave its page without one.
                let prints: Option<Vec<Fingerprint>> = prints.collect();
                prints.ok_or_else(|| serde::ser::Error::custom("no fingerprint"))?.serialize(to)
            }
        }
    }
}

impl Common<'_> {
    /// A piece's fingerprint.
    pub(super) fn piece_print(&self, kind: Kind, position: usize) -> Option<Fingerprint> {
        self.pieces.print(kind, position, || match kind {
            Kind::Card | Kind::Mention => Fingerprint::of(&self.card(self.archive.entries.get(position)?)),
            Kind::Row(ledgers, ledger) => Fingerprint::of(&row(*self, ledger, ledgers.rows(ledger).get(position)?)),
        })
    }

    /// The name of the component that makes a piece, and what it is given.
    pub(super) fn component(&self, kind: Kind, position: usize) -> (&'static str, Context) {
        let mut given = Context::new();
        match kind {
            Kind::Card | Kind::Mention => {
                given.insert("entry", &self.archive.entries.get(position).map(|entry| self.card(entry)));
                given.insert("listed", &matches!(kind, Kind::Card));
                ("card", given)
            }
            Kind::Row(ledgers, ledger) => {
                given.insert("cells", &ledgers.rows(ledger).get(position).map(|found| row(*self, ledger, found)));
                ("ledger_row", given)
            }
        }
    }
}

/// What is known of the pieces of one kind, by position, each since it was first asked for.
#[derive(Default)]
struct Shown {
    prints: Vec<OnceLock<Option<Fingerprint>>>,
    /// None where they are not held.
    html: Vec<OnceLock<Box<str>>>,
}

impl Shown {
    fn of(count: usize, room: Room) -> Shown {
        let held = if room == Room::Ample { count } else { 0 };
        Shown {
            prints: (0..count).map(|_| OnceLock::new()).collect(),
            html: (0..held).map(|_| OnceLock::new()).collect(),
        }
    }
}

/// How much memory there is for pieces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Ample,
    Scarce,
}

/// All pieces of a site, as far as they were asked for.
pub struct Pieces {
    room: Room,
    cards: Shown,
    /// Known once the ledgers are reckoned.
    rows: OnceLock<BTreeMap<Ledger, Shown>>,
}

impl Pieces {
    /// For an archive of so many entries.
    pub fn new(entries: usize) -> Pieces {
        let room = if entries > MANY { Room::Scarce } else { Room::Ample };
        Pieces { room, cards: Shown::of(entries, room), rows: OnceLock::new() }
    }

    fn shown(&self, kind: Kind) -> Option<&Shown> {
        match kind {
            Kind::Card => Some(&self.cards),
            Kind::Mention => None,
            Kind::Row(ledgers, ledger) => {
                let shown = |ledger: Ledger| (ledger, Shown::of(ledgers.rows(ledger).len(), self.room));
                self.rows.get_or_init(|| Ledger::ALL.into_iter().map(shown).collect()).get(&ledger)
            }
        }
    }

    /// A piece's fingerprint.
    pub fn print(
        &self,
        kind: Kind,
        position: usize,
        make: impl FnOnce() -> Option<Fingerprint>,
    ) -> Option<Fingerprint> {
        // A mention shows what the card shows; which of the two it is, the templates say, of which each page has the fingerprint.
        let kind = if matches!(kind, Kind::Mention) { Kind::Card } else { kind };
        self.shown(kind).and_then(|shown| shown.prints.get(position)).and_then(|print| *print.get_or_init(make))
    }

    /// Adds a piece to a page whose way to the root is this.
    pub fn add<E>(
        &self,
        (kind, position): (Kind, usize),
        root: &str,
        html: &mut String,
        make: impl FnOnce() -> Result<String, E>,
    ) -> Result<(), E> {
        let Some(place) = self.shown(kind).and_then(|shown| shown.html.get(position)) else {
            settle(&make()?, root, html);
            return Ok(());
        };
        let piece = if let Some(piece) = place.get() {
            piece
        } else {
            let piece = make()?.into_boxed_str();
            // Another thread may have made the same meanwhile.
            place.get_or_init(|| piece)
        };
        settle(piece, root, html);
        Ok(())
    }
}

/// Adds a piece with the way to the root where it stands for it.
fn settle(piece: &str, root: &str, html: &mut String) {
    html.reserve(piece.len() + piece.len() / 4);
    let mut from = 0;
    for at in memchr::memmem::find_iter(piece.as_bytes(), ROOT) {
        html.push_str(&piece[from..at]);
        html.push_str(root);
        from = at + ROOT.len();
    }
    html.push_str(&piece[from..]);
}

#[cfg(test)]
mod tests {
    use super::{Kind, MANY, Pieces};

    /// Two pages at different depths show the same card; and how often it was made.
    fn shown(pieces: &Pieces) -> (String, u32) {
        let (mut html, mut times) = (String::new(), 0);
        for root in ["../", "../../../"] {
            let make = || {
                times += 1;
                Ok::<_, ()>(String::from("<a href=\"\0a\">\0</a>"))
            };
            pieces.add((Kind::Card, 1), root, &mut html, make).expect("made");
        }
        (html, times)
    }

    #[test]
    fn a_piece_is_made_once_and_leads_to_the_root_of_each_page() {
        let html = String::from("<a href=\"../a\">../</a><a href=\"../../../a\">../../../</a>");
        assert_eq!(shown(&Pieces::new(2)), (html.clone(), 1));
        // Where all of them would not fit, each page makes its own.
        assert_eq!(shown(&Pieces::new(MANY + 1)), (html, 2));
    }
}
