//! The program: reads files, calls the library, writes reports.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
