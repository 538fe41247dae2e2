//! Makes the index of embedded rule sets: for every `schemas/<slug>.constraints.json` the model's id and the two files.
//! So adding a model is adding its two files. And chooses how a release is linked.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde_json::Value;

type AnyError = Box<dyn std::error::Error>;

fn main() -> Result<(), AnyError> {
    link_statically()?;
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

/// On Linux with glibc, where its static libraries are installed, a release is linked with them, at a fixed address: to
/// find shared libraries, and to adapt thousands of pointers in tables of which few are ever used, takes as long as to
/// check a file. Elsewhere it is linked as usual.
///
/// `crt-static` cannot be turned on here, nor for a whole build that has procedural macros. So the libraries that rustc
/// names are found in a folder of their own first, which leads to the static ones. That this works is tried first, and
/// `RUNWARE_LINT_DYNAMIC=1` turns it off.
fn link_statically() -> Result<(), AnyError> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUNWARE_LINT_DYNAMIC");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let is_glibc = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let is_cross = env::var("HOST")? != env::var("TARGET")?;
    if !is_glibc || is_cross || !is("PROFILE", "release") || env::var_os("RUNWARE_LINT_DYNAMIC").is_some() {
        return Ok(());
    }
    let folder = Path::new(&env::var("OUT_DIR")?).join("static");
    fs::create_dir_all(&folder)?;
    let linker = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let path_of = |library: &str| {
        let answer = Command::new(&linker).arg(format!("-print-file-name={library}")).output().ok()?;
        let path = String::from_utf8(answer.stdout).ok()?.trim().to_owned();
        Path::new(&path).is_absolute().then(|| format!("\"{path}\""))
    };
    let paths = ["libc.a", "libm.a", "libgcc_eh.a", "libgcc.a"].map(path_of);
    let [Some(c), Some(m), Some(gcc_eh), Some(gcc)] = paths else { return Ok(()) };
    for (name, all) in [("c", format!("{c} {gcc_eh} {gcc}")), ("m", m), ("gcc_s", format!("{gcc_eh} {gcc}"))]
    {
        fs::write(folder.join(format!("lib{name}.a")), format!("GROUP({all})\n"))?;
    }
    let options = [format!("-L{}", folder.display()), "-static".to_owned(), "-no-pie".to_owned()];
    let probe = folder.join("probe.c");
    fs::write(&probe, "int main(void) { return 0; }\n")?;
    let mut trial = Command::new(&linker);
    trial.arg(&probe).arg("-o").arg(folder.join("probe")).stdout(Stdio::null()).stderr(Stdio::null());
    trial.args(["-pie", "-nodefaultlibs", "-Wl,-Bdynamic", "-lgcc_s", "-lm", "-lc"]).args(&options);
    if trial.status().is_ok_and(|status| status.success())
        && Command::new(folder.join("probe")).status().is_ok_and(|status| status.success())
    {
        for option in options {
            println!("cargo::rustc-link-arg-bins={option}");
        }
    }
    Ok(())
}
