//! Mistakes in the arguments, each in one Japanese line.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::exit::{Exit, Failure};

/// The mistake in one Japanese line; help and version are no mistakes.
pub(super) fn usage(error: &clap::Error) -> Failure {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        return Failure {
            exit: Exit::Done,
            message: error.to_string(),
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
        ErrorKind::UnknownArgument => format!("この指定はありません: {argument}"),
        ErrorKind::InvalidSubcommand => format!(
            "この命令はありません: {}",
            text(ContextKind::InvalidSubcommand)
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!(
                "{argument} に「{}」は使えません{reason}",
                text(ContextKind::InvalidValue)
            )
        }
        ErrorKind::ArgumentConflict => {
            format!("一緒に使えない指定、または繰り返せない指定です: {argument}")
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "命令かファイルを指定してください".to_owned()
        }
        ErrorKind::InvalidUtf8 => "文字として読めない指定があります".to_owned(),
        _ => format!("使い方が正しくありません: {argument}"),
    };
    Failure::usage(format!("{message}（使い方は torimatome --help）"))
}
