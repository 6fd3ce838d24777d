//! `explain` (説明): every code, or one.

use super::args::{CommonOptions, ExplainOptions};
use super::codes::code;
use super::exit::{Exit, Failure};
use super::shared::{Streams, print};
use super::templates::definitions;
use crate::check::{explain, manual};
use crate::model::Nouns;

pub(super) fn run(
    common: &CommonOptions,
    options: &ExplainOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    // Who looks up why definitions cannot be loaded is told in general words.
    let nouns = definitions(common).map_or_else(
        |_| Nouns::general(),
        |definitions| definitions.areas.nouns().clone(),
    );
    let text = match &options.code {
        None => manual(&nouns),
        Some(text) => {
            let code = code(text).map_err(|instead| {
                Failure::usage(format!("このコードはありません: {text}（{instead}）"))
            })?;
            explain(code, &nouns)
        }
    };
    print(streams, &text)?;
    Ok(Exit::Done)
}
