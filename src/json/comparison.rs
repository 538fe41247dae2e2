//! The strict parser, the tolerant parser and `serde_json` must agree about every text.

use proptest::prelude::*;
use serde_json::Value;

use super::raw::RawNode;
use super::{Arena, Document, Kind, Node, SyntaxError, strict, tolerant};

/// What texts are made of: all tokens, right and wrong, that either parser knows.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\n",
    "\t",
    "\r\n",
    "        ",
    "\"a\"",
    "\"b\"",
    "\"\"",
    "\"é\"",
    "\"\\n\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\p\"",
    "\"\n\"",
    "\"\t\"",
    "\"",
    "'a'",
    "'",
    "“a”",
    "“",
    "`a`",
    "\\",
    "1",
    "-0",
    "0.5",
    "1e5",
    "1E-5",
    "01",
    "+5",
    ".5",
    "5.",
    "1.5.6",
    "0x1F",
    "-",
    "1e",
    "true",
    "false",
    "null",
    "True",
    "NaN",
    "-Infinity",
    "word",
    "a:",
    "=",
    "=>",
    ";",
    "/* c */",
    "// c\n",
    "# c\n",
    "/*",
    "/",
    "\u{feff}",
    "\u{a0}",
    "é",
    "\u{0}",
    "\u{1f600}",
    "\"a longer string that is more than thirty-two bytes long, so that chunks are read\"",
    "\"a longer string with an é in it, and then an \\\"escaped\\\" word that comes after it\"",
    "{\"a\": 1, \"b\": [true, null]}",
    "\"a\": ",
    "\"b\": ",
];

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[ -~]{0,80}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[a-c]{0,2}|\\PC{0,4}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A right text, compact or indented, in which a few characters are replaced, put in or left out.
fn mutated_text() -> impl Strategy<Value = String> {
    let mutation = (any::<prop::sample::Index>(), 0..2_usize, prop::sample::select(PIECES), any::<bool>());
    (json_value(), any::<bool>(), prop::collection::vec(mutation, 0..3)).prop_map(
        |(value, indented, mutations)| {
            let mut text = if indented { format!("{value:#}") } else { value.to_string() };
            for (place, left_out, piece, is_put_in) in mutations {
                let at = text.floor_char_boundary(place.index(text.len() + 1));
                let end = text.ceil_char_boundary(text.len().min(at + left_out));
                text.replace_range(at..end, if is_put_in { piece } else { "" });
            }
            text
        },
    )
}

fn pieces_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn right_texts_are_read_alike(value in json_value(), indented in any::<bool>()) {
        let text = if indented { format!("{value:#}") } else { value.to_string() };
        let mut arena = Arena::default();
        let document = arena.parse(&text);
        prop_assert_eq!(document.errors(), &[] as &[SyntaxError]);
        prop_assert_eq!(document.root().map(to_value), Some(value));
        agree(&text);
    }

    #[test]
    fn mutated_texts_are_judged_alike(text in mutated_text()) {
        agree(&text);
    }

    #[test]
    fn texts_made_of_pieces_are_judged_alike(text in pieces_text()) {
        agree(&text);
    }

    #[test]
    fn any_characters_are_judged_alike(text in "[\\[\\]{}:,\"'\\\\/*#=0-2eE.+a-fu\n\r\té\u{feff} -]{0,24}") {
        agree(&text);
    }
}

/// Asserts all that must hold for any text.
fn agree(text: &str) {
    let mut strict_nodes = Vec::new();
    let is_right = strict::parse(text, &mut strict_nodes);
    let mut nodes = Vec::new();
    let mut errors = Vec::new();
    tolerant::parse(text, &mut nodes, &mut errors);
    assert_eq!(is_right, errors.is_empty(), "{text:?}: {errors:#?}");
    if is_right {
        assert_eq!(strict_nodes, nodes, "{text:?}");
    }
    assert_well_formed(text, &nodes);
    for error in &errors {
        let places = std::iter::once(error.span).chain(error.related.iter().map(|(span, _)| *span));
        for span in places {
            assert!(text.get(span.start..span.end).is_some(), "{text:?}: {error:?}");
        }
    }
    assert!(errors.is_sorted_by_key(|error| error.span.start), "{text:?}: {errors:?}");
    let document = Document { text, nodes: &nodes, errors: &errors };
    let own_value = document.root().map(to_value);
    let without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str::<Value>(without_mark) {
        Ok(value) => assert_eq!(own_value.filter(|_| is_right), Some(value), "{text:?}: {errors:?}"),
        // Numbers as literals have no range.
        Err(error) => assert!(!is_right || error.to_string().contains("out of range"), "{text:?}: {error}"),
    }
}

fn assert_well_formed(text: &str, nodes: &[RawNode]) {
    let Some(root) = Node::first(text, nodes) else { return };
    assert_eq!(nodes[0].next as usize, nodes.len(), "{text:?}");
    for node in root.subtree() {
        let span = node.span();
        assert!(text.get(span.start..span.end).is_some(), "{text:?}: {node:?}");
        let children: Vec<_> =
            node.items().chain(node.members().flat_map(|member| [member.key.0, member.value])).collect();
        let mut index = node.index() + 1;
        let mut at = span.start;
        for child in children {
            assert_eq!(child.index(), index, "{text:?}: {node:?}");
            assert!(at < child.span().start && child.span().end <= span.end, "{text:?}: {node:?} {child:?}");
            index = nodes[index as usize].next;
            at = child.span().start;
        }
        assert_eq!(nodes[node.index() as usize].next, index, "{text:?}: {node:?}");
        if let Some(decoded) = node.as_str() {
            assert_eq!(node.char_count(), decoded.chars().count(), "{text:?}");
        }
    }
}

fn to_value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null | Kind::Invalid => Value::Null,
        Kind::Bool => node.as_bool().into(),
        Kind::Number => {
            let literal = node.as_number().map(|number| number.literal());
            literal.and_then(|literal| serde_json::from_str(literal).ok()).unwrap_or_default()
        }
        Kind::String => node.as_str().map(std::borrow::Cow::into_owned).into(),
        Kind::Array => node.items().map(to_value).collect(),
        Kind::Object => {
            let members =
                node.members().map(|member| (member.key.decoded().into_owned(), to_value(member.value)));
            Value::Object(members.collect())
        }
    }
}
