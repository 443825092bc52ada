//! What an import tells a person, in Chinese and English.
//! Never a fault: the entry was written.

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// So many masks were found and kept.
    Masks(usize),
    /// So many headings were told by their numeral.
    Headings(usize),
    /// The document's own front matter was kept.
    FrontMatterKept,
    /// Tracked changes, resolved as accepted.
    Revisions {
        /// How many insertions were kept.
        inserted: usize,
        /// How many deletions were left out.
        deleted: usize,
    },
    /// Comments, left out.
    Comments(usize),
    /// Text boxes, whose text follows the paragraph they are anchored in.
    TextBoxes(usize),
    /// Tables within a cell, whose text is kept in lines.
    NestedTables(usize),
    /// Formulas, kept as characters.
    Formulas(usize),
    /// Runs of hidden text, kept.
    Hidden(usize),
    /// Runs of text with a line through it, of which the text was kept.
    Struck(usize),
    /// Runs of underlined text, of which the text was kept.
    Underlined(usize),
    /// Signs of a symbol font that Unicode does not have.
    Symbols(usize),
    /// Embedded files, which only the original holds.
    Embedded(usize),
    /// Charts and diagrams, of which the words are kept.
    Diagrams(usize),
    /// Pictures that are not in the document, or damaged.
    PicturesLost(usize),
    /// Pictures in a format that no page shows, kept as files.
    PicturesUnshown(usize),
    /// Links to files and places within the document, of which the text is kept.
    Links(usize),
    /// Paragraphs whose bold or italic has no Markdown that reads back as it.
    EmphasisDropped(usize),
    /// Text of a header or footer, left out.
    Margin(String),
    /// A hidden sheet, left out.
    HiddenSheet(String),
    /// A sheet without headings, left out.
    NoLedger(String),
    /// A file that is no document, left out.
    Skipped,
    /// A page is not kept as an attachment.
    PageNotKept,
    /// Columns that are no field, kept in the text.
    Columns(String),
}

impl Note {
    /// In Chinese.
    #[rustfmt::skip]
    pub fn chinese(&self) -> String {
        match self {
            Note::Masks(n) => format!("有 {n} 处脱敏符号 **，已按脱敏保留"),
            Note::Headings(n) => format!("认出 {n} 个标题"),
            Note::FrontMatterKept => String::from("文件自带信息栏，已原样保留"),
            Note::Revisions { inserted, deleted } => format!("有修订记录，按“接受全部修订”处理：留下 {inserted} 处插入，去掉 {deleted} 处删除"),
            Note::Comments(n) => format!("有 {n} 条批注，没有导入"),
            Note::TextBoxes(n) => format!("有 {n} 个文本框，文字放在所在段落之后"),
            Note::NestedTables(n) => format!("有 {n} 个表格套在单元格里，文字保留，表格线没有了"),
            Note::Formulas(n) => format!("有 {n} 个公式，只保留了字符，请核对"),
            Note::Hidden(n) => format!("有 {n} 处隐藏文字，已保留，请核对要不要公开"),
            Note::Struck(n) => format!("有 {n} 处文字带删除线，线没有保留，文字还在，请核对要不要删"),
            Note::Underlined(n) => format!("有 {n} 处文字带下划线，线没有保留，文字不变"),
            Note::Symbols(n) => format!("有 {n} 个特殊符号可能显示不出来，请核对"),
            Note::Embedded(n) => format!("有 {n} 个嵌入的文件没有导入，只在原件里"),
            Note::Diagrams(n) => format!("有 {n} 个图表或 SmartArt，只保留了文字"),
            Note::PicturesLost(n) => format!("有 {n} 张图片不在文档里或已损坏，没有导入"),
            Note::PicturesUnshown(n) => format!("有 {n} 张图片的格式网页显示不了，已作为文件保留"),
            Note::Links(n) => format!("有 {n} 个指向文件或文内的链接，只保留了文字"),
            Note::EmphasisDropped(n) => format!("有 {n} 行的加粗或倾斜没有保留，文字不变"),
            Note::Margin(text) => format!("页眉页脚没有导入：{text}"),
            Note::HiddenSheet(name) => format!("隐藏的工作表“{name}”没有导入"),
            Note::NoLedger(name) => format!("工作表“{name}”没有认得的表头，没有导入"),
            Note::Skipped => String::from("不是文档，没有导入"),
            Note::PageNotKept => String::from("网页可能带脚本，原件没有作为附件保留"),
            Note::Columns(names) => format!("这些列不是信息栏的项，写在正文里：{names}；要对应到某一项，用 --map"),
        }
    }

    /// In English.
    #[rustfmt::skip]
    pub fn english(&self) -> String {
        match self {
            Note::Masks(n) => format!("{} kept as masks", counted(*n, "mask (**)", "masks (**)")),
            Note::Headings(n) => format!("{} recognised", counted(*n, "heading", "headings")),
            Note::FrontMatterKept => String::from("the file's own front matter was kept"),
            Note::Revisions { inserted, deleted } => format!("tracked changes were taken as accepted: {} kept, {} left out", counted(*inserted, "insertion", "insertions"), counted(*deleted, "deletion", "deletions")),
            Note::Comments(n) => format!("{} left out", counted(*n, "comment", "comments")),
            Note::TextBoxes(n) => format!("the text of {} stands after its paragraph", counted(*n, "text box", "text boxes")),
            Note::NestedTables(n) => format!("{} within a cell became lines of text", counted(*n, "table", "tables")),
            Note::Formulas(n) => format!("{} kept as plain characters; look at them", counted(*n, "formula", "formulas")),
            Note::Hidden(n) => format!("{} of hidden text kept; may everybody read it?", counted(*n, "piece", "pieces")),
            Note::Struck(n) => format!("{} had a line through it, which was dropped; should the text stay?", counted(*n, "piece of text", "pieces of text")),
            Note::Underlined(n) => format!("{} lost the line below; the text is unchanged", counted(*n, "piece of text", "pieces of text")),
            Note::Symbols(n) => format!("{} of a symbol font may not show; look at them", counted(*n, "sign", "signs")),
            Note::Embedded(n) => format!("{} left in the original alone", counted(*n, "embedded file", "embedded files")),
            Note::Diagrams(n) => format!("only the words of {} were kept", counted(*n, "chart or diagram", "charts or diagrams")),
            Note::PicturesLost(n) => format!("{} not in the document, or damaged", counted(*n, "picture is", "pictures are")),
            Note::PicturesUnshown(n) => format!("{} in a format that no page shows, kept as files", counted(*n, "picture is", "pictures are")),
            Note::Links(n) => format!("only the text of {} was kept", counted(*n, "link to a file or place in the document", "links to files or places in the document")),
            Note::EmphasisDropped(n) => format!("bold or italic was dropped in {}; the text is unchanged", counted(*n, "line", "lines")),
            Note::Margin(text) => format!("a header or footer was left out: {text}"),
            Note::HiddenSheet(name) => format!("the hidden sheet `{name}` was left out"),
            Note::NoLedger(name) => format!("the sheet `{name}` has no headings that are known, and was left out"),
            Note::Skipped => String::from("no document; left out"),
            Note::PageNotKept => String::from("a page may hold scripts; the original was not attached"),
            Note::Columns(names) => format!("columns that are no field stand in the text: {names}; name their keys with --map"),
        }
    }
}

/// `1 mask`, `2 masks`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
