//! Mistakes in the arguments, each in one Japanese line.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Arguments;
use super::exit::{Exit, Failure};
use crate::model::nearest;
use crate::render::text::hanging;

/// The name that was most likely meant.
fn near(typed: &str, known: &[String]) -> String {
    let near = nearest(typed, known.iter().map(String::as_str));
    near.map_or_else(String::new, |near| format!("（{near} のことですか）"))
}

/// Every command under each of its names, with those that have others below them.
fn commands() -> Vec<String> {
    let all = Arguments::command();
    let below = all
        .get_subcommands()
        .flat_map(clap::Command::get_subcommands);
    let names = all
        .get_subcommands()
        .chain(below)
        .filter(|one| !one.is_hide_set());
    let names = names.flat_map(|one| {
        let aliases = one.get_all_aliases().map(str::to_owned);
        std::iter::once(one.get_name().to_owned()).chain(aliases)
    });
    names.collect()
}

/// Every option of any command.
fn options() -> Vec<String> {
    let all = Arguments::command();
    let of = |command: &clap::Command| {
        let arguments = command.get_arguments().filter_map(clap::Arg::get_long);
        arguments
            .map(|long| format!("--{long}"))
            .collect::<Vec<_>>()
    };
    let below = all.get_subcommands().flat_map(of);
    of(&all).into_iter().chain(below).collect()
}

/// What a command that has others below it can be followed by; nothing of the program itself.
fn below(error: &clap::Error) -> Vec<String> {
    match error.get(ContextKind::ValidSubcommand) {
        Some(ContextValue::Strings(known)) if !known.iter().any(|name| name == "check") => known
            .iter()
            .filter(|name| *name != "help")
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}

/// An option that there is not, or not here.
fn unknown(argument: &str) -> String {
    let options = options();
    if options.iter().any(|option| option == argument) {
        return format!("この指定は、この命令では使えません: {argument}");
    }
    let near = near(argument, &options);
    format!("この指定はありません: {argument}{near}")
}

/// The mistake in one Japanese line; help and version are no mistakes. A help keeps to the columns of the terminal.
pub(super) fn usage(error: &clap::Error, room: Option<usize>) -> Failure {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        return Failure {
            exit: Exit::Done,
            // clap breaks lines at blanks only, of which Japanese has none.
            message: match room {
                Some(room) => hanging(&error.to_string(), room),
                None => error.to_string(),
            },
        };
    }
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let reason = std::error::Error::source(error)
        .map(|source| format!("（{source}）"))
        .or_else(|| match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(known)) if !known.is_empty() => {
                Some(format!("（使えるのは {}）", known.join("・")))
            }
            _ => None,
        })
        .unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("指定が足りません: {argument}"),
        ErrorKind::UnknownArgument => unknown(&argument),
        ErrorKind::InvalidSubcommand => {
            let typed = text(ContextKind::InvalidSubcommand);
            let near = near(&typed, &commands());
            format!("この命令はありません: {typed}{near}")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!(
                "{argument} に「{}」は使えません{reason}",
                text(ContextKind::InvalidValue)
            )
        }
        ErrorKind::ArgumentConflict => {
            format!("一緒に使えない指定、または繰り返せない指定です: {argument}")
        }
        ErrorKind::MissingSubcommand if !below(error).is_empty() => {
            format!("続けて、することを指定してください: {}", below(error).join("・"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "命令かファイルを指定してください。記入したExcelは、このプログラムのアイコンの上に重ねて放すと点検します".to_owned()
        }
        ErrorKind::InvalidUtf8 => "文字として読めない指定があります".to_owned(),
        _ => format!("使い方が正しくありません: {argument}"),
    };
    Failure::usage(format!("{message}（使い方は torimatome --help）"))
}
