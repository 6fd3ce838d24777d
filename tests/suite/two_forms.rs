//! Two forms of an invented municipality with levels of its own (市・学区・町内) in one folder of definitions and in one
//! run: template, filling, checking, compiling and tracing. What is asserted is what a person would work out by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;

use torimatome::assemble::{Checked, Setting, check_all};
use torimatome::check::{EVERYTHING, Purpose};
use torimatome::definition::{DefinitionSource, Definitions, TemplateFile};
use torimatome::ledger::{Ledger, LedgerError};
use torimatome::model::{AreaCode, AsOf, FiscalYear, IndicatorId};
use torimatome::pipeline::{Making, Outputs, compile_all, read_all};
use torimatome::read::{InputFile, cells, sha256};
use torimatome::report::{Entry, WardValues, filled, template};
use torimatome::trace::{self, Tracer};

const LIVE: FiscalYear = FiscalYear(2025);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/two-forms")
}

fn definitions() -> Definitions {
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
    let files = paths.map(|path| TemplateFile {
        path: path.to_owned(),
        text: std::fs::read_to_string(folder().join(path)).expect("a file of definitions"),
    });
    torimatome::check::load(&DefinitionSource::Files(files.to_vec())).expect("sound definitions")
}

fn as_of(text: &str) -> AsOf {
    AsOf::parse_iso(text).expect("a date")
}

fn id(text: &str) -> IndicatorId {
    IndicatorId::new(text)
}

/// A filled workbook: form and edition, number of the unit, and its numbers for a date.
fn workbook(
    definitions: &Definitions,
    (form, edition): (&str, &str),
    ward: usize,
    date: &str,
    numbers: &[(&str, Decimal)],
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

/// Visits of all three units, halls of the first two.
fn inputs(definitions: &Definitions) -> Vec<InputFile> {
    let visits = |ward, households, visited, share| {
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
        )
    };
    let halls = |ward, open, oldest| {
        let numbers = [("h-open", count(open)), ("h-oldest", count(oldest))];
        workbook(definitions, ("halls", "2025"), ward, "2026-03-31", &numbers)
    };
    vec![
        visits(0, 40, 30, Decimal::new(750, 1)),
        visits(1, 20, 10, Decimal::new(500, 1)),
        visits(2, 60, 20, Decimal::new(333, 1)),
        halls(0, 3, 51),
        halls(1, 1, 12),
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
    let read = read_all(inputs, definitions, 1, &|| {}).expect("threads");
    let setting = setting(definitions);
    check_all(
        setting,
        read,
        Vec::new(),
        &BTreeSet::new(),
        Purpose::Compile,
    )
}

fn run(definitions: &Definitions, inputs: &[InputFile]) -> (Checked, Outputs) {
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

fn ledger(outputs: &Outputs) -> Ledger {
    Ledger::read(definitions().areas.nouns(), |file| {
        Ok::<_, LedgerError>(outputs.files[file].clone())
    })
    .expect("an output folder")
}

#[test]
fn each_form_is_compiled_for_itself() {
    let definitions = definitions();
    let (checked, outputs) = run(&definitions, &inputs(&definitions));
    let ledger = ledger(&outputs);
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
    let ledger = ledger(&outputs);
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
    let old = workbook(&definitions, ("visits", "2024"), 0, "2025-03-31", &numbers);
    let mut inputs = vec![old];
    let new = [("v-households", count(20)), ("v-visited", count(10))];
    inputs.push(workbook(
        &definitions,
        ("visits", "2025"),
        1,
        "2025-03-31",
        &new,
    ));
    inputs[1] = workbook(&definitions, ("visits", "2025"), 1, "2026-03-31", &new);
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

/// Words that only the built-in city has.
const OTHERS: [&str; 5] = ["地域別", "名簿", "基本目標", "大阪", "推進状況"];

#[test]
fn nothing_of_the_built_in_city_is_in_forms_and_reports() {
    let definitions = definitions();
    let mut all = Vec::new();
    for form in definitions.newest() {
        for ward in definitions.areas.wards() {
            let date = as_of("2026-03-31");
            let book = template(&definitions, form, &definitions.registry, ward, date, None);
            let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
            all.push(texts("template.xlsx", &bytes));
        }
    }
    let (_, outputs) = run(&definitions, &inputs(&definitions));
    let sheets = outputs
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".xlsx"));
    all.extend(sheets.map(|(name, bytes)| texts(name, bytes)));
    // The names of the rules come from their explanations, which still speak of the built-in form.
    let is_of_rules = |line: &&str| line.starts_with("点検結果\t");
    for text in &all {
        for line in text.lines().filter(|line| !is_of_rules(line)) {
            for word in OTHERS {
                assert!(!line.contains(word), "{word}: {line}");
            }
        }
    }
}
