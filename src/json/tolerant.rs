//! The tolerant parser: reads any text, names its mistakes, and keeps as much of the tree as is certain.
//!
//! A mistake that can be read past with certainty is told, and reading goes on. The first other one is told too,
//! and reading stops: all that could be said after it would be a guess. It also stops after
//! [`MOST_MISTAKES`](super::mistakes::MOST_MISTAKES).

use super::lexer::{QuoteStyle, Strange, Token, TokenKind, is_number, next_token, skip_between, token_at};
use super::mistakes::Mistakes;
use super::raw::{
    ARRAY, BOOL, DOUBTFUL, INCOMPLETE, INVALID, NO_QUOTES, NULL, NUMBER, OBJECT, RawNode, SINGLE_QUOTES,
    STRING, TRUE, TYPOGRAPHIC_QUOTES, quote_width, stored,
};
use super::wording::{self, Place};
use super::{MAX_DEPTH, SyntaxError, quoted, start_of};
use crate::source::Span;

/// Reads `text`, which must not be longer than `u32::MAX` bytes, into `nodes` and `errors`, which must be empty.
pub(super) fn parse(text: &str, nodes: &mut Vec<RawNode>, errors: &mut Vec<SyntaxError>) {
    if let Some(error) = wording::no_json_at_all(text) {
        errors.push(error);
        return;
    }
    let start = start_of(text);
    let errors = Mistakes::new(errors);
    let mut parser = Parser { text, nodes, errors, at: start, read_to: start, open: Vec::new() };
    let mut state = State::Value(Place::Root);
    while let Ok(next) = parser.step(state)
        && !parser.errors.are_too_many()
    {
        state = next;
    }
    parser.cut_off();
    parser.errors.finish();
}

/// What is expected next.
#[derive(Debug, Clone, Copy)]
enum State {
    /// A value, and no bracket that closes what it stands in.
    Value(Place),
    /// The first item, or the array's end.
    FirstItem,
    /// The item after the comma at this place.
    NextItem(Span),
    /// The first key, or the object's end.
    FirstKey,
    /// The key after the comma at this place.
    NextKey(Span),
    /// The colon after the key.
    Colon,
    /// A comma or a closing bracket; after the root, the end.
    AfterValue,
}

/// Nothing more can be read with certainty, or nothing more is there.
struct Stop;

type Step = Result<State, Stop>;

struct Parser<'a> {
    text: &'a str,
    nodes: &'a mut Vec<RawNode>,
    errors: Mistakes<'a>,
    /// Where to go on.
    at: usize,
    /// The end of the last token that has its place in the tree.
    read_to: usize,
    /// Indexes of the open containers, the innermost last.
    open: Vec<u32>,
}

impl Parser<'_> {
    fn step(&mut self, state: State) -> Step {
        let Self { text, errors, .. } = self;
        self.at = skip_between(text, self.at, |strange| {
            errors.push(match strange {
                Strange::Comment(span) => wording::comment(span),
                Strange::Space(span, character) => wording::strange_space(span, character),
            });
        });
        let token = token_at(text, self.at);
        match (token.kind, state) {
            (TokenKind::UnclosedComment, _) => self.fail(wording::unclosed_comment(token.span)),
            (TokenKind::UnclosedString, _) => self.fail(wording::unclosed_string(self.text, token.span)),
            (TokenKind::End, State::AfterValue) if self.open.is_empty() => Err(Stop),
            // A text of nothing but comments: that is said already.
            (TokenKind::End, _) if self.open.is_empty() && !self.errors.is_empty() => Err(Stop),
            (TokenKind::End, state) => {
                let open: Vec<_> = self.open.iter().filter_map(|&index| self.bracket(index)).collect();
                let is_between = matches!(state, State::AfterValue | State::FirstItem | State::FirstKey);
                self.fail(wording::early_end(self.text, &open, is_between))
            }
            (_, State::Value(place)) => self.value(token, place),
            (_, State::FirstItem) => self.item(token, None),
            (_, State::NextItem(comma)) => self.item(token, Some(comma)),
            (_, State::FirstKey) => self.key(token, None),
            (_, State::NextKey(comma)) => self.key(token, Some(comma)),
            (_, State::Colon) => self.colon(token),
            (_, State::AfterValue) => self.after_value(token),
        }
    }

    fn item(&mut self, token: Token, comma: Option<Span>) -> Step {
        match token.kind {
            TokenKind::CloseBracket => {
                self.trailing_comma(comma, "array");
                Ok(self.close(token))
            }
            TokenKind::Comma => Ok(self.extra_comma(token, comma)),
            TokenKind::String | TokenKind::OtherString(_) | TokenKind::Word
                if self.is_before_colon(token) =>
            {
                self.doubt_last_item();
                self.fail(wording::key_in_array(token.span, self.open_bracket()))
            }
            _ => self.value(token, Place::Item),
        }
    }

    fn value(&mut self, token: Token, place: Place) -> Step {
        let tag = match token.kind {
            TokenKind::OpenBrace => return self.open(token, OBJECT),
            TokenKind::OpenBracket => return self.open(token, ARRAY),
            TokenKind::String => return Ok(self.string(token, State::AfterValue)),
            TokenKind::OtherString(_) => return self.other_string(token, State::AfterValue),
            TokenKind::BadNumber | TokenKind::Word => return self.no_value(token, place),
            // Where the text ends, the number may have been meant to go on.
            TokenKind::Number if token.span.end == self.text.len() && !self.open.is_empty() => INVALID,
            TokenKind::Number => NUMBER,
            TokenKind::True => BOOL | TRUE,
            TokenKind::False => BOOL,
            TokenKind::Null => NULL,
            TokenKind::Comma | TokenKind::CloseBrace if place == Place::Member => {
                self.errors.push(wording::missing_value(token.span, self.text));
                self.leaf(Span::new(token.span.start, token.span.start), INVALID);
                return Ok(State::AfterValue);
            }
            TokenKind::Colon if place == Place::Member => {
                self.errors.push(wording::doubled_colon(token.span));
                self.consume(token);
                return Ok(State::Value(place));
            }
            TokenKind::CloseBrace | TokenKind::CloseBracket => return self.wrong_bracket(token),
            _ => return self.fail(wording::no_value_here(self.text, token, place)),
        };
        self.consume(token);
        self.leaf(token.span, tag);
        Ok(State::AfterValue)
    }

    /// A word, or something like a number, where a value should stand.
    fn no_value(&mut self, token: Token, place: Place) -> Step {
        let word = &self.text[token.span.start..token.span.end];
        if !self.open.is_empty() && token.span.end == self.text.len() && is_begun(word) {
            // That the text ends here is all that is wrong.
            self.consume(token);
            self.leaf(token.span, INVALID);
            return Ok(State::AfterValue);
        }
        let (error, is_known) = wording::no_value(token, word, place);
        if !is_known && !self.ends_value(token.span.end) {
            return self.fail(error);
        }
        self.errors.push(error);
        self.consume(token);
        self.leaf(token.span, INVALID);
        Ok(State::AfterValue)
    }

    fn key(&mut self, token: Token, comma: Option<Span>) -> Step {
        match token.kind {
            TokenKind::CloseBrace => {
                self.trailing_comma(comma, "object");
                Ok(self.close(token))
            }
            TokenKind::Comma => Ok(self.extra_comma(token, comma)),
            TokenKind::String => Ok(self.string(token, State::Colon)),
            TokenKind::OtherString(_) => self.other_string(token, State::Colon),
            kind if is_bare(kind) && self.is_before_colon(token) => {
                self.errors.push(wording::unquoted_key(token, &self.text[token.span.start..token.span.end]));
                self.consume(token);
                let flags = quoted::flags(&self.text[token.span.start..token.span.end]);
                self.leaf(token.span, STRING | NO_QUOTES | flags);
                Ok(State::Colon)
            }
            TokenKind::CloseBracket => self.wrong_bracket(token),
            _ => self.fail(wording::no_key(self.text, token, self.open_bracket())),
        }
    }

    fn colon(&mut self, token: Token) -> Step {
        let value_is_obvious = match token.kind {
            TokenKind::Colon => {
                self.consume(token);
                return Ok(State::Value(Place::Member));
            }
            TokenKind::Assign => {
                self.errors.push(wording::assign(token.span, self.text));
                self.consume(token);
                return Ok(State::Value(Place::Member));
            }
            TokenKind::OpenBrace | TokenKind::OpenBracket => true,
            TokenKind::String
            | TokenKind::OtherString(_)
            | TokenKind::Number
            | TokenKind::True
            | TokenKind::False
            | TokenKind::Null => {
                self.at_gap(token)
                    && matches!(
                        next_token(self.text, token.span.end).kind,
                        TokenKind::Comma | TokenKind::CloseBrace
                    )
            }
            _ => false,
        };
        let error = wording::missing_colon(self.text, token);
        if !value_is_obvious {
            return self.fail(error);
        }
        self.errors.push(error);
        self.value(token, Place::Member)
    }

    fn after_value(&mut self, token: Token) -> Step {
        let Some(bracket) = self.open_bracket() else {
            self.doubt_last(token);
            return self.fail(wording::after_document(self.text, token));
        };
        let in_object = self.in_object();
        match token.kind {
            TokenKind::Comma => {
                self.consume(token);
                Ok(if in_object { State::NextKey(token.span) } else { State::NextItem(token.span) })
            }
            TokenKind::Semicolon => {
                self.errors.push(wording::semicolon(token.span));
                self.consume(token);
                Ok(if in_object { State::FirstKey } else { State::FirstItem })
            }
            TokenKind::CloseBrace if in_object => Ok(self.close(token)),
            TokenKind::CloseBracket if !in_object => Ok(self.close(token)),
            TokenKind::CloseBrace | TokenKind::CloseBracket => self.wrong_bracket(token),
            _ if !self.at_gap(token) && self.follows_string(token) => {
                self.fail(wording::quote_inside_string(self.text, token))
            }
            kind if in_object && self.is_before_colon(token) && (is_string(kind) || is_bare(kind)) => {
                self.errors.push(wording::missing_comma(token.span, "member"));
                Ok(State::FirstKey)
            }
            kind if !in_object && self.is_before_colon(token) && (is_string(kind) || is_bare(kind)) => {
                self.fail(wording::key_in_array(token.span, Some(bracket)))
            }
            kind if !in_object && self.starts_value(kind, token) => {
                self.errors.push(wording::missing_comma(token.span, "item"));
                self.value(token, Place::Item)
            }
            _ => self.fail(wording::no_separator(self.text, token, bracket)),
        }
    }

    fn trailing_comma(&mut self, comma: Option<Span>, holder: &str) {
        if let Some(comma) = comma {
            self.errors.push(wording::trailing_comma(comma, holder));
        }
    }

    fn extra_comma(&mut self, token: Token, before: Option<Span>) -> State {
        self.errors.push(wording::extra_comma(token.span, before.is_some()));
        self.consume(token);
        // The comma before, where there is one, is still waiting for what it announces.
        match (self.in_object(), before) {
            (true, None) => State::FirstKey,
            (true, Some(comma)) => State::NextKey(comma),
            (false, None) => State::FirstItem,
            (false, Some(comma)) => State::NextItem(comma),
        }
    }

    fn string(&mut self, token: Token, then: State) -> State {
        let inside = &self.text[token.span.start + 1..token.span.end - 1];
        let doubt = self.mistakes_inside(inside, token.span.start + 1, None);
        self.consume(token);
        self.leaf(token.span, STRING | doubt | quoted::flags(inside));
        then
    }

    fn other_string(&mut self, token: Token, then: State) -> Step {
        let TokenKind::OtherString(style) = token.kind else { return Err(Stop) };
        let quotes = if style == QuoteStyle::Typographic { TYPOGRAPHIC_QUOTES } else { SINGLE_QUOTES };
        let width = quote_width(quotes);
        let inside = &self.text[token.span.start + width..token.span.end - width];
        self.errors.push(wording::wrong_quotes(token.span, style));
        let doubt = self.mistakes_inside(inside, token.span.start + width, Some(style));
        self.consume(token);
        self.leaf(token.span, STRING | doubt | quotes | quoted::flags(inside));
        Ok(then)
    }

    /// Tells what is wrong inside of a string. Answers with what its node says about that.
    fn mistakes_inside(&mut self, inside: &str, start: usize, style: Option<QuoteStyle>) -> u32 {
        let mut doubt = 0;
        quoted::find_mistakes(inside, start, style, |error| {
            doubt = DOUBTFUL;
            self.errors.push(error);
        });
        doubt
    }

    fn open(&mut self, token: Token, kind: u32) -> Step {
        if self.open.len() == MAX_DEPTH {
            return self.fail(wording::too_deep(token.span));
        }
        self.consume(token);
        self.open.push(stored(self.nodes.len()));
        self.leaf(token.span, kind);
        Ok(if kind == OBJECT { State::FirstKey } else { State::FirstItem })
    }

    fn close(&mut self, token: Token) -> State {
        self.consume(token);
        self.end_container(0);
        State::AfterValue
    }

    /// Ends the innermost open container where reading is.
    fn end_container(&mut self, flags: u32) {
        let next = stored(self.nodes.len());
        if let Some(index) = self.open.pop()
            && let Some(container) = self.nodes.get_mut(index as usize)
        {
            container.end = stored(self.read_to);
            container.next = next;
            container.tag |= flags;
        }
    }

    /// After the last step: a key without value leaves the tree, and all that is open is cut.
    fn cut_off(&mut self) {
        if self.has_dangling_key() {
            self.nodes.pop();
        }
        while !self.open.is_empty() {
            self.end_container(INCOMPLETE);
        }
    }

    /// What stands behind the document may be members that a bracket too many has cut off from it.
    fn doubt_last(&mut self, token: Token) {
        let mut next = token;
        while matches!(next.kind, TokenKind::CloseBrace | TokenKind::CloseBracket) {
            next = next_token(self.text, next.span.end);
        }
        if next.kind == TokenKind::Comma
            && let Some(root) = self.nodes.first_mut()
        {
            root.tag |= INCOMPLETE;
        }
    }

    /// A key among the items of an array may belong to the item before it, of which a bracket too many has cut it off.
    fn doubt_last_item(&mut self) {
        let Some(&array) = self.open.last() else { return };
        let mut index = array as usize + 1;
        let mut last = None;
        while let Some(item) = self.nodes.get(index) {
            last = Some(index);
            index = item.next as usize;
        }
        if let Some(item) = last.and_then(|last| self.nodes.get_mut(last))
            && item.tag == OBJECT
        {
            item.tag |= INCOMPLETE;
        }
    }

    /// Whether the last node is a key whose value was not read.
    fn has_dangling_key(&self) -> bool {
        if !self.in_object() {
            return false;
        }
        let mut children = 0;
        let mut index = self.open.last().map_or(0, |&index| index as usize + 1);
        while let Some(node) = self.nodes.get(index) {
            children += 1;
            index = node.next as usize;
        }
        children % 2 == 1
    }

    fn wrong_bracket(&mut self, token: Token) -> Step {
        self.fail(match self.open_bracket() {
            Some(open) => wording::wrong_bracket(self.text, token.span, open),
            None => wording::bracket_first(self.text, token.span),
        })
    }

    fn leaf(&mut self, span: Span, tag: u32) {
        let next = stored(self.nodes.len() + 1);
        self.nodes.push(RawNode { start: stored(span.start), end: stored(span.end), next, tag });
    }

    fn consume(&mut self, token: Token) {
        self.at = token.span.end;
        self.read_to = token.span.end;
    }

    fn fail(&mut self, error: SyntaxError) -> Step {
        self.errors.push(error);
        Err(Stop)
    }

    fn in_object(&self) -> bool {
        let container = self.open.last().and_then(|&index| self.nodes.get(index as usize));
        container.is_some_and(|container| container.tag == OBJECT)
    }

    /// The innermost open bracket.
    fn open_bracket(&self) -> Option<Span> {
        self.bracket(*self.open.last()?)
    }

    /// The opening bracket of the container with this index.
    fn bracket(&self, index: u32) -> Option<Span> {
        let container = self.nodes.get(index as usize)?;
        Some(Span::new(container.start as usize, container.start as usize + 1))
    }

    fn is_before_colon(&self, token: Token) -> bool {
        matches!(next_token(self.text, token.span.end).kind, TokenKind::Colon | TokenKind::Assign)
    }

    /// Whether something stands between this token and the one before.
    fn at_gap(&self, token: Token) -> bool {
        self.read_to < token.span.start
    }

    /// Whether a token that touches a string's closing quote makes that quote doubtful.
    fn follows_string(&self, token: Token) -> bool {
        let is_string_before = self.text[..self.read_to].ends_with('"');
        is_string_before && (is_bare(token.kind) || token.kind == TokenKind::Unknown)
    }

    /// Whether a value certainly starts with this token, after another value.
    fn starts_value(&self, kind: TokenKind, token: Token) -> bool {
        match kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket => true,
            TokenKind::BadNumber | TokenKind::Word => self.ends_value(token.span.end),
            kind => is_string(kind) || is_bare(kind),
        }
    }

    /// Whether a bare value can end here: before a comma, a closing bracket, a line's or the text's end.
    fn ends_value(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start_matches([' ', '\t']);
        rest.is_empty() || rest.starts_with([',', ']', '}', '\n', '\r', '#']) || rest.starts_with("//")
    }
}

/// Whether a word is the beginning of a value that could go on.
fn is_begun(word: &str) -> bool {
    ["true", "false", "null"].iter().any(|literal| literal.starts_with(word))
        || is_number(&format!("{word}0"))
}

fn is_string(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::String | TokenKind::OtherString(_))
}

/// Whether it is made of letters and digits, without quotes.
fn is_bare(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Word
            | TokenKind::BadNumber
            | TokenKind::Number
            | TokenKind::True
            | TokenKind::False
            | TokenKind::Null
    )
}
