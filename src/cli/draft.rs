//! `form draft` (様式): a proposal of a definition from a municipality's own blank workbook, into a folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::added::add_to_folder;
use super::args::CommonOptions;
use super::exit::{Exit, Failure};
use super::input::one_workbook;
use super::shared::{Streams, print_shown};
use super::shown::{in_text, shown};
use crate::check::load;
use crate::definition::{DefinitionSource, TemplateFile};
use crate::draft::{self, Draft};
use crate::render::xlsx::{Original, Unpatchable};
use crate::workbook;

/// Names of what is written beside the definition.
const UNSURE: &str = "確かでないところ.md";
const FOUND: &str = "読み取った欄.csv";
const COPY: &str = "印を付けた写し";

pub(super) fn run(
    common: &CommonOptions,
    blank: &Path,
    out: &Path,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let (file, workbook) = one_workbook(blank)?;
    let stem = blank.file_stem().map(in_text).unwrap_or_default();
    let papers = workbook::papers(&file.bytes);
    let Some(draft) = draft::draft(&workbook, papers.as_ref(), &stem) else {
        return Err(Failure::nothing(format!(
            "記入する欄が見つかりませんでした: {}。枠や見出しのある、記入する前の様式を指定してください。",
            shown(blank)
        )));
    };
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (path, text) in &draft.files {
        files.insert(path.clone(), text.clone().into_bytes());
    }
    files.insert(UNSURE.to_owned(), draft.unsure_text.clone().into_bytes());
    files.insert(FOUND.to_owned(), draft.found_csv.clone().into_bytes());
    let copied = marked(&file.bytes, &draft);
    if let Ok((ending, bytes)) = &copied {
        files.insert(format!("{COPY}.{ending}"), bytes.clone());
    }
    add_to_folder(out, &files)?;
    let (verdict, exit) = verdict(&draft);
    if !common.quiet {
        let mut text = summary(&draft, out, copied.map(|(ending, _)| ending));
        text.push_str(&verdict);
        print_shown(streams, &text)?;
    }
    Ok(exit)
}

fn marked(bytes: &[u8], draft: &Draft) -> Result<(&'static str, Vec<u8>), Unpatchable> {
    let original = Original::open(bytes)?;
    let ending = original.ending();
    Ok((ending, original.marked(&draft.copy)?))
}

fn summary(draft: &Draft, out: &Path, copy: Result<&'static str, Unpatchable>) -> String {
    let certain = draft
        .found
        .iter()
        .filter(|one| one.doubts.is_empty())
        .count();
    let mut text = format!(
        "様式の下書きを作りました: {}\n　記入する欄　　{}（迷わなかった欄 {certain}）\n　確かでないところ　{}件: {UNSURE}\n",
        shown(out),
        draft.found.len(),
        draft.unsure.len()
    );
    let definition: Vec<&str> = draft.files.keys().map(String::as_str).collect();
    let _ = writeln!(text, "　定義　　　　　{}", definition.join("、"));
    let _ = match copy {
        Ok(ending) => writeln!(text, "　写し　　　　　{COPY}.{ending}"),
        Err(why) => writeln!(
            text,
            "　写し　　　　　作れませんでした（{}）。欄は {FOUND} で確かめてください",
            told(why)
        ),
    };
    text
}

/// Why there is no marked copy.
fn told(why: Unpatchable) -> &'static str {
    match why {
        Unpatchable::Signed => "電子署名があるため",
        Unpatchable::Unfamiliar => "Excelブック（.xlsx）ではないか、作りが特殊なため",
        Unpatchable::TooLarge => "大きすぎるため",
        Unpatchable::Broken => "一部が壊れているため",
    }
}

/// What `form verify` says of the draft.
fn verdict(draft: &Draft) -> (String, Exit) {
    let files = draft.files.iter().map(|(path, text)| TemplateFile {
        path: path.clone(),
        text: text.clone(),
    });
    match load(&DefinitionSource::Files(files.collect())) {
        Ok(_) => ("定義に誤りはありません。\n".to_owned(), Exit::Done),
        Err(faults) => (
            format!("定義に、次の誤りが残っています。直してから使ってください。\n{faults}\n"),
            Exit::ErrorsFound,
        ),
    }
}
