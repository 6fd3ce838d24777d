//! `compile` (取りまとめ): reads all wards and writes the report and its data.

use std::collections::BTreeSet;

use super::args::{CommonOptions, CompileOptions};
use super::aside::recover;
use super::check::{Loaded, exit, read_and_check, text};
use super::codes::selection;
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::fault::refuse_in_vain;
use super::nothing::{nothing_in_tables, undated};
use super::output::{Replaced, refuse_own_place, refuse_sealed, replace_folder};
use super::shared::{Streams, print, print_shown};
use super::shown::shown;
use crate::assemble::Checked;
use crate::check::Purpose;
use crate::collection::{self, Standing};
use crate::definition::{ChapterKind, Definitions, Volume};
use crate::diagnostic::Severity;
use crate::ledger::{CollectionRow, LookRow, Row};
use crate::model::Stamp;
use crate::pipeline::{Making, Outputs, QUESTIONS, compile_all};

pub(super) fn run(
    common: &CommonOptions,
    options: &CompileOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let only = named(&options.only);
    recover(&options.out)?;
    refuse_own_place(&options.out)?;
    refuse_sealed(&options.out)?;
    let mut loaded = Loaded::new(common, &options.basis, selection(&options.choosing))?
        .with_waivers(options.waivers.as_deref())?;
    let desk = Desk::open(options, &loaded.definitions)?;
    let stamp = options.stamp.as_ref();
    let making = Making {
        stamp: stamp.map(|given| given.unwrap_or_else(now)),
        jobs: common.jobs,
        volumes: &options.volumes,
        only: &only,
        each_unit: options.each,
        parquet: options.parquet,
        is_public: options.public,
        office: desk.office(),
        office_files: &desk.files,
        tables: &[],
        is_final: options.seal,
    };
    known_volumes(&loaded.definitions, making)?;
    let paths = (&options.paths[..], &options.named[..]);
    let (checked, _) = read_and_check(
        common,
        paths,
        (&mut loaded, &options.basis),
        (Purpose::Compile, Some(&options.out)),
        streams,
    )?;
    if let Some(failure) = nothing_in_tables(&checked) {
        return Err(failure);
    }
    let setting = loaded.setting(&options.basis);
    let previous = loaded
        .previous
        .as_ref()
        .map(|previous| previous.files.clone())
        .unwrap_or_default();
    let making = Making {
        tables: &loaded.tables,
        ..making
    };
    let outputs = compile_all(setting, making, &checked, previous);
    let outputs = outputs.map_err(|error| undated(error, &checked))?;
    refuse_in_vain()?;
    let replaced = replace_folder(&options.out, &outputs.files, desk.held())?;
    if !common.quiet {
        let text = shown_findings(common, options, &loaded, &checked, streams);
        print(streams, &text)?;
        print_shown(streams, &closing(&loaded, &outputs, &checked, options))?;
        print_shown(streams, &before(&replaced))?;
        print_shown(streams, &collected(&loaded, &desk, &outputs, &checked))?;
    }
    Ok(exit(&checked).leaving((checked, outputs, loaded)))
}

/// The findings as they are shown; nothing where nobody has to look at any. What is written is whole whatever the screen shows.
fn shown_findings(
    common: &CommonOptions,
    options: &CompileOptions,
    loaded: &Loaded,
    checked: &Checked,
    streams: &Streams,
) -> String {
    let findings = &checked.findings;
    let are_open = findings.count(Severity::Error) + findings.count(Severity::Warning) > 0;
    if !are_open && !common.verbose {
        return String::new();
    }
    let mut seen = findings.clone();
    let hidden = seen.hide_below(options.severity.into());
    text(common, (&seen, hidden), &loaded.definitions, streams)
}

/// What was named; a comma too many names nothing.
fn named(given: &[String]) -> Vec<String> {
    let named = given.iter().filter(|name| !name.trim().is_empty());
    named.cloned().collect()
}

/// Refuses a volume that no report has, and with it the wish to publish one that is for the office alone.
fn known_volumes(definitions: &Definitions, making: Making<'_>) -> Result<(), Failure> {
    let nouns = definitions.areas.nouns();
    let volumes = || definitions.reports.iter().flat_map(|one| &one.volumes);
    for said in making.volumes {
        let mut meant = volumes()
            .filter(|volume| volume.is_called(said, nouns))
            .peekable();
        if meant.peek().is_none() {
            let known: BTreeSet<String> = volumes()
                .map(|volume| format!("{}（{}）", volume.id, nouns.fill(&volume.title)))
                .collect();
            let known: Vec<String> = known.into_iter().collect();
            return Err(Failure::usage(format!(
                "分冊「{said}」はありません。書き出せる分冊: {}",
                known.join("、")
            )));
        }
        if making.is_public && meant.all(|volume| volume.internal) {
            return Err(Failure::usage(format!(
                "分冊「{said}」は内部用なので、--public では書き出しません"
            )));
        }
    }
    let has_pages = |volume: &Volume| volume.chapters.contains(&ChapterKind::Cards);
    if making.each_unit && !volumes().any(|volume| making.wants(volume, nouns) && has_pages(volume))
    {
        return Err(Failure::usage(
            "--each は、カルテの分冊を書き出すときに指定してください",
        ));
    }
    Ok(())
}

/// What became of what stood there: where what a person had written into files of ours is now, and what is there no more.
fn before(replaced: &Replaced) -> String {
    let kept = replaced.kept.iter().map(|name| {
        format!("　前の書き出しのあとに書き換えられていたファイルを残しました: {name}\n")
    });
    let mut text: String = kept.collect();
    if !replaced.gone.is_empty() {
        text.push_str(&format!(
            "　前に書き出して、今回は書き出さなかったため、取り除いたもの: {}\n",
            replaced.gone.join("、")
        ));
    }
    text
}

/// The clock, which is looked at only where the person asks for it.
fn now() -> Stamp {
    Stamp::from(chrono::Local::now().naive_local())
}

/// The workbooks with the committee's volumes, and the other volumes.
fn printed(outputs: &Outputs) -> String {
    let reports = outputs
        .files
        .keys()
        .filter(|name| name.starts_with("report"));
    // The workbook first: it is what is worked with.
    let reports: Vec<&str> = reports.rev().map(String::as_str).collect();
    let is_volume = |name: &&String| {
        (name.ends_with(".pdf") || name.ends_with(".docx"))
            && !name.starts_with("report")
            && !name.contains('/')
    };
    let volumes = outputs.files.keys().filter(is_volume);
    let volumes: Vec<&str> = volumes.map(String::as_str).collect();
    let volumes = if volumes.is_empty() {
        String::new()
    } else {
        format!("　分冊: {}\n", volumes.join("、"))
    };
    let is_one = |name: &&String| name.ends_with(".pdf") && name.contains('/');
    let each = match outputs.files.keys().filter(is_one).count() {
        0 => String::new(),
        count => format!("　団体ごとのカルテ: {count}件\n"),
    };
    format!("　報告書: {}\n{volumes}{each}", reports.join("、"))
}

/// The files beside the reports: those for machines, and what goes back; for readers outside the office what is to be looked at.
fn beside(unit: &str, outputs: &Outputs, options: &CompileOptions) -> String {
    let files = || outputs.files.keys();
    if options.public {
        let list = LookRow::FILE;
        let look = match outputs.files.get(list).map_or(0, |table| rows(table)) {
            0 => "見るところは見つかりませんでした".to_owned(),
            count => format!("{count}件を1つずつ見てください"),
        };
        return format!(
            concat!(
                "　データ: facts.csv、figures.csv、narrative.csv（ファイル名とセルは空欄）、data（JSON Lines・列の説明・利用条件）\n",
                "　公表の前に: {}（{}）。この一覧は公表しないでください。\n",
            ),
            list, look,
        );
    }
    let of_returns = |ending: &str| {
        let own = files().filter(|name| name.starts_with("returns/"));
        own.filter(|name| name.ends_with(ending)).count()
    };
    let letters = of_returns(".txt");
    let copies = of_returns("") - of_returns(".csv") - letters;
    let questions = match outputs.files.get(QUESTIONS).map_or(0, |table| rows(table)) {
        0 => String::new(),
        count => format!(
            "　理由を待つ確認: {QUESTIONS}（{count}件。理由と氏名を書いて、次の取りまとめの --waivers に渡せます）\n"
        ),
    };
    format!(
        concat!(
            "　データ: facts.csv、figures.csv、narrative.csv、findings.json、manifest.json、data（JSON Lines・列の説明・利用条件）\n",
            "　{}への返却用: returns（印を付けた写し{}件、メールの文面{}件）\n",
            "{}",
        ),
        unit, copies, letters, questions,
    )
}

/// The files of columns, and what they do not hold to the digit.
fn columns(outputs: &Outputs) -> String {
    let files = outputs.files.keys();
    let files = files.filter(|name| name.ends_with(".parquet")).count();
    match (files, outputs.rounded) {
        (0, _) => String::new(),
        (files, 0) => format!("　Parquet: data/parquet（{files}件）\n"),
        (files, rounded) => format!(
            "　Parquet: data/parquet（{files}件）。小数点以下18桁より細かい数{rounded}個は、18桁に四捨五入しました。\n"
        ),
    }
}

/// What of the outputs was wanted and what was not; what stands in a folder under the name of the folder.
fn chosen(outputs: &Outputs) -> String {
    let of = |names: &mut dyn Iterator<Item = &String>| {
        let names = names.map(|name| name.split('/').next().unwrap_or(name));
        let names: BTreeSet<&str> = names.collect();
        names.into_iter().collect::<Vec<_>>().join("、")
    };
    let written = of(&mut outputs.files.keys());
    match of(&mut outputs.left_out.iter()).as_str() {
        "" => format!("　書き出したもの: {written}\n"),
        left_out => format!(
            "　書き出したもの: {written}\n　書き出さなかったもの（--only の指定により）: {left_out}\n"
        ),
    }
}

/// How the collection stands: who has what state, who has sent anew what was accepted, and what of the office's table is not
/// among the files.
fn collected(loaded: &Loaded, desk: &Desk, outputs: &Outputs, checked: &Checked) -> String {
    let rows = &outputs.ledger;
    if rows.is_empty() {
        return String::new();
    }
    let unit = &loaded.definitions.areas.nouns().unit;
    let counts = collection::tally(rows).into_iter();
    let counts: Vec<String> = counts
        .map(|(standing, count)| format!("{}{count}", standing.label()))
        .collect();
    let mut lines = vec![format!(
        "　{}: {}（{unit}の数）",
        CollectionRow::FILE,
        counts.join("・")
    )];
    let names = |wanted: &dyn Fn(&CollectionRow) -> bool| -> Vec<&str> {
        let rows = rows.iter().filter(|row| wanted(row));
        rows.map(|row| row.ward_name.as_str()).collect()
    };
    let blank = names(&|row| Standing::of(row) == Some(Standing::Blank));
    if !blank.is_empty() {
        lines.push(format!(
            "　記入のないファイルだけが届いた{unit}（提出に数えていません）: {}",
            blank.join("、")
        ));
    }
    let again = names(&|row| {
        let is_behind = Standing::of(row).is_some_and(|standing| !standing.is_of_ward());
        is_behind && !row.accepted_by.is_empty()
    });
    if !again.is_empty() {
        lines.push(format!(
            "　受理したファイルが今回なかった、または別のファイルになった{unit}: {}",
            again.join("、")
        ));
    }
    let others = collection::of_other_files(&desk.received, &checked.files);
    if !others.is_empty() {
        lines.push(format!(
            "　受領の記録にあって、今回は届いていないファイル: {}",
            others.join("、")
        ));
    }
    format!("{}\n", lines.join("\n"))
}

/// The rows of one of our tables, without its heading.
fn rows(table: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(table);
    reader.byte_records().count()
}

/// What was done, in a few lines.
fn closing(
    loaded: &Loaded,
    outputs: &Outputs,
    checked: &Checked,
    options: &CompileOptions,
) -> String {
    let areas = &loaded.definitions.areas;
    let (wards, unit) = (areas.wards().len(), &areas.nouns().unit);
    let compilations = &outputs.compilations;
    let mut years = compilations.iter().flat_map(|one| &one.years);
    let is_provisional = years.any(|year| loaded.registry.has_synthetic(*year));
    let compiled: Vec<String> = compilations
        .iter()
        .map(|one| {
            let name = match compilations[..] {
                [_] => String::new(),
                _ => format!("「{}」", one.newest(&loaded.definitions).name),
            };
            format!("{name}{}/{wards}{unit}", one.submitted())
        })
        .collect();
    let as_of = compilations.first().map(|one| one.as_of.wareki());
    let counted = compilations.first();
    let counted = counted.map_or("", |one| &one.newest(&loaded.definitions).area_noun);
    let provisional = if is_provisional {
        format!("　{counted}に仮の数を含みます。正しい数は --areas で渡せます。\n")
    } else {
        String::new()
    };
    format!(
        concat!(
            "{}時点　{}を取りまとめました（誤り{}・確認{}・参考{}）。\n",
            "書き出し先: {}\n",
            "{}{}",
        ),
        as_of.unwrap_or_default(),
        compiled.join("、"),
        checked.findings.count(Severity::Error),
        checked.findings.count(Severity::Warning),
        checked.findings.count(Severity::Note),
        shown(&options.out),
        if options.only.is_empty() {
            printed(outputs) + &beside(unit, outputs, options)
        } else {
            chosen(outputs)
        } + &columns(outputs),
        provisional,
    )
}
