//! The program.
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let source = runware_lint::Source::from_bytes(&*path, &bytes);
        let report = runware_lint::check(&source, &runware_lint::Options::default());
        for d in &report.diagnostics {
            let p = d.place.span.map(|s| (s.start.line, s.start.column)).unwrap_or_default();
            println!(
                "{path}:{}:{}: {}[{} {}] {} @{} help={} labels={:?}",
                p.0,
                p.1,
                d.severity.name(),
                d.rule.id,
                d.constraint.as_deref().unwrap_or("-"),
                d.message,
                d.place.pointer,
                d.help.as_deref().unwrap_or("-"),
                d.labels.iter().map(|l| &l.message).collect::<Vec<_>>()
            );
        }
        println!("{:?}", report.files);
    }
}
