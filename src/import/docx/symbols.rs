//! Characters of the symbol fonts → the Unicode characters that look the same.
//! Never guesses: what is not in the table stays what it is.

/// The character of a symbol font at a code (F000 to F0FF, or without the F0), if Unicode has it.
pub fn symbol(font: &str, code: u32) -> Option<char> {
    let code = code & 0xFF;
    let table: &[(u32, char)] = match font.to_lowercase().as_str() {
        "wingdings" => WINGDINGS,
        "wingdings 2" => WINGDINGS_2,
        "symbol" => SYMBOL,
        _ => &[],
    };
    table.iter().find(|(c, _)| *c == code).map(|(_, c)| *c)
}

const WINGDINGS: &[(u32, char)] = &[
    (0x28, '☎'),
    (0x2A, '✉'),
    (0x6C, '●'),
    (0x6D, '❍'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x75, '◆'),
    (0x9F, '•'),
    (0xA7, '▪'),
    (0xA8, '◻'),
    (0xAB, '★'),
    (0xD8, '➢'),
    (0xE0, '→'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];

const WINGDINGS_2: &[(u32, char)] =
    &[(0x4F, '✗'), (0x50, '✓'), (0x51, '☒'), (0x52, '☑'), (0x53, '☒'), (0xA3, '□'), (0x2A, '□')];

const SYMBOL: &[(u32, char)] =
    &[(0xB7, '•'), (0xB0, '°'), (0xB1, '±'), (0xB3, '≥'), (0xA3, '≤'), (0xB4, '×'), (0xB8, '÷'), (0xD7, '⋅')];
