//! What is said of a command line that cannot be understood.

use std::ffi::OsString;
use std::io;

use clap::Error;
use runware_lint::output::visible::visible;

use super::streams::{self, tell};

/// Prints what is wrong with the arguments. It repeats what is in them, so where that could do something to the
/// terminal, they are told as they can be shown: `parse` reads those too.
///
/// # Errors
/// What standard error answered.
pub fn print<T>(
    error: &Error,
    arguments: &[OsString],
    parse: impl FnOnce(Vec<OsString>) -> Result<T, Error>,
) -> io::Result<()> {
    let Some(shown) = as_shown(arguments, streams::is_unicode()) else { return error.print() };
    if let Err(error) = parse(shown) {
        return error.print();
    }
    // What is wrong is gone with what cannot be shown.
    tell(error.render().to_string().trim_end());
    Ok(())
}

/// The arguments with every character as it can be shown; none where they can be shown as they are.
fn as_shown(arguments: &[OsString], unicode: bool) -> Option<Vec<OsString>> {
    let texts: Vec<String> =
        arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let shown: Vec<String> = texts.iter().map(|text| visible(text, unicode).into_owned()).collect();
    (shown != texts).then(|| shown.into_iter().map(OsString::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_shown_is_replaced() {
        let arguments = |texts: &[&str]| texts.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(as_shown(&arguments(&["runware-lint", "größer"]), false), None);
        assert_eq!(
            as_shown(&arguments(&["-j", "\u{1b}[31m\u{202e}"]), false),
            Some(arguments(&["-j", "?[31m?"]))
        );
    }
}
