//! The cells of an HTML table, with what merged ones cover left empty.
//! Never reads a tag.

use crate::import::document::Block;

/// Word has no wider tables.
const COLUMNS: usize = 63;

/// A table that is being read.
#[derive(Debug, Default)]
pub struct Grid {
    rows: Vec<Vec<Vec<Block>>>,
    /// In how many further rows each column is covered.
    covered: Vec<usize>,
    open: bool,
}

impl Grid {
    /// Begins a row.
    pub fn row(&mut self) {
        self.fill();
        self.rows.push(Vec::new());
        self.open = true;
    }

    /// Adds a cell to the row, over some columns and rows.
    pub fn cell(&mut self, blocks: Vec<Block>, columns: usize, rows: usize) {
        if !self.open {
            self.row();
        }
        self.cover();
        let Some(row) = self.rows.last_mut() else { return };
        let at = row.len();
        let columns = columns.clamp(1, COLUMNS);
        row.push(blocks);
        row.resize(at + columns, Vec::new());
        if self.covered.len() < at + columns {
            self.covered.resize(at + columns, 0);
        }
        self.covered[at..at + columns].fill(rows.max(1) - 1);
    }

    /// Passes over the columns that cells of earlier rows cover.
    fn cover(&mut self) {
        let Some(row) = self.rows.last_mut() else { return };
        while let Some(left) = self.covered.get_mut(row.len()).filter(|left| **left > 0) {
            *left -= 1;
            row.push(Vec::new());
        }
    }

    /// Ends a row: columns after its last cell may be covered, too.
    fn fill(&mut self) {
        if self.open {
            self.cover();
        }
        self.open = false;
    }

    /// The rows, all as wide.
    pub fn finish(mut self) -> Vec<Vec<Vec<Block>>> {
        self.fill();
        self.rows.retain(|row| !row.is_empty());
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in &mut self.rows {
            row.resize(width, Vec::new());
        }
        self.rows
    }
}
