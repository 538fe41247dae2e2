//! What is said of a command line that cannot be understood.

use std::ffi::OsString;
use std::io;

use clap::Error;
use clap::error::{ContextKind, ContextValue};
use runware_lint::nearest::nearest;
use runware_lint::output::visible::visible;

use super::streams::{self, tell};
use super::{COMMANDS, NAME, pages};

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
    if let Some(message) = unknown_command(error) {
        pages::refuse(&message);
        return Ok(());
    }
    let Some(shown) = as_shown(arguments, streams::is_unicode()) else { return error.print() };
    if let Err(error) = parse(shown) {
        return error.print();
    }
    // What is wrong is gone with what cannot be shown.
    tell(error.render().to_string().trim_end());
    Ok(())
}

/// What is said of a command that there is none of, with the nearest one.
fn unknown_command(error: &Error) -> Option<String> {
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let help = match nearest(name, COMMANDS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{NAME} --help` lists them"),
    };
    Some(format!("there is no command `{name}`; {help}"))
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
