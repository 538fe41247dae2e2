//! Makes the index of embedded rule sets: for every `schemas/<slug>.constraints.json` the model's id and the two files.
//! So adding a model is adding its two files.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

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
        let constraints_text = fs::read_to_string(&constraints)?;
        let parsed: Value = serde_json::from_str(&constraints_text)?;
        let model = parsed["model"].as_str().ok_or("a constraints file without a `model`")?;
        let mut lean_schema = serde_json::from_str(&fs::read_to_string(&schema)?)?;
        strip(&mut lean_schema);
        let (schema, constraints) = (schema.display().to_string(), constraints.display().to_string());
        let (lean_schema, lean_constraints) = (lean_schema.to_string(), parsed.to_string());
        writeln!(
            entries,
            "Embedded {{ model: {model:?}, slug: {slug:?}, schema: include_str!({schema:?}), \
             constraints: include_str!({constraints:?}), lean_schema: {lean_schema:?}, \
             lean_constraints: {lean_constraints:?}, compiled: OnceLock::new() }},"
        )?;
        count += 1;
    }
    let index = format!(
        "/// Every embedded rule set, by file name.\npub static EMBEDDED: [Embedded; {count}] = [\n{entries}];\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("models.rs"), index)?;
    Ok(())
}

/// Takes out of a JSON Schema what says nothing about what is valid, so that there is less to read whenever the program
/// starts.
fn strip(schema: &mut Value) {
    let Some(keywords) = schema.as_object_mut() else { return };
    keywords
        .retain(|keyword, _| !["title", "description", "default", "examples"].contains(&keyword.as_str()));
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(schemas)) => schemas.values_mut().for_each(strip),
            ("anyOf", Value::Array(schemas)) => schemas.iter_mut().for_each(strip),
            ("items", schema) => strip(schema),
            _ => {}
        }
    }
}
