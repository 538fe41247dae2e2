//! Makes the index of embedded rule sets: for every `schemas/<slug>.constraints.json` the model's id and the two files.
//! So adding a model is adding its two files.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

type AnyError = Box<dyn std::error::Error>;

fn main() -> Result<(), AnyError> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("schemas");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, AnyError>>()?;
    paths.sort();
    let mut entries = String::new();
    let mut count = 0;
    for constraints in paths {
        let name = constraints.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(slug) = name.strip_suffix(".constraints.json") else { continue };
        let schema = folder.join(format!("{slug}.schema.json"));
        let (schema, constraints_text) = (schema.display().to_string(), fs::read_to_string(&constraints)?);
        let constraints = constraints.display().to_string();
        let parsed: serde_json::Value = serde_json::from_str(&constraints_text)?;
        let model = parsed["model"].as_str().ok_or("a constraints file without a `model`")?;
        writeln!(
            entries,
            "Embedded {{ model: {model:?}, slug: {slug:?}, schema: include_str!({schema:?}), \
             constraints: include_str!({constraints:?}), compiled: OnceLock::new() }},"
        )?;
        count += 1;
    }
    let index = format!(
        "/// Every embedded rule set, by file name.\npub static EMBEDDED: [Embedded; {count}] = [\n{entries}];\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("models.rs"), index)?;
    Ok(())
}
