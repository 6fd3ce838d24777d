//! `form convert` (変換): a folder of definitions as a workbook, or a workbook of definitions as a folder.

use std::collections::BTreeMap;
use std::path::Path;

use super::added::add_to_folder;
use super::args::CommonOptions;
use super::exit::{Exit, Failure};
use super::input::{is_folder, is_there};
use super::shared::{Streams, print_shown};
use super::shown::{in_text, shown};
use super::templates;
use crate::authored::drawn;
use crate::check::load;
use crate::definition::{DefinitionSource, Faults, TemplateFile};
use crate::render;

/// Ending of the workbook that is written.
const ENDING: &str = "xlsx";

pub(super) fn run(
    common: &CommonOptions,
    from: &Path,
    out: &Path,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let done = match is_folder(from)? {
        true => to_workbook(from, out)?,
        false => to_folder(from, out)?,
    };
    match done {
        Ok(text) if common.quiet => drop(text),
        Ok(text) => print_shown(streams, &text)?,
        Err(faults) => {
            print_shown(streams, &format!("{faults}\n"))?;
            return Ok(Exit::ErrorsFound);
        }
    }
    Ok(Exit::Done)
}

/// What was done, or every fault of the definition, which is not converted then.
type Done = Result<String, Faults>;

fn to_workbook(from: &Path, out: &Path) -> Result<Done, Failure> {
    let ending = out.extension().map(in_text).unwrap_or_default();
    if !ending.eq_ignore_ascii_case(ENDING) {
        return Err(Failure::usage(format!(
            "書き出すブックの名前は .{ENDING} で終わるようにしてください: {}",
            shown(out)
        )));
    }
    let files = templates::files(from)?;
    if let Err(faults) = load(&DefinitionSource::Files(files.clone())) {
        return Ok(Err(faults));
    }
    let book = match drawn(&templates::layout(), &files) {
        Ok(book) => book,
        Err(faults) => return Ok(Err(faults)),
    };
    let bytes =
        render::xlsx::form(&book).map_err(|error| Failure::unfinished(error.to_string()))?;
    let name = out.file_name().map(in_text).unwrap_or_default();
    let folder = out.parent().unwrap_or(Path::new(""));
    add_to_folder(folder, &BTreeMap::from([(name, bytes)]))?;
    let mut text = format!(
        "様式定義のブックを作りました: {}\n　シート　{}\n",
        shown(out),
        book.sheets.len()
    );
    let is_remark = |line: &str| line.trim_start().starts_with('#');
    if files.iter().any(|file| file.text.lines().any(is_remark)) {
        text.push_str("　ファイルの覚え書き（# の後の文）は、ブックには入りません。\n");
    }
    Ok(Ok(text))
}

fn to_folder(from: &Path, out: &Path) -> Result<Done, Failure> {
    let (files, loaded) = templates::loaded(templates::from_workbook(from)?);
    if let Err(faults) = loaded {
        return Ok(Err(faults));
    }
    only_ours(&files, out)?;
    let bytes = files.iter();
    let bytes = bytes.map(|file| (file.path.clone(), file.text.clone().into_bytes()));
    add_to_folder(out, &bytes.collect())?;
    let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    Ok(Ok(format!(
        "定義のフォルダを作りました: {}\n　ファイル　{}\n",
        shown(out),
        names.join("、")
    )))
}

/// Refuses a folder with other definitions: they would be read together with ours.
fn only_ours(files: &[TemplateFile], out: &Path) -> Result<(), Failure> {
    if !is_there(out)? {
        return Ok(());
    }
    let held = templates::files(out)?;
    let is_ours = |path: &str| files.iter().any(|file| file.path == path);
    match held.iter().find(|file| !is_ours(&file.path)) {
        Some(other) => Err(Failure::unfinished(format!(
            "このフォルダにはほかの定義（{}）があるため、書き出しませんでした: {}",
            other.path,
            shown(out)
        ))),
        None => Ok(()),
    }
}
