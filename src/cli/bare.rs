//! What arguments mean that name no command: files alone, and `help`.

use std::ffi::OsString;
use std::path::Path;

use clap::CommandFactory as _;

use super::args::Arguments;
use super::input::is_there;

/// The command that files alone mean.
const DROPPED: &str = "dropped";

/// Puts the command in front that files alone mean, as when they are dropped on the program.
pub(super) fn with_default_command(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let command = Arguments::command();
    let is_command = |text: &str| {
        command
            .get_subcommands()
            .any(|sub| sub.get_name() == text || sub.get_all_aliases().any(|alias| alias == text))
    };
    // `help` and `help check` say the same as `--help` and `check --help`.
    if let Some("help" | "ヘルプ") = arguments.get(1).and_then(|first| first.to_str()) {
        arguments.remove(1);
        arguments.truncate(2);
        arguments.push("--help".into());
    }
    if let Some(first) = arguments.get(1) {
        let text = first.to_string_lossy();
        // A share that does not answer is no reason to take a path for a command.
        let is_path = is_there(Path::new(first)).unwrap_or(true) || text.contains(['.', '/', '\\']);
        let is_file = !text.starts_with('-') && !is_command(&text) && is_path;
        // What comes behind `--` is a file whatever its name begins with.
        if is_file || text == "--" {
            arguments.insert(1, DROPPED.into());
        }
    }
    arguments
}

/// Whether a person may have started the program by its icon: with files or with nothing.
pub(super) fn may_be_dropped(arguments: &[OsString]) -> bool {
    arguments.get(1).is_none_or(|first| first == DROPPED)
}
