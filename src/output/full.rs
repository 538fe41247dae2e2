//! `full`: stub
use crate::diagnostic::Diagnostic;
use crate::output::Appearance;
use crate::source::Source;
/// x
pub fn write(out: &mut String, diagnostics: &[Diagnostic], _source: &Source<'_>, appearance: Appearance) {
    for diagnostic in diagnostics {
        super::concise::write(out, diagnostic, appearance);
    }
}
