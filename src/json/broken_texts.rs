//! What is said about broken texts, and what of their tree is kept.

use super::mistakes::MOST_MISTAKES;
use super::{Arena, Document, Kind, MAX_DEPTH, Node, SyntaxError};

/// Texts, each with its mistakes: the bytes of the offending token and the message.
#[rustfmt::skip]
const BROKEN: &[(&str, &[&str])] = &[
    (r#"{"a": 1,}"#, &["7..8 trailing comma after the last member of an object"]),
    ("[1, 2,]", &["5..6 trailing comma after the last item of an array"]),
    ("[1,, 2]", &["3..4 doubled comma"]),
    ("[, 1]", &["1..2 comma before anything it could separate"]),
    ("{,}", &["1..2 comma before anything it could separate"]),
    ("[1,,]", &["2..3 trailing comma after the last item of an array", "3..4 doubled comma"]),
    ("{\"a\": 1, // note\n\"b\": 2}", &["9..16 a comment, which JSON does not have"]),
    (r#"{"a": /* x */ 1} # end"#, &["6..13 a comment, which JSON does not have", "17..22 a comment, which JSON does not have"]),
    (r"{'a': 'it\'s'}", &["1..4 a string in single quotes", "6..13 a string in single quotes"]),
    ("{a: 1, b-c: 2}", &["1..2 the key `a` is not quoted", "7..10 the key `b-c` is not quoted"]),
    ("{“a”: “b”}", &["1..8 a string in typographic quotes", "10..17 a string in typographic quotes"]),
    (r#"{"a": NaN, "b": -Infinity, "c": True, "d": None, "e": undefined}"#, &["6..9 `NaN` is no JSON number", "16..25 `-Infinity` is no JSON number", "32..36 `True` is no JSON value", "43..47 `None` is no JSON value", "54..63 `undefined` is no JSON value"]),
    ("[01, +5, .5, 5., 0x1F, 1_000, -, 1e, 1.2.3, 2024-01-01]", &["1..3 `01` is no JSON number", "5..7 `+5` is no JSON number", "9..11 `.5` is no JSON number", "13..15 `5.` is no JSON number", "17..21 `0x1F` is no JSON number", "23..28 `1_000` is no JSON number", "30..31 `-` is no JSON number", "33..35 `1e` is no JSON number", "37..42 `1.2.3` is not quoted", "44..54 `2024-01-01` is not quoted"]),
    (r#"{"a": hello, "b": 1}"#, &["6..11 `hello` is not quoted"]),
    (r#"{"a": hello world, "b": 1}"#, &["6..11 `hello` is not quoted"]),
    (r#"{"a": 1 "b": 2}"#, &["8..11 missing comma before this member"]),
    ("{\"a\": 1\n \"b\": 2}", &["9..12 missing comma before this member"]),
    (r#"[1 2 "x" {"a": 1} [3]]"#, &["3..4 missing comma before this item", "5..8 missing comma before this item", "9..10 missing comma before this item", "18..19 missing comma before this item"]),
    (r#"{"a" 1, "b": 2}"#, &["5..6 missing colon after a key: found a number"]),
    (r#"{"a" "b": 1}"#, &["5..8 missing colon after a key: found a string"]),
    (r#"{"a", "b": 1}"#, &["4..5 missing colon after a key: found `,`"]),
    (r#"{"a" = 1, "b" => 2}"#, &["5..6 `=` where a colon belongs", "14..16 `=>` where a colon belongs"]),
    ("{a = 1}", &["1..2 the key `a` is not quoted", "3..4 `=` where a colon belongs"]),
    (r#"{"a":: 1}"#, &["5..6 doubled colon"]),
    (r#"{"a": , "b": }"#, &["6..7 missing value: found `,` after a colon", "13..14 missing value: found `}` after a colon"]),
    ("{\"a\": \"x\ny\", \"b\": 1}", &["8..9 raw line break in a string"]),
    ("{\"a\": \"x,\n \"b\": 1}", &["9..10 a string is not closed on its line"]),
    ("{\"a\": \"x\ty\tz\"}", &["8..9 raw tab in a string"]),
    (r#"{"a": "C:\path\dir\u12", "b": "\'"}"#, &[r"9..11 `\p` is no escape in JSON", r"31..33 `\'` is no escape in JSON"]),
    (r#"{"a": "\u12"}"#, &[r"7..11 `\u12` is no escape in JSON"]),
    (r#"["\ud83d", "\ude00", "\ud83d\u0041"]"#, &[r"2..8 `\ud83d` is one half of a surrogate pair", r"12..18 `\ude00` is one half of a surrogate pair", r"22..28 `\ud83d` is one half of a surrogate pair"]),
    (r#"{"a": [1, 2}"#, &["11..12 `}` does not close `[`"]),
    (r#"[{"a": 1]"#, &["8..9 `]` does not close `{`"]),
    (r#"{"a": [1, {"b": 2"#, &["17..17 the text ends inside an object"]),
    (r#"{"a": "xyz"#, &["10..10 the text ends inside a string"]),
    ("{\"a\": \"xyz\n}\n", &["10..11 a string is not closed on its line"]),
    (r#"{"a": "#, &["6..6 the text ends inside an object"]),
    (r#"{"a""#, &["4..4 the text ends inside an object"]),
    ("{", &["1..1 the text ends inside an object"]),
    (r#"{"a": 1} {"b": 2}"#, &["9..10 a second document after the first"]),
    (r#"{"a": 1}}"#, &["8..9 extra `}` after the document"]),
    ("[1]]", &["3..4 extra `]` after the document"]),
    (r#"{"a": 1},"#, &["8..9 a comma after the document"]),
    (r#"{"a": 1}, {"b": 2}"#, &["8..9 a comma after the document"]),
    (r#"{"a": 1} trailing"#, &["9..17 text after the document: found `trailing`"]),
    (r#""a": 1"#, &["3..4 text after the document: found `:`"]),
    ("a: 1", &["0..1 `a` is no JSON"]),
    ("hello", &["0..5 `hello` is no JSON"]),
    ("hello world", &["0..5 `hello` is no JSON"]),
    ("<html>", &["0..1 expected a value, found `<`"]),
    (r#"{"a": "say "hello" there"}"#, &["12..17 expected a comma or a closing bracket, found `hello` right behind a string"]),
    (r#"["say "hello" there"]"#, &["7..12 expected a comma or a closing bracket, found `hello` right behind a string"]),
    (r#"{"a": "b": 1}"#, &["9..10 expected `,` or `}`, found `:`"]),
    (r#"["a": 1]"#, &["1..4 a key inside an array"]),
    (r#"{"a": [1, 2, "b": 3}"#, &["13..16 a key inside an array"]),
    (r#"{"a": 1; "b": 2}"#, &["7..8 semicolon where a comma belongs"]),
    (r#"{"a": 1, {"b": 2}}"#, &["9..10 expected a key, found `{`"]),
    ("{1: 2, true: 3}", &["1..2 the key `1` is not quoted", "7..11 the key `true` is not quoted"]),
    (r#"{"a": 1 /* open"#, &["8..10 a comment that does not end"]),
    ("/* only */", &["0..10 a comment, which JSON does not have"]),
    (r#"{"a": {{model}}}"#, &["7..8 expected a key, found `{` right behind `{`"]),
    (r#"{"a": ${MODEL}}"#, &["6..7 `$` is not quoted"]),
    (r#"{"a": $MODEL}"#, &["6..12 `$MODEL` is not quoted"]),
    (r#"{"a": klingai:kling-video@o3-pro}"#, &["6..13 `klingai` is not quoted"]),
    (r#"{"a": https://example.com/x}"#, &["6..11 `https` is not quoted"]),
    (r#"{"a": 'unclosed}"#, &["6..7 a quote that is not a double quote, without a certain partner"]),
    (r#"{"a": 1 , "b" : 2"#, &["17..17 the text ends inside an object"]),
    (r#"{"a": "C:\dir\"}"#, &["16..16 the text ends inside a string"]),
    ("}", &["0..1 `}` closes nothing"]),
    ("]", &["0..1 `]` closes nothing"]),
    (",", &["0..1 expected a value, found `,`"]),
    (r#"{...base, "a": 1}"#, &["1..2 expected a key, found `.`"]),
    ("[1, 2, ...]", &["7..8 expected a value, found `.`"]),
    (r#"{"a": @x}"#, &["6..7 expected a value, found `@`"]),
    (r#"{"a": 1.}"#, &["6..8 `1.` is no JSON number"]),
    (r#"{"a": "x" + "y"}"#, &["10..11 expected `,` or `}`, found `+`"]),
    (r#"{"a": 'x', "b": “y”, "c": `z`}"#, &["6..9 a string in single quotes", "16..23 a string in typographic quotes", "30..33 a string in backticks"]),
    (r#"b"abc""#, &["0..1 `b` is no JSON"]),
    ("[True, False]", &["1..5 `True` is no JSON value", "7..12 `False` is no JSON value"]),
    (r#"{"taskUUID": 550e8400-e29b-41d4-a716-446655440000, "b": 1}"#, &["13..49 the value is not quoted"]),
    (r#"{"a": "x""b": 2}"#, &["9..12 missing comma before this member"]),
    ("[1:2]", &["2..3 expected `,` or `]`, found `:`"]),
    (r#"{"a": (1)}"#, &["6..7 expected a value, found `(`"]),
    ("", &["0..0 the file is empty"]),
    ("  \n", &["0..0 the file is empty"]),
    ("\u{feff}", &["0..0 the file is empty"]),
    ("\u{feff}{\"a\":1,}", &["9..10 trailing comma after the last member of an object"]),
    ("{\u{0}\"\u{0}a\u{0}\"\u{0}:\u{0}1\u{0}}\u{0}", &["1..2 NUL bytes between the characters: this looks like UTF-16"]),
    ("??{\u{0}\"\u{0}a\u{0}\"\u{0}:\u{0}1\u{0}}\u{0}", &["3..4 NUL bytes between the characters: this looks like UTF-16"]),
    ("{\"a\": \"x\u{0}y\"}", &["8..9 raw control character (U+0000) in a string"]),
    ("{\u{a0}\"a\": 1}", &["1..3 a no-break space (U+00A0)"]),
    ("{\"a\": \"x\r\ny\"}", &["8..10 raw line break in a string"]),
    ("{\n<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> b\n}", &["2..9 a merge conflict was left open"]),
    ("<<<<<<< ours", &["0..1 expected a value, found `<`"]),
    ("\n---\na: 1\n", &["1..4 YAML, not JSON"]),
    ("--- 1", &["0..3 `---` is no JSON number"]),
    ("```json\n{}\n```", &["0..3 a code fence around the JSON"]),
    ("[1e, -.5, +1e5, 1_0.5e3, 00, 0.5_5, -, 0xZZ]", &["1..3 `1e` is no JSON number", "5..8 `-.5` is no JSON number", "10..14 `+1e5` is no JSON number", "16..23 `1_0.5e3` is no JSON number", "25..27 `00` is no JSON number", "29..34 `0.5_5` is no JSON number", "36..37 `-` is no JSON number", "39..43 `0xZZ` is not quoted"]),
    ("{\"a\": \"x\\\u{202e}y\"}", &["8..12 a backslash that escapes nothing"]),
    (r#"[1, [2, {"a": ["#, &["15..15 the text ends inside an array"]),
    (r#"[{"a": 1}"#, &["9..9 the text ends inside an array"]),
    (r#"{"a": tru}"#, &["6..9 `tru` is not quoted"]),
    (r#"{"a": nul, "b": False}"#, &["6..9 `nul` is not quoted", "16..21 `False` is no JSON value"]),
    (r#"["a" "b": 1]"#, &["5..8 a key inside an array"]),
    (r#"{"a": "b"c": 1}"#, &["9..10 expected a comma or a closing bracket, found `c` right behind a string"]),
    ("{\"x\": {\"a\": 1,\n \"y\": 2", &["22..22 the text ends inside an object"]),
    ("{'a': 1, 'b': it's}", &["1..4 a string in single quotes", "9..12 a string in single quotes", "14..16 `it` is not quoted"]),
    (r#"{"p": 'it's fine', "q": 1}"#, &["6..17 a string in single quotes"]),
    ("// a\n{\"a\": 1, // b\n}", &["0..4 a comment, which JSON does not have", "12..13 trailing comma after the last member of an object", "14..18 a comment, which JSON does not have"]),
    (r#"{"a": 1,,}"#, &["7..8 trailing comma after the last member of an object", "8..9 doubled comma"]),
    (r#"{"a": [1, 2,], }"#, &["11..12 trailing comma after the last item of an array", "13..14 trailing comma after the last member of an object"]),
    ("{\"a\": \"\u{1}\u{2}\"}", &["7..8 raw control character (U+0001) in a string"]),
    ("/", &["0..1 expected a value, found `/`"]),
    ("'", &["0..1 a quote that is not a double quote, without a certain partner"]),
    (r"\", &[r"0..1 expected a value, found `\`"]),
    (r#"{"a" "b"}"#, &["5..8 missing colon after a key: found a string"]),
    (r#"{"a" {"b": 1}}"#, &["5..6 missing colon after a key: found `{`"]),
    (r#"{"a": -}"#, &["6..7 `-` is no JSON number"]),
    ("[-Infinity, +Infinity, Infinity1]", &["1..10 `-Infinity` is no JSON number", "12..21 `+Infinity` is no JSON number", "23..32 `Infinity1` is not quoted"]),
    (r#"var x = {"a": 1};"#, &["0..3 `var` is no JSON"]),
    (r#"{"a": 1};"#, &["8..9 text after the document: found `;`"]),
    ("{\"a\": \"x\ny", &["8..9 a string is not closed on its line"]),
];

#[test]
fn after_many_mistakes_it_is_told_that_there_are_more() {
    let more = "there are more than 100 mistakes: the text was read no further";
    let mut arena = Arena::default();
    let one_by_one = [",", "/**/", "NaN,", "'a',", "1 "];
    let in_one_string = ["\"", &r"\ud83d".repeat(150), "\""].concat();
    let texts = one_by_one.map(|one| format!("[1, {}]", one.repeat(150))).into_iter().chain([in_one_string]);
    for text in texts {
        let errors = arena.parse(&text).errors();
        let (last, told) = errors.split_last().unwrap();
        assert_eq!((told.len(), &*last.message), (MOST_MISTAKES, more), "{text}");
        assert!(
            told.iter().all(|error| error.message != more && error.span.start < last.span.start),
            "{text}"
        );
    }
    // What stands behind is not read, and what is open there is not known to the end.
    let text = format!("[{{}}, [{}1], {{}}]", ",".repeat(MOST_MISTAKES + 1));
    let document = arena.parse(&text);
    let root = document.root().unwrap();
    assert_eq!(root.item_count(), 2);
    assert_eq!(root.items().map(Node::is_incomplete).collect::<Vec<_>>(), [false, true]);
    // As many as are told are no more than that.
    let text = format!("[{}1]", ",".repeat(MOST_MISTAKES));
    let document = arena.parse(&text);
    assert_eq!(document.errors().len(), MOST_MISTAKES);
    assert!(document.errors().iter().all(|error| error.message != more));
    assert_eq!(document.root().unwrap().item_count(), 1);
    // A trailing comma is known late, and told in its place.
    let text = format!("[1,{}]", ",".repeat(MOST_MISTAKES));
    let errors = arena.parse(&text).errors();
    assert!(errors[0].message.starts_with("trailing comma"), "{}", errors[0].message);
    assert_eq!((errors.len(), &*errors[MOST_MISTAKES].message), (MOST_MISTAKES + 1, more));
}

#[test]
fn every_mistake_is_told_once_and_in_its_place() {
    let mut arena = Arena::default();
    for (text, expected) in BROKEN {
        let document = arena.parse(text);
        let told: Vec<_> = document
            .errors()
            .iter()
            .map(|error| format!("{}..{} {}", error.span.start, error.span.end, error.message))
            .collect();
        assert_eq!(told, *expected, "{text}");
    }
}

/// The tree on one line: `!` for what is no value, `…` for a container that was cut.
fn outline(document: &Document<'_>) -> String {
    fn write(node: Node<'_>, line: &mut String) {
        match node.kind() {
            Kind::Array => {
                line.push('[');
                node.items().for_each(|item| write(item, line));
            }
            Kind::Object => {
                line.push('{');
                for member in node.members() {
                    line.push_str(&member.key.decoded());
                    line.push(':');
                    write(member.value, line);
                }
            }
            Kind::Invalid => line.push('!'),
            Kind::String => line.push_str(&node.as_str().map(|text| format!("{text:?}")).unwrap_or_default()),
            _ => line.push_str(&leaf(node)),
        }
        match node.kind() {
            Kind::Array | Kind::Object if node.is_incomplete() => line.push('…'),
            Kind::Array => line.push(']'),
            Kind::Object => line.push('}'),
            _ => {}
        }
        line.push(' ');
    }
    fn leaf(node: Node<'_>) -> String {
        match node.as_number() {
            Some(number) => number.literal().to_owned(),
            None => node.as_bool().map_or_else(|| "null".to_owned(), |value| value.to_string()),
        }
    }
    let mut line = String::new();
    if let Some(root) = document.root() {
        write(root, &mut line);
    }
    line.trim_end().to_owned()
}

#[test]
fn what_is_certain_stays_in_the_tree() {
    let cases = [
        (r#"{'a': 'it\'s', b: “c”, "d": NaN,}"#, r#"{a:"it's" b:"c" d:! }"#),
        (r#"[1 2,, "x" /* c */, True]"#, r#"[1 2 "x" ! ]"#),
        (r#"{"a": , "b" 2, "c" = 3}"#, "{a:! b:2 c:3 }"),
        ("[\"a\nb\", \"\\p\"]", r#"["a\nb" "\\p" ]"#),
        (r#"{"a": [1, {"b": 2, "c": "#, "{a:[1 {b:2 … … …"),
        (r#"{"a": 1, "b"#, "{a:1 …"),
        (r#"{"a": {"b": 1], "c": 2}"#, "{a:{b:1 … …"),
        (r#"{"a": 1} {"b": 2}"#, "{a:1 }"),
        (r#"[{"a": 1}, {"b": hello world}, 2]"#, "[{a:1 } {… …"),
        ("", ""),
    ];
    let mut arena = Arena::default();
    for (text, tree) in cases {
        assert_eq!(outline(&arena.parse(text)), tree, "{text}");
    }
}

#[test]
fn incomplete_containers_end_where_reading_did() {
    let mut arena = Arena::default();
    let document = arena.parse(r#"  {"a": [1, 2 @, 3]}"#);
    let root = document.root().unwrap();
    assert_eq!((root.span().start, root.span().end), (2, 13));
    assert_eq!((root.opening().start, root.opening().end), (2, 3));
    assert_eq!(root.get("a").unwrap().item_count(), 2);
}

#[test]
fn the_other_place_is_shown() {
    let cases = [
        (r#"{"a": [1, 2}"#, 6, "this bracket is open"),
        (r#"{"a": [1, 2"#, 6, "this bracket is not closed"),
        (r#"{"a": "xy"#, 6, "the string starts here"),
        ("{\"a\": \"xy\n}", 6, "the string starts here"),
    ];
    let mut arena = Arena::default();
    for (text, start, expected) in cases {
        let document = arena.parse(text);
        let [SyntaxError { related: Some((span, said)), .. }] = document.errors() else { panic!("{text}") };
        assert_eq!((span.start, span.end, said.as_str()), (start, start + 1, expected), "{text}");
    }
}

#[test]
fn the_remedy_is_told() {
    let cases = [
        ("[True]", "write `true`"),
        ("[.5]", "write `0.5`"),
        ("{a: 1}", "write `\"a\"`"),
        ("[\"\\p\"]", "remove the backslash, or write `\\\\` to keep it"),
        ("[\"\t\"]", "write `\\t`"),
        ("[{\"a\": [1", "close it with `]}]`, unless the text was cut off"),
        ("{} {}", "put all tasks in one array, or use `--ndjson` for one task per line"),
    ];
    let mut arena = Arena::default();
    for (text, help) in cases {
        assert_eq!(arena.parse(text).errors()[0].help.as_deref(), Some(help), "{text}");
    }
}

#[test]
fn long_words_and_strings_are_not_repeated() {
    let key = "sk0123456789abcdefghijklmnopqrstuvwxyz";
    let mut arena = Arena::default();
    let shapes = [
        "{\"k\": KEY}",
        "{\"k\": 'KEY'}",
        "{\"k\": \"KEY\" \"x\"}",
        "{KEY: 1}",
        "[1 \"KEY\n",
        "{\"k\": 1KEY}",
        "{} KEY",
    ];
    for shape in shapes {
        let text = shape.replace("KEY", key);
        let document = arena.parse(&text);
        assert!(!document.errors().is_empty(), "{shape}");
        assert!(!format!("{:?}", document.errors()).contains("sk01"), "{:?}", document.errors());
    }
}

#[test]
fn depth_is_limited() {
    let mut arena = Arena::default();
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(arena.parse(&deep(MAX_DEPTH)).errors().is_empty());
    for levels in [MAX_DEPTH + 1, 100_000] {
        let text = deep(levels);
        let [error] = arena.parse(&text).errors() else { panic!("{levels}") };
        assert_eq!((error.span.start, error.message.as_str()), (MAX_DEPTH, "nested deeper than 512 levels"));
    }
}

#[test]
fn long_strings_are_read() {
    let mut arena = Arena::default();
    for inside in ["x".repeat(1 << 20), "é".repeat(1 << 19), "x\\n".repeat(1 << 18)] {
        let text = format!("[\"{inside}\"]");
        let root = arena.parse(&text).root().unwrap();
        let string = root.items().next().unwrap();
        assert_eq!(string.raw_str(), Some(&*inside));
        assert_eq!(string.char_count(), string.as_str().unwrap().chars().count());
        let broken = format!("[\"{inside}\",]");
        assert_eq!(arena.parse(&broken).errors().len(), 1);
    }
}

#[test]
fn places_inside_strings_are_found_whatever_the_quotes() {
    let mut arena = Arena::default();
    let text = r#"["a\u00e9<x>", 'a\'<x>', “é<x>”, "#;
    let document = arena.parse(text);
    for string in document.root().unwrap().items() {
        let at = string.as_str().unwrap().find("<x>").unwrap();
        let span = string.span_within(at..at + 3);
        assert_eq!(&text[span.start..span.end], "<x>");
    }
}

#[test]
fn an_arena_forgets_the_text_before() {
    let mut arena = Arena::default();
    assert_eq!(arena.parse("[1, 2,]").errors().len(), 1);
    let document = arena.parse("7");
    assert!(document.errors().is_empty());
    assert_eq!(outline(&document), "7");
}
