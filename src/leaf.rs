//! The pages that a long list or table is divided into: which lines stand on which.
//! Never knows what a line is, nor where its page stands.

use std::iter::{Skip, Take};
use std::ops::Range;

/// One page of a list or table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Which page, from 1.
    pub number: usize,
    /// How many pages.
    pub pages: usize,
    /// The lines that it has, from 0.
    pub lines: Range<usize>,
    /// How many lines all pages have together.
    pub all: usize,
}

impl Leaf {
    /// The pages of so many lines, each full but for the last. No lines are one page too.
    pub fn of(lines: usize, size: usize) -> impl Iterator<Item = Leaf> {
        let pages = lines.div_ceil(size).max(1);
        (1..=pages).map(move |number| {
            let range = (number - 1) * size..(number * size).min(lines);
            Leaf { number, pages, lines: range, all: lines }
        })
    }

    /// All lines as one page.
    pub fn whole(lines: usize) -> Leaf {
        Leaf { number: 1, pages: 1, lines: 0..lines, all: lines }
    }

    /// Whether it is the page that links from elsewhere lead to.
    pub fn is_first(&self) -> bool {
        self.number == 1
    }

    /// Of several tables one after the other, the lines of the one before which so many lines stand.
    #[must_use]
    pub fn part(&self, before: usize, lines: usize) -> Leaf {
        let within = |line: usize| line.saturating_sub(before).min(lines);
        Leaf { lines: within(self.lines.start)..within(self.lines.end), ..self.clone() }
    }

    /// Those of all lines that stand on it.
    pub fn cut<I: Iterator>(&self, all: I) -> Take<Skip<I>> {
        all.skip(self.lines.start).take(self.lines.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_stands_on_one_page() {
        for lines in 0..23 {
            let leaves: Vec<Leaf> = Leaf::of(lines, 5).collect();
            let told: Vec<usize> = leaves.iter().flat_map(|leaf| leaf.cut(0..lines)).collect();
            assert_eq!(told, (0..lines).collect::<Vec<_>>());
            assert!(leaves.iter().all(|leaf| leaf.pages == leaves.len() && leaf.all == lines));
            assert!(leaves.iter().skip(1).all(|leaf| !leaf.lines.is_empty()));
        }
    }

    #[test]
    fn tables_one_after_the_other_share_the_pages() {
        let tables: [Vec<u8>; 3] = [vec![1, 2, 3, 4], vec![], vec![5, 6, 7, 8, 9, 10]];
        let lines = |leaf: Leaf| {
            let mut before = 0;
            let mut here = Vec::new();
            for table in &tables {
                here.extend(leaf.part(before, table.len()).cut(table.iter().copied()));
                before += table.len();
            }
            here
        };
        let pages: Vec<Vec<u8>> = Leaf::of(10, 3).map(lines).collect();
        assert_eq!(pages, [vec![1, 2, 3], vec![4, 5, 6], vec![7, 8, 9], vec![10]]);
    }
}
