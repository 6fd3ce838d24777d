//! The ledger itself: one row for every file that came, and one for a ward from which none did, with what is known from before.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::given::ReceivedDay;
use super::known::{Known, names_of};
use super::run::Run;
use super::state::Standing;
use compile::{Compilation, CoverageState, WardCoverage};
use diagnostic::{Severity, counts};
use ledger::CollectionRow;
use model::{Area, AsOf, Role, SourceFile, Submission};

/// What says the day where the office does not.
const BY_FILE: &str = "ファイルの中の保存日時";
/// What says the day where the office does.
const BY_OFFICE: &str = "受領の記録（--received）";

/// The ledger after this run: by form, by ward in the city's order, by number.
pub fn ledger(run: Run<'_>) -> Vec<CollectionRow> {
    let mut rows = Vec::new();
    let known = Known::of(run.office);
    for compilation in run.compilations {
        for line in &compilation.coverage {
            rows.extend(of_ward((run, &known), compilation, line));
        }
    }
    let number = run_number(run, &rows);
    for row in &mut rows {
        remember(run, row, number);
    }
    rows
}

/// The files that the office's table of days names and that did not come: by name, as written.
pub fn of_other_files(received: &[ReceivedDay], files: &[SourceFile]) -> Vec<String> {
    let came: HashSet<&str> = files.iter().flat_map(|file| names_of(&file.file)).collect();
    let named = received.iter().filter_map(|row| row.file.as_deref());
    let others = named.filter(|named| !came.contains(named));
    others.map(str::to_owned).collect()
}

/// A file of a ward in this run.
struct Came<'a> {
    file: &'a Arc<str>,
    sha256: &'a str,
    submission: Option<&'a Submission>,
    standing: Standing,
}

fn of_ward(
    (run, office): (Run<'_>, &Known<'_>),
    compilation: &Compilation,
    line: &WardCoverage,
) -> Vec<CollectionRow> {
    let areas = &run.definitions.areas;
    let Some(ward) = areas.get(&line.ward) else {
        return Vec::new();
    };
    let form = compilation.newest(run.definitions).id.form.clone();
    let mut known = office.before(&ward.code, &form);
    let mut came = came(run, &form, line);
    came.sort_by_key(|one| (received(office, ward, one).map(|(day, _)| day), one.file));
    let mut next = known.iter().filter_map(|row| row.number).max().unwrap_or(0);
    let mut rows = Vec::new();
    for one in &came {
        let at = known.iter().position(|row| row.sha256 == *one.sha256);
        let before = at.map(|at| known.remove(at));
        let number = before
            .as_ref()
            .and_then(|row| row.number)
            .unwrap_or_else(|| {
                next += 1;
                next
            });
        rows.push(row(office, ward, &form, one, (number, before)));
    }
    for mut gone in known {
        gone.ward_name.clone_from(&ward.name);
        gone.state = Standing::Gone.label().to_owned();
        rows.push(gone);
    }
    rows.sort_by_key(|row| row.number);
    let is_of_ward = |row: &CollectionRow| Standing::of(row).is_some_and(Standing::is_of_ward);
    if !rows.iter().any(is_of_ward) {
        rows.push(missing((run, office), ward, &form));
    }
    rows
}

/// The files of a ward: those that were read, without copies, and those that could not be opened.
fn came<'a>(run: Run<'a>, form: &str, line: &'a WardCoverage) -> Vec<Came<'a>> {
    let checked = run.checked;
    let mut came = Vec::new();
    for file in &line.files {
        let submission = Submission::of_file(&checked.submissions, file);
        let submission = submission.filter(|one| one.form.form == form);
        let standing = match checked.choices.role(file) {
            Some(Role::CopyOf(_)) => continue,
            Some(Role::SupersededBy(..)) => Standing::Superseded,
            Some(Role::OtherDate) => Standing::OtherDate,
            Some(Role::Undecided) => Standing::Undecided,
            Some(Role::Counts) => used(run, line, file),
            None => Standing::Unread,
        };
        let Some(source) = checked.source(file) else {
            continue;
        };
        came.push(Came {
            file: &source.file,
            sha256: &source.sha256,
            submission,
            standing,
        });
    }
    came
}

/// How the file stands that counts for its ward; who accepted it is not known here.
fn used(run: Run<'_>, line: &WardCoverage, file: &Arc<str>) -> Standing {
    let mut told = run.checked.findings.of_file(file);
    match line.state {
        CoverageState::Empty => Standing::Blank,
        _ if told.any(|told| told.severity < Severity::Note) => Standing::Returned,
        _ => Standing::Received,
    }
}

/// On which day a file was received, and who says so: its own row, then the ward's where the ward sent one file, then the
/// file itself.
fn received(office: &Known<'_>, ward: &Area, one: &Came<'_>) -> Option<(AsOf, &'static str)> {
    if let Some(day) = office.of_file(one.file, &ward.code) {
        return Some((day, BY_OFFICE));
    }
    let of_ward = office.of_ward(&ward.code);
    if let Some(day) = of_ward.filter(|_| one.standing.is_of_ward()) {
        return Some((day, BY_OFFICE));
    }
    let saved = one.submission.and_then(|submission| submission.saved);
    saved.map(|saved| (saved.day(), BY_FILE))
}

fn row(
    office: &Known<'_>,
    ward: &Area,
    form: &str,
    one: &Came<'_>,
    (number, before): (u32, Option<CollectionRow>),
) -> CollectionRow {
    let now = received(office, ward, one);
    let before = before.as_ref();
    // What the office said once is not lost because the table of days is not given again.
    let said = before.filter(|row| row.received_by == BY_OFFICE && row.received.is_some());
    let (day, by) = match (now, said) {
        (Some((day, BY_OFFICE)), _) => (Some(day), BY_OFFICE),
        (_, Some(said)) => (said.received, BY_OFFICE),
        (Some((day, by)), None) => (Some(day), by),
        // The same file said it itself when it could be read.
        (None, None) => match before.filter(|row| row.received.is_some()) {
            Some(before) => (before.received, before.received_by.as_str()),
            None => (None, "不明"),
        },
    };
    let accepted = before.and_then(|row| row.accepted);
    let accepted_by = before
        .map(|row| row.accepted_by.clone())
        .unwrap_or_default();
    let standing = match one.standing {
        Standing::Received | Standing::Returned if !accepted_by.is_empty() => Standing::Accepted,
        other => other,
    };
    let due = office.due;
    CollectionRow {
        ward: ward.code.clone(),
        ward_name: ward.name.clone(),
        form: form.to_owned(),
        number: Some(number),
        received: day,
        received_by: by.to_owned(),
        late: late(due, day),
        due,
        state: standing.label().to_owned(),
        file: one.file.to_string(),
        told: before.map(|row| row.told.clone()).unwrap_or_default(),
        accepted,
        accepted_by,
        sha256: one.sha256.to_owned(),
    }
}

/// The place of a ward from which nothing came that could count.
fn missing((run, office): (Run<'_>, &Known<'_>), ward: &Area, form: &str) -> CollectionRow {
    let due = office.due;
    let today = run.stamp.map(model::Stamp::day);
    let late = match (due, today) {
        (Some(due), Some(today)) if today > due => {
            format!("{}日超過", (today.date() - due.date()).num_days())
        }
        _ => String::new(),
    };
    CollectionRow {
        ward: ward.code.clone(),
        ward_name: ward.name.clone(),
        form: form.to_owned(),
        number: None,
        received: None,
        received_by: String::new(),
        due,
        late,
        state: Standing::Missing.label().to_owned(),
        file: String::new(),
        told: String::new(),
        accepted: None,
        accepted_by: String::new(),
        sha256: String::new(),
    }
}

fn late(due: Option<AsOf>, received: Option<AsOf>) -> String {
    match (due, received) {
        (Some(due), Some(day)) if day > due => {
            format!("{}日遅れ", (day.date() - due.date()).num_days())
        }
        (Some(_), Some(_)) => "期限内".to_owned(),
        _ => String::new(),
    }
}

/// What this run tells about a row's file; nothing of one that did not come.
fn told_now(run: Run<'_>, row: &CollectionRow) -> Option<String> {
    let standing = Standing::of(row)?;
    if matches!(standing, Standing::Missing | Standing::Gone) {
        return None;
    }
    if standing == Standing::Superseded {
        return Some(standing.label().to_owned());
    }
    let [errors, warnings, notes] = counts(run.checked.findings.of_file(&row.file));
    let what = format!("誤り{errors}・確認{warnings}・参考{notes}");
    Some(match standing {
        Standing::Returned | Standing::Received | Standing::Accepted => what,
        other => format!("{}（{what}）", other.label()),
    })
}

/// The number of this run: that of the run before where nothing is new, so that the same run twice says the same.
fn run_number(run: Run<'_>, rows: &[CollectionRow]) -> u32 {
    let before: BTreeMap<&str, &CollectionRow> = run
        .office
        .before
        .iter()
        .map(|row| (row.sha256.as_str(), row))
        .collect();
    let last = run.office.before.iter().filter_map(|row| last(&row.told));
    let last = last.map(|(number, _)| number).max().unwrap_or(0);
    let is_new = |row: &CollectionRow| match told_now(run, row) {
        None => false,
        Some(now) => {
            let known = before.get(row.sha256.as_str());
            known
                .and_then(|row| self::last(&row.told))
                .is_none_or(|(_, said)| said != now)
        }
    };
    if last == 0 || rows.iter().any(is_new) {
        last + 1
    } else {
        last
    }
}

/// The last entry of what was told: which run, and what. `第2回（2026-04-20）：誤り1・確認0・参考2`
fn last(told: &str) -> Option<(u32, &str)> {
    let entry = told.rsplit('；').next()?;
    let (head, what) = entry.split_once('：')?;
    let number = head.strip_prefix('第')?.split('回').next()?;
    Some((number.parse().ok()?, what))
}

/// Adds what this run tells, where it is not what the last one told.
fn remember(run: Run<'_>, row: &mut CollectionRow, number: u32) {
    let Some(now) = told_now(run, row) else {
        return;
    };
    if last(&row.told).is_some_and(|(_, said)| said == now) {
        return;
    }
    let day = run
        .stamp
        .map_or_else(String::new, |stamp| format!("（{}）", stamp.day().iso()));
    let entry = format!("第{number}回{day}：{now}");
    row.told = match row.told.is_empty() {
        true => entry,
        false => format!("{}；{entry}", row.told),
    };
}
