//! HTML → start tags, end tags and texts, by the tokenizer of the HTML standard.
//! Never builds a tree, and never sees what stands in comments.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token as Read, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// What a page is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `<p class=…>`
    Start(Tag),
    /// `</p>`
    End(String),
    /// Characters, references resolved.
    Text(String),
}

struct Sink(RefCell<Vec<Token>>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Read, _line: u64) -> TokenSinkResult<()> {
        let mut tokens = self.0.borrow_mut();
        match token {
            Read::CharacterTokens(text) => tokens.push(Token::Text(text.to_string())),
            Read::NullCharacterToken => tokens.push(Token::Text(String::from('\u{fffd}'))),
            Read::TagToken(tag) if tag.kind == TagKind::EndTag => tokens.push(Token::End(tag.name.to_string())),
            Read::TagToken(tag) => {
                let name = tag.name.to_string();
                let raw = raw(&name);
                let attribute = |a: &html5ever::Attribute| (a.name.local.to_string(), a.value.to_string());
                tokens.push(Token::Start(Tag { name, attributes: tag.attrs.iter().map(attribute).collect() }));
                if let Some(raw) = raw {
                    return TokenSinkResult::RawData(raw);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements whose text has no tags.
fn raw(name: &str) -> Option<RawKind> {
    match name {
        "style" => Some(RawKind::Rawtext),
        "script" => Some(RawKind::ScriptData),
        "title" | "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// Reads a page.
pub fn tokens(text: &str) -> Vec<Token> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Vec::new())), TokenizerOpts::default());
    // The sink never asks to stop, so all of it is read.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}
