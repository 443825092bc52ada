//! How often a Word document held what a page shows otherwise, or not at all.
//! Never decides what is shown.

use crate::import::Note;

/// Counts, each of what the note of the same name tells.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub inserted: usize,
    pub deleted: usize,
    pub boxes: usize,
    pub formulas: usize,
    pub hidden: usize,
    pub struck: usize,
    pub underlined: usize,
    pub symbols: usize,
    pub embedded: usize,
    pub diagrams: usize,
    pub pictures_lost: usize,
    pub links: usize,
}

/// A count, and the note that tells it.
type Counted = (usize, fn(usize) -> Note);

impl Tally {
    /// Those that happened.
    pub fn notes(self) -> Vec<Note> {
        let revisions = (self.inserted + self.deleted > 0)
            .then_some(Note::Revisions { inserted: self.inserted, deleted: self.deleted });
        let counted: [Counted; 10] = [
            (self.boxes, Note::TextBoxes),
            (self.formulas, Note::Formulas),
            (self.hidden, Note::Hidden),
            (self.struck, Note::Struck),
            (self.underlined, Note::Underlined),
            (self.symbols, Note::Symbols),
            (self.embedded, Note::Embedded),
            (self.diagrams, Note::Diagrams),
            (self.pictures_lost, Note::PicturesLost),
            (self.links, Note::Links),
        ];
        let counted = counted.into_iter().filter(|(n, _)| *n > 0).map(|(n, note)| note(n));
        revisions.into_iter().chain(counted).collect()
    }
}
