//! NDJSON in parts is NDJSON at once, wherever it is cut.

use proptest::prelude::*;

use super::{Budget, Checker, FileCheck, Foreign, Layout, Options, PartCost, check};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Report, Verdict};
use crate::source::Source;

/// Lines of every kind: sound and wrong requests, some with the same id (written in several ways), arrays, other JSON,
/// broken texts, blanks, and byte order marks.
const LINES: [&str; 14] = [
    r#"{"taskType":"videoInference","taskUUID":"0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21","model":"klingai:kling-video@o3-pro","positivePrompt":"a river","width":1920,"height":1080}"#,
    r#"{"positivePrompt":"雪 und Nebel", "taskUUID":"0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21","taskType":"videoInference","model":"klingai:kling-video@o3-pro","width":864,"height":486}"#,
    r#"{"taskType":"videoInference","taskUUID":"1B3F6F4E-52C1-4D7A-9E0B-6A1D1C9F7E21","model":"klingai:kling-video@3-standard","positivePrompt":"fog","duration":30}"#,
    r#"{"taskType":"videoInference","taskUUID":"\u0031b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21","model":"klingai:kling-video@3-standard","width":1280,"height":720}"#,
    r#"[{"taskType":"videoInference","taskUUID":"1b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21","model":"klingai:kling-video@o3-pro"},{"taskType":"videoInference","taskUUID":"0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21","model":"klingai:kling-video@o3-pro"}]"#,
    r#"{"taskType":"imageInference"}"#,
    r#"{"name":"no request"}"#,
    r#"{"taskType":"videoInference","model":"klingai:kling-video@o3-pro",}"#,
    "nonsense",
    "",
    "  ",
    "\u{feff}",
    "\u{feff}{}",
    "{\"taskType\":\"videoInference\",\"model\":\"a:b@c\"}\r",
];

/// Checks the text cut behind the lines of which `cuts` says so.
fn check_in_parts(text: &[u8], cuts: &[bool], options: &Options) -> Report {
    let mut file = FileCheck::new("a.ndjson", options);
    let mut diagnostics = Vec::new();
    let mut start = 0;
    // Every part has a checker of its own, as if each were on another thread.
    let parts: Vec<_> = text
        .split_inclusive(|&byte| byte == b'\n')
        .zip(cuts.iter().chain(std::iter::repeat(&true)))
        .scan(0, |end, (line, cut)| {
            *end += line.len();
            Some((*end, *cut))
        })
        .filter(|&(end, cut)| cut || end == text.len())
        .map(|(end, _)| {
            let source = Source::from_bytes("a.ndjson", &text[start..end]).starting_at(start, 1);
            start = end;
            (PartCost::of(&source, options), Checker::new(options).lines(&source))
        })
        .collect();
    let mut budget = Budget::new(options);
    let (costs, parts): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    for cost in costs {
        budget.add(cost);
    }
    file.expect(&budget);
    for part in parts {
        diagnostics.append(&mut file.add(part));
    }
    diagnostics.append(&mut file.end());
    let mut report = Report::default();
    report.add(file.report(), diagnostics);
    report
}

/// What a check comes to, but for the numbers of the lines of NDJSON.
fn results(text: &str, layout: Layout, foreign: Foreign) -> String {
    let mut report = check(&Source::new("a", text), &Options { layout, foreign, ..Options::default() });
    for diagnostic in &mut report.diagnostics {
        diagnostic.line = None;
    }
    for task in report.files.iter_mut().flat_map(|file| &mut file.tasks) {
        task.line = None;
    }
    format!("{report:#?}")
}

proptest! {
    /// An array is read one task after the other, but all at once where it is a line of NDJSON.
    #[test]
    fn an_array_is_the_same_in_pieces(
        items in proptest::collection::vec(0..LINES.len() + 2, 1..8),
        separator in prop::sample::select(vec![",", " ,\t", ", ", ",,", " "]),
        ends in prop::sample::select(vec![("[", "]"), (" [ ", " ] "), ("[", ""), ("[", ",]"), ("[", "]]"), ("[[", "]")]),
        skips in any::<bool>(),
    ) {
        let deep = format!("{}{}", "[".repeat(511), "]".repeat(511));
        let too_deep = format!("{{\"taskType\":\"videoInference\",\"a\":{deep}}}");
        let more = [deep.as_str(), too_deep.as_str()];
        let items: Vec<&str> = items
            .iter()
            .filter_map(|&index| LINES.get(index).copied().or_else(|| more.get(index - LINES.len()).copied()))
            .filter(|item| !item.starts_with('\u{feff}'))
            .map(str::trim_ascii_end)
            .collect();
        let text = format!("{}{}{}", ends.0, items.join(separator), ends.1);
        let foreign = if skips { Foreign::Skip } else { Foreign::Report };
        prop_assert_eq!(results(&text, Layout::Document, foreign), results(&text, Layout::Lines, foreign));
    }

    #[test]
    fn parts_come_to_the_same_as_the_whole(
        lines in prop::collection::vec((0..LINES.len(), any::<bool>(), 0..20_u8), 0..12),
        ends_with_break in any::<bool>(),
        skips in any::<bool>(),
        counts_only in any::<bool>(),
        max_cost in prop::option::of(0..6_u32),
    ) {
        let mut text = Vec::new();
        for (number, (line, _, wrong)) in lines.iter().enumerate() {
            let start = text.len();
            text.extend_from_slice(LINES[*line].as_bytes());
            if *wrong == 0 && text.len() > start {
                text[start] = 0xff;
            }
            if number + 1 < lines.len() || ends_with_break {
                text.push(b'\n');
            }
        }
        let cuts: Vec<bool> = lines.iter().map(|(_, cut, _)| *cut).collect();
        let foreign = if skips { Foreign::Skip } else { Foreign::Report };
        let max_cost = max_cost.map(|cost| cost.to_string().parse().expect("an amount"));
        let options = Options { layout: Layout::Lines, foreign, counts_only, max_cost, ..Options::default() };
        let whole = check(&Source::from_bytes("a.ndjson", &text), &options);
        let parts = check_in_parts(&text, &cuts, &options);
        prop_assert_eq!(format!("{parts:#?}"), format!("{whole:#?}"));
    }
}

#[test]
fn an_id_is_found_again_in_a_later_part_with_its_exact_place() {
    let text = format!("\n{}\n\n{}\n", LINES[1], LINES[0]);
    let options = Options { layout: Layout::Lines, ..Options::default() };
    let report = check_in_parts(text.as_bytes(), &[], &options);
    let repeated = report.diagnostics.iter().find(|found| found.rule.id == "duplicate-task-uuid");
    let repeated = repeated.expect("the id is used twice");
    assert_eq!((repeated.task, repeated.line), (Some(1), Some(4)));
    let [label] = repeated.labels.as_slice() else { panic!("one label: {repeated:?}") };
    let span = label.place.span.expect("the text is there");
    assert_eq!(label.place.pointer, "/taskUUID");
    assert_eq!((span.start.line, span.start.column, span.end.column), (2, 45, 83));
    assert_eq!(&text[span.start.offset..span.end.offset], "\"0b3f6f4e-52c1-4d7a-9e0b-6a1d1c9f7e21\"");
}

#[test]
fn a_task_of_ndjson_ends_with_its_line() {
    let verdicts = |text: &str, layout| {
        let report = check(&Source::new("a.ndjson", text), &Options { layout, ..Options::default() });
        (report.summary.valid, report.summary.tasks)
    };
    let task = LINES[0].replace("\"positivePrompt\"", "\"unknown\":[{\"a\":1}],\"positivePrompt\"");
    for (task, is_right) in [(LINES[0], true), (&task, false)] {
        let expected = (usize::from(is_right), 1);
        for end in ["", " ", "\r", "\n", " \t\r\n", "\n \n"] {
            assert_eq!(verdicts(&format!("{task}{end}"), Layout::Lines), expected, "{end:?}");
        }
        for (at, _) in task.match_indices(['{', '}', '[', ']', ':', ',']) {
            if task[..at].matches('"').count() % 2 == 1 {
                continue;
            }
            for more in ["\n", " \n", "\n ", "\r\n"] {
                let text = format!("{}{more}{}", &task[..at], &task[at..]);
                assert_eq!(verdicts(&text, Layout::Document), expected, "{text:?}");
                let (valid, _) = verdicts(&text, Layout::Lines);
                // A break before the task leaves a blank line.
                assert_eq!(valid, if at == 0 { expected.0 } else { 0 }, "{text:?}");
            }
        }
    }
}

#[test]
fn counting_alone_counts_the_same() {
    let text = LINES.join("\n");
    for foreign in [Foreign::Report, Foreign::Skip] {
        let options = Options { layout: Layout::Lines, foreign, ..Options::default() };
        let source = Source::new("a.ndjson", text.as_str());
        let listed = check(&source, &options);
        let counted = check(&source, &Options { counts_only: true, ..options });
        assert_eq!(counted.summary, listed.summary);
        assert_eq!(format!("{:?}", counted.diagnostics), format!("{:?}", listed.diagnostics));
        assert!(counted.files[0].tasks.is_empty());
        assert_eq!(listed.files[0].tasks.len(), listed.summary.tasks);
    }
}

#[test]
fn an_id_is_found_again_in_an_array() {
    let text = format!("[{},\n {},\n {}]", LINES[0], LINES[5], LINES[1]);
    let report = check(&Source::new("a.json", text), &Options::default());
    let repeated = report.diagnostics.iter().find(|found| found.rule.id == "duplicate-task-uuid");
    let repeated = repeated.expect("the id is used twice");
    assert_eq!(repeated.place.pointer, "/2/taskUUID");
    assert_eq!(repeated.labels[0].place.pointer, "/0/taskUUID");
    assert_eq!(repeated.labels[0].place.span.map(|span| (span.start.line, span.start.column)), Some((1, 42)));
}

#[test]
fn a_task_is_judged_by_what_is_left() {
    let text = r#"[{"model": "a:b@c", "fps": 1}, {"model": "klingai:kling-video@o3-pro", "fps": 1}]"#;
    let verdicts = |revise: &dyn Fn(&mut Vec<Diagnostic>)| {
        let source = Source::new("a.json", text);
        let options = Options::default();
        let report = Checker::new(&options).check_and_revise(
            &source,
            &Budget::of(&source, &options),
            |file, _, diagnostics| {
                if !diagnostics.is_empty() {
                    assert_eq!(file.task_pointer(1), "/1");
                }
                revise(diagnostics);
                file.judge_again(diagnostics);
            },
        );
        assert!(report.files[0].tasks.iter().map(|task| task.index).eq(0..2));
        let summary = report.summary;
        (
            report.files[0].tasks.iter().map(|task| task.verdict).collect::<Vec<_>>(),
            (summary.valid, summary.invalid, summary.unchecked),
        )
    };
    let set =
        |severity| move |all: &mut Vec<Diagnostic>| all.iter_mut().for_each(|it| it.severity = severity);
    let (valid, invalid, unchecked) = (Verdict::Valid, Verdict::Invalid, Verdict::Unchecked);
    assert_eq!(verdicts(&|_| {}), (vec![unchecked, invalid], (0, 1, 1)));
    assert_eq!(verdicts(&set(Severity::Error)), (vec![invalid, invalid], (0, 2, 0)));
    assert_eq!(verdicts(&set(Severity::Info)), (vec![unchecked, valid], (1, 0, 1)));
    assert_eq!(verdicts(&Vec::clear), (vec![unchecked, valid], (1, 0, 1)));
}

#[test]
fn an_array_that_turns_out_to_be_broken_is_judged_again() {
    let text = format!("[{}, {}, {{\"taskType\":}}]", LINES[0], LINES[2]);
    let source = Source::new("a.json", text);
    let options = Options::default();
    let budget = Budget::of(&source, &options);
    let plain = check(&source, &options);
    let report =
        Checker::new(&options).check_and_revise(&source, &budget, |file, _, all| file.judge_again(all));
    assert_eq!(report.summary, plain.summary);
    assert_eq!(report.files, plain.files);
    assert_eq!((report.summary.tasks, report.summary.valid, report.summary.malformed), (3, 0, 1));
}

#[test]
fn no_task_is_valid_in_a_text_of_very_many_mistakes() {
    let task = LINES[0];
    let verdicts = |text: &str| {
        let report = check(&Source::new("a.json", text), &Options::default());
        let invalid = report.diagnostics.iter().filter(|it| it.rule.id == "invalid-json").count();
        assert_eq!(invalid, 101);
        report.files[0].tasks.iter().map(|task| task.verdict).collect::<Vec<_>>()
    };
    let commas = ",".repeat(200);
    // Between tasks: what stands behind is not read.
    assert_eq!(verdicts(&format!("[{task}{commas}{task}]")), [Verdict::Unchecked]);
    // Inside of one.
    let broken = task.replacen(',', &commas, 1);
    assert_eq!(verdicts(&format!("[{task},{broken},{task}]")), [Verdict::Unchecked, Verdict::Invalid]);
    assert_eq!(verdicts(&broken), [Verdict::Invalid]);
    // In tasks that are told apart with certainty.
    let trailing = task.replace('}', ",}");
    let tasks = vec![trailing; 200].join(",");
    assert_eq!(verdicts(&format!("[{tasks}]")), [Verdict::Invalid; 101]);
}
