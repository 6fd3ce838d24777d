//! `explain` (説明): every code, or one.

use super::args::ExplainOptions;
use super::exit::{Exit, Failure};
use super::{Streams, print};
use crate::check::{explain, manual};
use crate::diagnostic::Code;

pub(super) fn run(options: &ExplainOptions, streams: &mut Streams) -> Result<Exit, Failure> {
    let text = match &options.code {
        None => manual(),
        Some(text) => {
            let code = Code::find(text);
            explain(code.ok_or_else(|| {
                Failure::usage(format!(
                    "このコードはありません: {text}（一覧は torimatome explain）"
                ))
            })?)
        }
    };
    print(streams, &text)?;
    Ok(Exit::Done)
}
