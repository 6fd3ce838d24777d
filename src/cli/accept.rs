//! `accept` (受理): the office says of a ward's submission that it may stand.

use std::path::Path;

use chrono::Local;

use super::args::{AcceptOptions, CommonOptions};
use super::aside::recover;
use super::desk::{Held, ledger_in};
use super::exit::{Exit, Failure};
use super::folder::unreadable;
use super::input::read_file;
use super::output::{refuse_own_place, refuse_sealed, rewrite};
use super::shared::{Streams, print_shown};
use super::shown::shown;
use super::templates::definitions;
use super::turn::Turn;
use super::ward::{meant, span};
use crate::collection::Standing;
use crate::diagnostic::Severity;
use crate::ledger::{CollectionRow, FindingsFile, Row, to_csv};
use crate::model::{Area, AreaTree, AsOf, Lifetime};
use crate::pipeline::QUESTIONS;

pub(super) fn run(
    common: &CommonOptions,
    options: &AcceptOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let name = options.by.trim();
    if name.is_empty() {
        return Err(Failure::usage("受理した人の氏名を --by で指定してください"));
    }
    recover(&options.out)?;
    refuse_own_place(&options.out)?;
    let definitions = definitions(common)?;
    let ward = meant(&definitions.areas, &options.ward)?;
    // Until the ledger is written: another acceptance is not to be lost.
    let _turn = Turn::at(&options.out);
    let Some(Held { mut rows, .. }) = ledger_in(&options.out, &definitions)? else {
        return Err(Failure::nothing(format!(
            "{}がありません: {}（torimatome compile の --out で作ったフォルダを指定してください）",
            CollectionRow::FILE,
            shown(&options.out)
        )));
    };
    refuse_sealed(&options.out)?;
    let told = told(options)?;
    let day = day(options.on)?;
    let mut said = Vec::new();
    let mut is_changed = false;
    for row in rows.iter_mut().filter(|row| row.ward == ward.code) {
        match Standing::of(row) {
            Some(Standing::Accepted) => said.push(already(row)),
            Some(Standing::Received | Standing::Returned) => {
                let open = |severity| {
                    let own = |one: &&(Severity, String)| one.0 == severity && one.1 == row.file;
                    told.iter().filter(own).count()
                };
                may_stand(row, day, open(Severity::Error))?;
                row.state = Standing::Accepted.label().to_owned();
                row.accepted = Some(day);
                name.clone_into(&mut row.accepted_by);
                is_changed = true;
                said.push(format!("{}の「{}」を受理しました。", ward.name, row.file));
                let open = open(Severity::Warning);
                if open > 0 {
                    said.push(format!(
                        "「確認」が{open}件残っています（{QUESTIONS}）。そのまま認めるときは、理由と氏名を書いて、次の取りまとめの --waivers に渡してください。"
                    ));
                }
            }
            _ => {}
        }
    }
    if said.is_empty() {
        return Err(nothing_to_accept(&definitions.areas, ward, &rows));
    }
    if is_changed {
        written(&options.out, &rows, &definitions.areas)?;
        said.push(format!(
            "受理のお知らせの文面は、次の取りまとめで{}に書き出します。",
            "returns"
        ));
    }
    if !common.quiet {
        print_shown(streams, &format!("{}\n", said.join("\n")))?;
    }
    Ok(Exit::Done)
}

/// Puts the ledger in its place.
fn written(out: &Path, rows: &[CollectionRow], areas: &AreaTree) -> Result<(), Failure> {
    let table = to_csv(rows, &areas.nouns().unit);
    let table = table.map_err(|error| Failure::unfinished(error.to_string()))?;
    rewrite(out, CollectionRow::FILE, &table)
}

/// The day as given, else today.
fn day(given: Option<AsOf>) -> Result<AsOf, Failure> {
    let today = AsOf::new(Local::now().date_naive());
    let day = given.unwrap_or(today);
    if day > today {
        return Err(Failure::usage(format!(
            "受理の日（{}）がきょう（{}）より後です。受理した日を --on で指定してください。",
            day.wareki_day(),
            today.wareki_day()
        )));
    }
    Ok(day)
}

/// Refuses what still has an error in it, and a day on which the file was not there yet.
fn may_stand(row: &CollectionRow, day: AsOf, errors: usize) -> Result<(), Failure> {
    if errors > 0 {
        return Err(Failure::usage(format!(
            "{}の「{}」には誤りが{errors}件残っているので、受理できません。直ったファイルを取りまとめてから受理してください。",
            row.ward_name, row.file
        )));
    }
    if let Some(received) = row.received.filter(|received| day < *received) {
        return Err(Failure::usage(format!(
            "{}の「{}」を受け取ったのは{}（{}）なので、それより前の{}には受理できません。受理した日を --on で指定してください。",
            row.ward_name,
            row.file,
            received.wareki_day(),
            row.received_by,
            day.wareki_day()
        )));
    }
    Ok(())
}

/// How grave everything is that the run told of a file, and of which file.
fn told(options: &AcceptOptions) -> Result<Vec<(Severity, String)>, Failure> {
    let bytes = read_file(&options.out.join("findings.json"))?;
    let told = FindingsFile::read(&bytes).map_err(|error| unreadable(&error))?;
    let told = told.findings.into_iter();
    Ok(told
        .filter_map(|one| Some((one.severity, one.place.file?.to_string())))
        .collect())
}

fn already(row: &CollectionRow) -> String {
    let day = row
        .accepted
        .map_or_else(String::new, |day| format!("{}、", day.wareki_day()));
    format!(
        "{}の「{}」は、すでに受理されています（{day}{}）。",
        row.ward_name, row.file, row.accepted_by
    )
}

/// Why nothing of the ward can be accepted: how it stands.
fn nothing_to_accept(areas: &AreaTree, ward: &Area, rows: &[CollectionRow]) -> Failure {
    let is_asked = rows.iter().any(|row| row.ward == ward.code);
    if !is_asked && ward.life != Lifetime::default() {
        return Failure::usage(format!(
            "{}は、この提出台帳にありません。{}",
            ward.name,
            span(areas, ward)
        ));
    }
    let own = rows.iter().filter(|row| row.ward == ward.code);
    let own = own.filter(|row| Standing::of(row).is_some_and(Standing::is_of_ward));
    let mut states: Vec<&str> = own.map(|row| row.state.as_str()).collect();
    states.dedup();
    let states = match states[..] {
        [] => Standing::Missing.label().to_owned(),
        _ => states.join("、"),
    };
    Failure::usage(format!(
        "{}は「{states}」なので、受理できません。",
        ward.name
    ))
}
