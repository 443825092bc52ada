//! What an import tells a person, in Chinese and English.
//! Never a fault: the entry was written.

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// So many masks were found and kept.
    Masks(usize),
    /// A heading numeral was read as a heading of this level, so many times.
    Headings(usize),
    /// The document's own front matter was kept.
    FrontMatterKept,
}

impl Note {
    /// In Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Note::Masks(n) => format!("有 {n} 处脱敏符号 **，已按脱敏保留"),
            Note::Headings(n) => format!("认出 {n} 个标题"),
            Note::FrontMatterKept => String::from("文件自带信息栏，已原样保留"),
        }
    }

    /// In English.
    pub fn english(&self) -> String {
        match self {
            Note::Masks(1) => String::from("1 mask (**) kept as a mask"),
            Note::Masks(n) => format!("{n} masks (**) kept as masks"),
            Note::Headings(1) => String::from("1 heading recognised"),
            Note::Headings(n) => format!("{n} headings recognised"),
            Note::FrontMatterKept => String::from("the file's own front matter was kept"),
        }
    }
}
