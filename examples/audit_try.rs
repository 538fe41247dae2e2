fn main() {
    let models = runware_lint::models::Models::default();
    let a: Vec<_> = models
        .all()
        .map(|r| {
            let t = std::time::Instant::now();
            let a = runware_lint::audit::audit(r, &models);
            eprintln!("{:?}", t.elapsed());
            a
        })
        .collect();
    for a in &a {
        println!("{}", runware_lint::audit::to_text(a));
    }
}
