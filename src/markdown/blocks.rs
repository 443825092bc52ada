//! The blocks of plain text that a page shows, gathered while it is written or read.
//! Never sees markup.

use super::{Block, BlockKind};

/// Gathers blocks.
#[derive(Debug, Default)]
pub struct Blocks {
    /// The text of the block that is being gathered.
    pub text: String,
    done: Vec<Block>,
    kinds: Vec<BlockKind>,
    anchor: String,
}

impl Blocks {
    /// What is gathered so far is a block of its own.
    pub fn part(&mut self) {
        let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
        let text = match kind {
            BlockKind::Code => self.text.trim_matches('\n'),
            _ => self.text.trim(),
        };
        if !text.trim().is_empty() {
            self.done.push(Block { kind, text: text.to_owned(), anchor: self.anchor.clone() });
        }
        self.text.clear();
    }

    /// Something begins whose text is of this kind.
    pub fn enter(&mut self, kind: BlockKind) {
        self.part();
        self.kinds.push(kind);
    }

    /// It ends.
    pub fn leave(&mut self) {
        self.part();
        self.kinds.pop();
    }

    /// What follows stands under the heading with this anchor.
    pub fn stand_under(&mut self, anchor: &str) {
        self.anchor.clear();
        self.anchor.push_str(anchor);
    }

    /// All blocks in order.
    pub fn finish(mut self) -> Vec<Block> {
        self.part();
        self.done
    }
}
