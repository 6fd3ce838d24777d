//! Files and nothing else, as when they are dropped on the program: checked like `check` does, the marked copy of each beside it,
//! and one paragraph for each that says how it stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{CheckOptions, CommonOptions, Format};
use super::beside::{self, Written};
use super::check::{self, Loaded, check_given, exit, read_given, text};
use super::codes::selection;
use super::exit::{Exit, Failure};
use super::fault::refuse_in_vain;
use super::input::Places;
use super::shared::{Streams, print, print_shown};
use super::shown::{in_text, shown, system_words};
use super::window;
use crate::answer::{Copied, Returned};
use crate::assemble::{Checked, Fate};
use crate::check::Purpose;
use crate::definition::Definitions;
use crate::diagnostic::{counts, verdict as stands};
use crate::model::visible;
use crate::pipeline::returned_copies;
use crate::read::InputFile;
use crate::workbook::package::is_as_written;

/// Most copies that are opened: a screen full of windows helps nobody.
const MOST_OPENED: usize = 3;

/// What became of the copy of a file.
type Copies = BTreeMap<Arc<str>, std::io::Result<Written>>;

pub(super) fn run(
    common: &CommonOptions,
    options: &CheckOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    // Who asks for another form of the findings, or says where the copies go, wants just that.
    if options.format != Format::Text || options.annotate.is_some() {
        return check::run(common, options, streams);
    }
    let mut loaded = Loaded::new(common, &options.basis, selection(&options.choosing))?
        .with_waivers(options.waivers.as_deref())?;
    let mark = loaded.definitions.guide.return_sheet_mark.clone();
    let is_wanted =
        |file: &InputFile, places: &Places| !is_own_copy((file, places), &options.paths, &mark);
    let given = read_given(
        common,
        (&options.paths, None),
        &loaded.definitions,
        &is_wanted,
        streams,
    )?;
    if given.is_empty() {
        return Err(nothing_but_copies(&options.paths));
    }
    let (mut checked, places) = check_given(
        given,
        (&options.paths, &options.named),
        (&mut loaded, &options.basis),
        Purpose::Check,
    )?;
    refuse_in_vain()?;
    let exit = exit(&checked);
    let verdicts: Vec<(Arc<str>, String)> = checked
        .files
        .iter()
        .map(|file| {
            (
                Arc::clone(&file.file),
                verdict(&file.file, &checked, &loaded.definitions),
            )
        })
        .collect();
    let hidden = checked.findings.hide_below(options.severity.into());
    let setting = loaded.setting(&options.basis);
    let returned = returned_copies(setting, common.jobs, &checked, Copied::Told)?;
    let shown = (&checked.findings, hidden);
    print(streams, &text(common, shown, &loaded.definitions, streams))?;
    let copies = write_copies(returned, &places, &mark);
    print_shown(streams, &told(&verdicts, &copies))?;
    if window::is_own() {
        open(&copies, streams)?;
    }
    if copies.values().any(Result::is_err) {
        return Ok(Exit::Unfinished);
    }
    Ok(exit)
}

/// Whether a file is a copy that lies in a folder as an earlier run has put it there: nobody has written anything into it. One
/// that the user named is meant, and one that was saved since is an answer.
fn is_own_copy((file, places): (&InputFile, &Places), paths: &[PathBuf], mark: &str) -> bool {
    let place = places.of(&file.name);
    let is_named = place.is_none_or(|(path, _)| paths.iter().any(|named| named == path));
    !is_named && is_as_written(&file.bytes, mark)
}

fn nothing_but_copies(paths: &[PathBuf]) -> Failure {
    let all: Vec<String> = paths.iter().map(|path| shown(path)).collect();
    Failure::nothing(format!(
        "点検結果の写しのほかに、読むExcelファイルがありません: {}",
        all.join("、")
    ))
}

/// How a file stands, in a sentence or two.
fn verdict(file: &Arc<str>, checked: &Checked, definitions: &Definitions) -> String {
    let name = format!("「{}」", visible(file));
    let unit = &definitions.areas.nouns().unit;
    let ward = checked.source(file).and_then(|one| one.ward.as_ref());
    let ward = ward.and_then(|code| definitions.areas.get(code));
    let who = ward.map_or(name.clone(), |ward| format!("{}の{name}", ward.name));
    match checked.fate(file) {
        Fate::Unread => {
            return format!("{name}は、点検できませんでした。わけは、上の指摘にあります。");
        }
        Fate::Superseded(chosen) => {
            let chosen = visible(chosen);
            return format!("{name}は使いません。同じ{unit}の「{chosen}」のほうを点検しました。");
        }
        Fate::Copy(first) => {
            let first = visible(first);
            return format!("{name}は使いません。同じ内容の「{first}」のほうを点検しました。");
        }
        Fate::Blank => return format!("{who}には、今回の年度のことが何も書かれていません。"),
        Fate::Undecided => {
            return format!(
                "{who}は、同じ{unit}のほかのファイルと内容が違い、どちらを使うか決まりません。正しいほうだけを残して、もう一度点検してください。"
            );
        }
        Fate::Checked => {}
    }
    let [wrong, open, _] = counts(checked.findings.of_file(file));
    let sheet = &definitions.guide.return_sheet_name;
    let next = match (wrong, open) {
        (0, 0) => "このまま提出してください。".to_owned(),
        (0, _) => format!(
            "数が正しければ、写しのシート「{sheet}」の下の表にわけを書いてその写しを、違っていれば直してから提出してください。"
        ),
        _ => "直してから提出してください。".to_owned(),
    };
    let is_right = wrong + open == 0;
    let particle = if is_right { "は" } else { "には" };
    format!("{who}{particle}、{}。{next}", stands(wrong, open))
}

/// Writes each copy beside its file; of a member of an archive, beside the archive.
fn write_copies(mut returned: Returned, places: &Places, mark: &str) -> Copies {
    let mut copies = Copies::new();
    for (file, name) in returned.names {
        let Some(bytes) = returned.files.remove(&name) else {
            continue;
        };
        let Some((path, known)) = places.of(&file) else {
            continue;
        };
        // The folders that a name begins with tell it apart in the run; beside the file they say nothing.
        let own = path.file_name().map(in_text).unwrap_or_default();
        let folders = known
            .strip_suffix(&own)
            .unwrap_or_default()
            .replace('/', "_");
        let name = name.strip_prefix(&folders).unwrap_or(&name);
        let folder = path.parent().unwrap_or(Path::new(""));
        let written = beside::write(folder, name, &bytes, mark);
        copies.insert(Arc::clone(&file), written);
    }
    copies
}

/// A paragraph for each file.
fn told(verdicts: &[(Arc<str>, String)], copies: &Copies) -> String {
    let mut text = String::new();
    for (file, verdict) in verdicts {
        let _ = write!(text, "\n{verdict}");
        match copies.get(file) {
            None => {}
            Some(Ok(Written::Beside(path))) => {
                let _ = write!(text, "印を付けた写しは「{}」です。", shown(path));
            }
            Some(Ok(Written::Elsewhere(path, why))) => {
                let _ = write!(
                    text,
                    "もとのファイルのそばには書けなかったため（{}）、印を付けた写しは「{}」に書きました。",
                    system_words(why),
                    shown(path),
                );
            }
            Some(Err(why)) => {
                let _ = write!(
                    text,
                    "印を付けた写しは、どこにも書けませんでした（{}）。",
                    system_words(why),
                );
            }
        }
        text.push('\n');
    }
    if copies.values().any(Result::is_ok) {
        text.push_str("\nもとのファイルは書き換えていません。\n");
    }
    text
}

/// Opens the copies, and says of one that does not open what to do.
fn open(copies: &Copies, streams: &mut Streams) -> Result<(), Failure> {
    let paths: Vec<&Path> = copies.values().flatten().map(Written::path).collect();
    if paths.len() > MOST_OPENED {
        return print(
            streams,
            "写しは、それぞれダブルクリックして開いてください。\n",
        );
    }
    for path in paths {
        if window::open(path).is_err() {
            let told = format!(
                "「{}」は、ダブルクリックして開いてください。\n",
                shown(path)
            );
            print_shown(streams, &told)?;
        }
    }
    Ok(())
}
