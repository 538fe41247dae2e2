//! `man`: the manual page, in the language that `man` reads.

use std::io::{self, Write};

use clap::{Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::{NAME, pages};

/// Print the manual page of the program, for `man`
///
/// To read it: `runware-lint man | man -l -`
#[derive(Debug, Args)]
pub struct ManArguments {}

/// Runs the command and answers with the exit code.
pub fn run(_: &ManArguments) -> u8 {
    match page(&super::command_as_typed(|_| true)) {
        Ok(page) => pages::print_as_it_is(&page),
        Err(error) => pages::refuse(&error.to_string()),
    }
}

/// The page of `check`, whose name may be left out, with a section on the other commands.
fn page(command: &Command) -> io::Result<String> {
    let man = Man::new(command.clone());
    let mut title = Vec::new();
    man.render_title(&mut title)?;
    let mut page = String::from_utf8_lossy(&title).into_owned();
    page += &lines_of(|out| man.render_name_section(out))?;
    page += &lines_of(|out| man.render_synopsis_section(out))?;
    page += &description(command).to_roff();
    page += &lines_of(|out| man.render_options_section(out))?;
    page += ".SH COMMANDS\n";
    for below in command.get_subcommands().filter(|below| below.get_name() != "check") {
        page += &subsection(below)?;
    }
    let notes = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    page += ".SH NOTES\n";
    page += &paragraphs(&notes).to_roff();
    Ok(with_bold_code(&page))
}

fn description(command: &Command) -> Roff {
    let check = command.find_subcommand("check").and_then(Command::get_long_about);
    let texts = [command.get_about(), check].into_iter().flatten();
    let mut description = Roff::new();
    description.control("SH", ["DESCRIPTION"]);
    description.extend(texts.map(|text| paragraphs(&text.to_string())));
    description
}

/// How another command is called, what it does, and what it takes.
fn subsection(command: &Command) -> io::Result<String> {
    let name = format!("{NAME} {}", command.get_name());
    let mut command = command.clone().bin_name(&name).disable_help_flag(true);
    let usage = command.render_usage().to_string();
    let mut heading = Roff::new();
    for line in usage.trim_start_matches("Usage:").lines() {
        heading.control("SS", [line.trim()]);
    }
    let about = command.get_long_about().or(command.get_about());
    heading.extend([paragraphs(&about.map(ToString::to_string).unwrap_or_default())]);
    let man = Man::new(command);
    let options = lines_of(|out| man.render_options_section(out))?;
    // The headings within are left out: their level is that of the whole section.
    let options = options.split_inclusive('\n').filter(|line| !line.starts_with(".SH "));
    Ok(heading.to_roff() + &options.collect::<String>())
}

/// The lines of a section, without the definitions that the title brings for all.
fn lines_of(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let mut bytes = Vec::new();
    render(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let is_definition = |line: &&str| line.starts_with(".ie ") || line.starts_with(".el ");
    Ok(text.split_inclusive('\n').filter(|line| !is_definition(line)).collect())
}

fn paragraphs(text: &str) -> Roff {
    let mut roff = Roff::new();
    for paragraph in text.split("\n\n") {
        roff.control("PP", []);
        roff.text([roman(paragraph.replace('\n', " "))]);
    }
    roff
}

/// The page with what stands between backticks in bold.
fn with_bold_code(page: &str) -> String {
    let parts = page.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 0 { part.to_owned() } else { format!("\\fB{part}\\fR") })
        .collect()
}
