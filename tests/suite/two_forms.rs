//! Two forms of an invented municipality with levels of its own (市・学区・町内) in one folder of definitions and in one
//! run: template, filling, checking, compiling and tracing. What is asserted is what a person would work out by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;

use crate::support::templates;
use crate::words::foreign;
use torimatome::assemble::{Checked, Setting, check_all};
use torimatome::check::{EVERYTHING, Purpose, manual};
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::diagnostic::Outcome;
use torimatome::ledger::{Ledger, LedgerError};
use torimatome::model::{AreaCode, AsOf, FiscalYear, IndicatorId};
use torimatome::pipeline::{
    Making, Outputs, compile_all, findings_junit, findings_sarif, read_all,
};
use torimatome::read::{InputFile, Reader, cells, sha256};
use torimatome::report::{Entry, WardValues, filled, template};
use torimatome::trace::{self, Tracer};

const LIVE: FiscalYear = FiscalYear(2025);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/two-forms")
}

/// The files of the folder.
pub(crate) fn files() -> Vec<TemplateFile> {
    let paths = [
        "areas.toml",
        "forms/halls/2025.toml",
        "forms/visits/2024.toml",
        "forms/visits/2025.toml",
        "guide.toml",
        "indicators.toml",
        "reasons.toml",
        "registry.toml",
        "reports/halls-committee.toml",
    ];
    templates::files(&folder(), &paths)
}

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::Files(files())).expect("sound definitions")
}

fn as_of(text: &str) -> AsOf {
    AsOf::parse_iso(text).expect("a date")
}

fn id(text: &str) -> IndicatorId {
    IndicatorId::new(text)
}

/// What a unit writes in the repeated rows of its form: block, indicator, and a text for each row from the top.
pub(crate) type Rows<'a> = (&'a str, &'a str, &'a [&'a str]);

pub(crate) const NO_ROWS: Rows<'_> = ("", "", &[]);

/// A filled workbook: form and edition, number of the unit, and its numbers and rows for a date.
pub(crate) fn workbook(
    definitions: &Definitions,
    (form, edition): (&str, &str),
    ward: usize,
    date: &str,
    numbers: &[(&str, Decimal)],
    (block, indicator, rows): Rows<'_>,
) -> InputFile {
    let mut editions = definitions.editions(form);
    let known = editions.find(|one| one.id.edition == edition);
    let known = known.expect("an edition");
    let ward = &definitions.areas.wards()[ward];
    let date = as_of(date);
    let mut values = WardValues::default();
    for (indicator, number) in numbers {
        let key = (id(indicator), date.fiscal_year());
        values.fields.insert(key, Entry::Number(*number));
    }
    for (row, text) in (1..).zip(rows).filter(|(_, text)| !text.is_empty()) {
        let number = text.parse().map(Entry::Number);
        let entry = number.unwrap_or_else(|_| Entry::Text((*text).to_owned()));
        values.row_cell(block, row, id(indicator), date.fiscal_year(), entry);
    }
    let book = filled(
        definitions,
        known,
        &definitions.registry,
        ward,
        date,
        &values,
    );
    let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
    let name = format!("{}_{form}.xlsx", ward.name);
    let hash = sha256(&bytes);
    InputFile::new(&name, bytes, hash)
}

fn count(number: u32) -> Decimal {
    Decimal::from(number)
}

/// What a unit says of its halls.
fn halls(
    definitions: &Definitions,
    ward: usize,
    open: u32,
    oldest: u32,
    marks: &[&str],
) -> InputFile {
    let numbers = [("h-open", count(open)), ("h-oldest", count(oldest))];
    workbook(
        definitions,
        ("halls", "2025"),
        ward,
        "2026-03-31",
        &numbers,
        ("blocks", "h-open", marks),
    )
}

/// Visits of all three units, halls of the first two.
fn inputs(definitions: &Definitions) -> Vec<InputFile> {
    let visits = |ward, households, visited, share, kinds: [&str; 2]| {
        let numbers = [
            ("v-households", count(households)),
            ("v-visited", count(visited)),
            ("v-share", share),
        ];
        workbook(
            definitions,
            ("visits", "2025"),
            ward,
            "2026-03-31",
            &numbers,
            ("kinds", "v-visited", &kinds),
        )
    };
    vec![
        visits(0, 40, 30, Decimal::new(750, 1), ["20", "10"]),
        visits(1, 20, 10, Decimal::new(500, 1), ["10", "0"]),
        visits(2, 60, 20, Decimal::new(333, 1), ["", ""]),
        halls(definitions, 0, 3, 51, &["○", "○", "", "", "○"]),
        halls(definitions, 1, 1, 12, &["", "○", "", ""]),
    ]
}

fn setting(definitions: &Definitions) -> Setting<'_> {
    Setting {
        definitions,
        registry: &definitions.registry,
        as_of: None,
        previous: None,
        waivers: None,
        selection: &EVERYTHING,
    }
}

fn checked(definitions: &Definitions, inputs: &[InputFile]) -> Checked {
    let read = read_all(inputs, &Reader::new(definitions), 1, &|| {}).expect("threads");
    let setting = setting(definitions);
    check_all(
        setting,
        read,
        Vec::new(),
        &BTreeSet::new(),
        Purpose::Compile,
    )
}

pub(crate) fn run(definitions: &Definitions, inputs: &[InputFile]) -> (Checked, Outputs) {
    let checked = checked(definitions, inputs);
    let outputs = compile_all(
        setting(definitions),
        Making::default(),
        &checked,
        Vec::new(),
    )
    .expect("outputs");
    (checked, outputs)
}

pub(crate) fn ledger(definitions: &Definitions, outputs: &Outputs) -> Ledger {
    Ledger::read(definitions.areas.nouns(), |file| {
        Ok::<_, LedgerError>(outputs.files[file].clone())
    })
    .expect("an output folder")
}

#[test]
fn each_form_is_compiled_for_itself() {
    let definitions = definitions();
    let (checked, outputs) = run(&definitions, &inputs(&definitions));
    let ledger = ledger(&definitions, &outputs);
    let city = AreaCode::new("M");
    let figure = |indicator: &str| {
        let figure = ledger.figure(&city, LIVE, &id(indicator));
        figure.map(|figure| (figure.value, figure.reported, figure.expected))
    };
    assert_eq!(figure("v-households"), Some((Some(count(120)), 3, 3)));
    assert_eq!(figure("v-visited"), Some((Some(count(60)), 3, 3)));
    // 60 of 120, and not the middle of 75, 50 and 33.3.
    assert_eq!(figure("v-share"), Some((Some(Decimal::new(500, 1)), 3, 3)));
    assert_eq!(figure("h-open"), Some((Some(count(4)), 2, 3)));
    // 4 of 5 + 4, the parts of the units that reported.
    assert_eq!(
        figure("h-open-rate"),
        Some((Some(Decimal::new(444, 1)), 2, 3))
    );
    // Ages are not added up; each unit keeps its own.
    assert_eq!(figure("h-oldest"), None);
    let own = ledger.figure(&AreaCode::new("G-02"), LIVE, &id("h-oldest"));
    assert_eq!(own.and_then(|figure| figure.value), Some(count(12)));
    // Only the halls lack a unit, and the message says which form it is about.
    let told: Vec<(&str, &str)> = checked
        .findings
        .diagnostics()
        .iter()
        .map(|told| (told.code.name(), told.message.as_str()))
        .collect();
    let missing = "「集会所調べ」：川西学区の提出物がありません。";
    assert_eq!(told, [("ward-missing", missing)]);
}

#[test]
fn every_form_has_its_own_report_and_all_share_the_tables() {
    let definitions = definitions();
    let (_, outputs) = run(&definitions, &inputs(&definitions));
    let names: Vec<&str> = outputs.files.keys().map(String::as_str).collect();
    let reports = [
        "report-halls-committee.pdf",
        "report-halls-committee.xlsx",
        "report-visits.pdf",
        "report-visits.xlsx",
    ];
    for report in reports {
        assert!(names.contains(&report), "{report}: {names:?}");
    }
    let of_visits = texts("report-visits.xlsx", &outputs.files["report-visits.xlsx"]);
    let of_halls = texts("halls.xlsx", &outputs.files["report-halls-committee.xlsx"]);
    assert!(of_visits.contains("訪問世帯") && !of_visits.contains("集会所"));
    // Who makes the report stands in the form's own layout.
    assert!(of_halls.contains("みなも市まちづくり係") && !of_visits.contains("まちづくり係"));
    assert!(!of_halls.contains("訪問"), "nothing of the other form");
    assert!(of_halls.contains("学区別一覧") && of_halls.contains("2/3学区"));
    let facts = String::from_utf8(outputs.files["facts.csv"].clone()).expect("text");
    assert!(facts.contains("v-visited") && facts.contains("h-open"));
}

#[test]
fn a_figure_of_a_code_with_a_hyphen_leads_to_its_own_cell() {
    let definitions = definitions();
    let (_, outputs) = run(&definitions, &inputs(&definitions));
    let ledger = ledger(&definitions, &outputs);
    assert_eq!(
        ledger.wards().len(),
        3,
        "no unit is taken for a part of one"
    );
    let tracer = Tracer::new(&ledger, &definitions);
    assert!(tracer.knows_relations());
    let figure = trace::figure(&ledger, "v-visited/2025/G-03").expect("a figure");
    let traced = tracer.figure(figure);
    let fact = traced.contributions[0].fact.expect("a fact");
    assert_eq!(
        (fact.file.as_str(), fact.text.as_str()),
        ("川西学区_visits.xlsx", "20")
    );
    let city = trace::figure(&ledger, "v-share/2025/市").expect("the whole");
    let traced = tracer.figure(city);
    assert!(traced.agrees() && traced.contributions.len() == 3);
}

#[test]
fn two_editions_in_one_run_keep_their_years_and_labels() {
    let definitions = definitions();
    let numbers = [("v-households", count(7)), ("v-visited", count(6))];
    let old = workbook(
        &definitions,
        ("visits", "2024"),
        0,
        "2025-03-31",
        &numbers,
        NO_ROWS,
    );
    let mut inputs = vec![old];
    let new = [("v-households", count(20)), ("v-visited", count(10))];
    inputs.push(workbook(
        &definitions,
        ("visits", "2025"),
        1,
        "2026-03-31",
        &new,
        NO_ROWS,
    ));
    let checked = checked(&definitions, &inputs);
    let labels: BTreeMap<&str, String> = checked
        .submissions
        .iter()
        .map(|one| (one.form.edition.as_str(), definitions.form_of(one)))
        .map(|(edition, form)| (edition, form.field_label(&id("v-households"))))
        .collect();
    let expected = [("2024", "対象とした世帯"), ("2025", "対象の世帯")];
    assert_eq!(
        labels,
        expected
            .map(|(edition, label)| (edition, label.to_owned()))
            .into()
    );
    let outputs = compile_all(
        setting(&definitions),
        Making::default(),
        &checked,
        Vec::new(),
    )
    .expect("outputs");
    let [compiled] = &outputs.compilations[..] else {
        panic!("one form");
    };
    let editions: Vec<String> = compiled.editions.iter().map(ToString::to_string).collect();
    assert_eq!(editions, ["visits/2024", "visits/2025"]);
    assert_eq!(compiled.years, [FiscalYear(2024), LIVE]);
}

#[test]
fn a_file_of_another_edition_that_is_set_aside_is_told_of_although_its_form_lists_no_such_rule() {
    let definitions = definitions();
    let filled = |edition, ward, date, numbers: [u32; 2]| {
        let [households, visited] = numbers.map(count);
        let numbers = [("v-households", households), ("v-visited", visited)];
        let form = ("visits", edition);
        let mut file = workbook(&definitions, form, ward, date, &numbers, NO_ROWS);
        file.name = format!("{edition}-{}", file.name).into();
        file
    };
    let inputs = [
        filled("2024", 0, "2025-03-31", [7, 6]),
        filled("2025", 0, "2026-03-31", [20, 10]),
        filled("2025", 1, "2026-03-31", [20, 10]),
        filled("2024", 2, "2025-03-31", [9, 4]),
    ];
    let (checked, outputs) = run(&definitions, &inputs);
    let about = |name: &str| -> Vec<&str> {
        let told = checked.findings.diagnostics().iter();
        let told = told.filter(|one| one.place.file.as_deref() == Some(name));
        told.map(|one| one.code.id()).collect()
    };
    assert_eq!(about("2024-青葉学区_visits.xlsx"), ["X406"]);
    assert_eq!(about("2024-川西学区_visits.xlsx"), ["X405"]);
    let ledger = ledger(&definitions, &outputs);
    let figure = trace::figure(&ledger, "v-households/2024/市").expect("a figure");
    let traced = Tracer::new(&ledger, &definitions).figure(figure);
    let reasons: Vec<&str> = traced.absent.iter().map(|one| &*one.reason).collect();
    let aside = |ward| format!("提出はあるが集計に使っていない（2024-{ward}学区_visits.xlsx）");
    let expected = [aside("青葉"), "未記入".to_owned(), aside("川西")];
    assert_eq!(reasons, expected);
}

#[test]
fn several_forms_in_a_folder_must_be_told_apart_by_name() {
    let out = std::env::temp_dir().join(format!("torimatome-two-forms-{}", std::process::id()));
    let run = |more: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_torimatome"))
            .args(["template", "--as-of", "2026-03-31", "--out"])
            .arg(&out)
            .arg("--templates")
            .arg(folder())
            .args(more)
            .output()
            .expect("the program")
    };
    let unnamed = run(&[]);
    assert_eq!(unnamed.status.code(), Some(2));
    let said = String::from_utf8_lossy(&unnamed.stderr).into_owned();
    assert!(
        said.contains("--form") && said.contains("halls（集会所調べ）・visits（訪問報告）"),
        "{said}"
    );
    for form in ["halls", "visits"] {
        assert!(run(&["--form", form]).status.success(), "{form}");
        assert!(out.join(format!("G-01_青葉学区_{form}.xlsx")).exists());
    }
    std::fs::remove_dir_all(&out).expect("our own folder");
}

/// Every cell of a workbook as text.
fn texts(name: &str, bytes: &[u8]) -> String {
    cells(&InputFile::new(name, bytes, sha256(bytes))).expect("a workbook")
}

/// What a line says that only the built-in city's would.
fn of_the_built_in_city(line: &str) -> Vec<String> {
    foreign(&line.replace("学区", ""))
}

/// Workbooks with faults of many kinds: every message is a text that could name another city's levels.
fn faulty(definitions: &Definitions) -> Vec<InputFile> {
    let visits = |visited, kinds: &[&str]| {
        let numbers = [("v-households", count(5)), ("v-visited", visited)];
        let rows = ("kinds", "v-visited", kinds);
        workbook(
            definitions,
            ("visits", "2025"),
            0,
            "2026-03-31",
            &numbers,
            rows,
        )
    };
    // Above the number of parts; another sum than the marks, one of them unreadable; a ward twice, once below zero.
    let mut files = vec![
        halls(definitions, 0, 9, 3, &["○"]),
        halls(definitions, 1, 3, 3, &["○", "△"]),
    ];
    files.push(visits(count(4), &["1", "約2"]));
    let mut again = visits(Decimal::from(-4), &["", ""]);
    again.name = "別の写し.xlsx".into();
    files.push(again);
    let mut elsewhere = halls(definitions, 2, 2, 3, &[]);
    elsewhere.name = "青葉学区.xlsx".into();
    files.push(elsewhere);
    files.push(InputFile::new("朝日学区.xls", b"x".to_vec(), sha256(b"x")));
    files
}

#[test]
fn nothing_of_the_built_in_city_is_in_forms_and_reports() {
    let definitions = definitions();
    let nouns = definitions.areas.nouns();
    let mut all = vec![manual(nouns)];
    for form in definitions.newest() {
        for ward in definitions.areas.wards() {
            let date = as_of("2026-03-31");
            let book = template(
                &definitions,
                form,
                &definitions.registry,
                ward,
                (date, None),
                None,
            );
            let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
            all.push(texts("template.xlsx", &bytes));
        }
    }
    let (_, sound) = run(&definitions, &inputs(&definitions));
    let (told, faulty) = run(&definitions, &faulty(&definitions));
    let codes: BTreeSet<&str> = told
        .findings
        .diagnostics()
        .iter()
        .map(|told| told.code.id())
        .collect();
    let many = [
        "S101", "S121", "V210", "V212", "C301", "C321", "X402", "X403",
    ];
    assert!(many.iter().all(|code| codes.contains(code)), "{codes:?}");
    for (name, bytes) in sound.files.iter().chain(&faulty.files) {
        if name.ends_with(".xlsx") {
            all.push(texts(name, bytes));
        } else if name.ends_with(".docx") {
            all.push(crate::render_docx::words(bytes));
        } else if !name.ends_with(".pdf") {
            all.push(String::from_utf8(bytes.clone()).expect("a text"));
        }
    }
    all.push(findings_sarif(&told, nouns, &std::sync::Arc::clone));
    all.push(findings_junit(&told, nouns, &std::sync::Arc::clone));
    for line in all.iter().flat_map(|text| text.lines()) {
        let found = of_the_built_in_city(line);
        assert!(found.is_empty(), "{found:?}: {line}");
    }
}

#[test]
fn a_ratio_of_two_counts_is_told_of_in_their_words() {
    let definitions = definitions();
    let numbers = [
        ("v-households", count(40)),
        ("v-visited", count(30)),
        ("v-share", count(57)),
    ];
    let form = ("visits", "2025");
    let file = workbook(&definitions, form, 0, "2026-03-31", &numbers, NO_ROWS);
    let checked = checked(&definitions, &[file]);
    let mut told = checked.findings.diagnostics().iter();
    let told = told.find(|told| told.code.id() == "C302").expect("C302");
    for text in [&told.message, &told.hint] {
        let names_parts = ["町内", "登録", "仮の数"]
            .iter()
            .any(|word| text.contains(word));
        assert!(!names_parts && !text.is_empty(), "{text}");
    }
    assert!(told.message.contains("30÷40×100＝75.0"), "{}", told.message);
}

#[test]
fn rows_of_both_forms_lead_to_their_cells() {
    let definitions = definitions();
    let (_, outputs) = run(&definitions, &inputs(&definitions));
    let ledger = ledger(&definitions, &outputs);
    let tracer = Tracer::new(&ledger, &definitions);
    for row in &ledger.figures {
        let traced = tracer.figure(row);
        assert!(traced.agrees(), "{}", traced.id);
    }
    for (asked, value, text) in [
        ("h-open/2025/G-01-05", 1, "○"),
        ("h-open/2025/G-02-01", 0, ""),
        ("v-visited@K1/2025/G-01", 20, "20"),
        ("v-visited@K2/2025/G-02", 0, "0"),
    ] {
        let figure = trace::figure(&ledger, asked).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(figure.value, Some(count(value)), "{asked}");
        let traced = tracer.figure(figure);
        let fact = traced.contributions[0].fact.expect("a fact");
        assert_eq!(fact.text, text, "{asked}");
    }
}

#[test]
fn a_rule_on_fields_that_it_cannot_be_about_is_skipped_and_says_why() {
    let mut files = files();
    let form = files
        .iter_mut()
        .find(|file| file.path == "forms/visits/2025.toml");
    let form = form.expect("the form");
    let rules = [
        ("ratio-out-of-range", "v-visited"),
        ("ratio-extreme", "v-visited"),
        ("ratio-without-counts", "v-visited"),
        ("rate-without-count", "v-visited"),
        ("value-negative-or-fractional", "v-share"),
    ];
    let listed = "kind = \"value-negative-or-fractional\"\n";
    assert!(form.text.contains(listed));
    let fields = |kind: &str, field: &str| format!("kind = \"{kind}\"\nfields = [\"{field}\"]\n");
    for (kind, field) in rules {
        let entry = fields(kind, field);
        if form.text.contains(&format!("kind = \"{kind}\"")) {
            form.text = form.text.replace(listed, &entry);
        } else {
            form.text += &format!("\n[[rule]]\n{entry}clause = \"試験\"\n");
        }
    }
    let definitions =
        torimatome::check::load(&DefinitionSource::Files(files)).expect("sound definitions");
    let numbers = [
        ("v-households", count(20)),
        ("v-visited", count(10)),
        ("v-share", count(50)),
    ];
    let visits = ("visits", "2025");
    let file = workbook(&definitions, visits, 0, "2026-03-31", &numbers, NO_ROWS);
    let checked = checked(&definitions, &[file]);
    let outcome = |kind: &str| {
        let mut rules = checked.findings.rules().iter();
        let rule = rules.find(|rule| rule.code.name() == kind).expect("a rule");
        rule.outcome.clone()
    };
    let skipped = |reason: &str| Outcome::Skipped(reason.to_owned());
    for kind in [
        "ratio-out-of-range",
        "ratio-extreme",
        "ratio-without-counts",
    ] {
        let reason = skipped("見る割合（％）が、どの提出物にもない");
        assert_eq!(outcome(kind), reason, "{kind}");
    }
    let reason = skipped("割合ともとの数の並ぶ欄が、どの提出物にもない");
    assert_eq!(outcome("rate-without-count"), reason);
    let reason = skipped("見る数（％でないもの）が、どの提出物にもない");
    assert_eq!(outcome("value-negative-or-fractional"), reason);
    assert_eq!(outcome("rate-differs"), Outcome::Ran);
}
