//! `explain` (説明): every code, or one.

use super::args::ExplainOptions;
use super::codes::code;
use super::exit::{Exit, Failure};
use super::shared::{Streams, print};
use crate::check::{explain, manual};

pub(super) fn run(options: &ExplainOptions, streams: &mut Streams) -> Result<Exit, Failure> {
    let text = match &options.code {
        None => manual(),
        Some(text) => {
            let code = code(text).map_err(|instead| {
                Failure::usage(format!("このコードはありません: {text}（{instead}）"))
            })?;
            explain(code)
        }
    };
    print(streams, &text)?;
    Ok(Exit::Done)
}
