//! `diff` (差分): what changed between two runs.

use std::collections::BTreeMap;
use std::path::Path;

use super::added::{add_to_folder, new_in};
use super::args::{CommonOptions, DiffFormat, DiffOptions};
use super::exit::{Exit, Failure};
use super::folder::Folder;
use super::output::refuse_foreign;
use super::shared::{Streams, print, print_shown};
use super::shown::shown;
use super::templates::definitions;
use crate::diff::{corrections, diff, json, text};
use crate::model::visible_lines;
use crate::pipeline::PipelineError;
use crate::render;
use crate::report::Report;

/// The list of corrections, as it is handed on and to be worked with.
const LIST: &str = "正誤表.pdf";
const WORKBOOK: &str = "diff.xlsx";

pub(super) fn run(
    common: &CommonOptions,
    options: &DiffOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    if let Some(out) = &options.out {
        for folder in [&options.old, &options.new] {
            if is_same(out, folder) {
                return Err(Failure::usage(format!(
                    "比べるフォルダには書き出しません: {}（別のフォルダを --out に指定してください）",
                    shown(out)
                )));
            }
        }
        refuse_foreign(out, &[LIST, WORKBOOK])?;
    }
    let definitions = definitions(common)?;
    let nouns = definitions.areas.nouns();
    let old = Folder::open(&options.old, nouns)?;
    let new = Folder::open(&options.new, nouns)?;
    let difference = diff(&old.ledger, &new.ledger);
    if let Some(out) = &options.out {
        let generator = format!("torimatome {}", env!("CARGO_PKG_VERSION"));
        let list = corrections(&difference, &definitions, generator);
        let files = written(list)?;
        add_to_folder(out, &new_in(out, files)?)?;
    }
    match options.format {
        DiffFormat::Json => print(streams, &json(&difference))?,
        DiffFormat::Text => {
            let warnings = old.warning(&options.old) + &new.warning(&options.new);
            let told = warnings + &text(&difference);
            print(streams, &visible_lines(&told))?;
            if let Some(out) = options.out.as_ref().filter(|_| !common.quiet) {
                let closing = format!("書き出し先: {}\n　{LIST}、{WORKBOOK}\n", shown(out));
                print_shown(streams, &closing)?;
            }
        }
    }
    Ok(Exit::Done)
}

/// Whether two paths lead to the same folder.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

fn written(list: Report) -> Result<BTreeMap<String, Vec<u8>>, PipelineError> {
    Ok(BTreeMap::from([
        (LIST.to_owned(), render::pdf::report(&list)?),
        (WORKBOOK.to_owned(), render::xlsx::report(list)?),
    ]))
}
