//! From a form to its findings and back: a ward writes why, the warning becomes a note, the copy that goes back asks
//! only for what is still open.

use torimatome::assemble::{Setting, check_all};
use torimatome::check::rules::required_narrative_blank;
use torimatome::check::{EVERYTHING, Purpose, Run, Selection, check};
use torimatome::definition::{DefinitionSource, Definitions};
use torimatome::diagnostic::{Diagnostic, Findings, Severity};
use torimatome::ledger::{FindingsFile, to_json};
use torimatome::model::{AsOf, Choices, FiscalYear, IndicatorId, Submission, WrittenReason};
use torimatome::pipeline::{Making, compile_all};
use torimatome::read::{InputFile, ReadResult, Reader, cells, waivers};
use torimatome::render;
use torimatome::report::{
    FormCell, FormContent, FormSheet, FormWorkbook, WardValues, WhyRedrawn, filled, ward_return,
};

const WHY: &str = "相談記録の様式を変え、集計が5月になるため。";

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("built-in")
}

fn date() -> AsOf {
    AsOf::parse_iso("2026-03-31").expect("a date")
}

/// The last ward's form with every number of 2024 and 2025 but two of 2025.
fn form(definitions: &Definitions, reasons: Vec<WrittenReason>) -> FormWorkbook {
    let mut values = WardValues::default();
    for (_, _, field) in definitions.forms[0].fields() {
        for year in [2024, 2025] {
            let is_left_blank = year == 2025 && ["1-4", "2-2"].contains(&field.indicator.as_str());
            if !is_left_blank && field.is_required {
                // Not the same in both years, which a rule of its own asks about.
                values.number(field.indicator.clone(), FiscalYear(year), year - 2013);
            }
        }
    }
    values.reasons = reasons;
    let ward = definitions.areas.wards().last().expect("wards");
    filled(
        definitions,
        &definitions.forms[0],
        &definitions.registry,
        ward,
        date(),
        &values,
    )
}

fn reason(code: &str, item: &str, year: &str, text: &str, name: &str) -> WrittenReason {
    WrittenReason {
        code: code.to_owned(),
        item: item.to_owned(),
        year: year.to_owned(),
        text: text.to_owned(),
        name: name.to_owned(),
    }
}

fn read_again(form: &FormWorkbook, definitions: &Definitions) -> ReadResult {
    let bytes = render::xlsx::form(form).expect("bytes");
    Reader::new(definitions).read(&InputFile::new("提出.xlsx", bytes, String::new()))
}

fn found(result: ReadResult, definitions: &Definitions) -> (Findings, Submission) {
    let submissions = vec![result.submission.expect("the form")];
    let choices = Choices::new(&submissions, Some(date()), &Default::default(), None);
    // The form has no words, and nobody is to be asked about that here.
    let selection = Selection::new(Vec::new(), vec![required_narrative_blank::CODE]);
    let context = Run {
        definitions,
        registry: &definitions.registry,
        as_of: Some(date()),
        submissions: &submissions,
        choices: &choices,
        previous: None,
        purpose: Purpose::Check,
        selection: &selection,
    };
    let findings = check(&context, result.diagnostics);
    let submission = submissions.into_iter().next().expect("one");
    (findings, submission)
}

fn warnings(findings: &Findings) -> Vec<String> {
    let all = findings.diagnostics().iter();
    let warnings = all.filter(|d| d.severity == Severity::Warning);
    let id = |d: &Diagnostic| {
        d.indicator
            .as_ref()
            .map(IndicatorId::to_string)
            .unwrap_or_default()
    };
    warnings
        .map(|d| format!("{} {}", d.code.id(), id(d)))
        .collect()
}

fn sheet(form: &FormWorkbook) -> &FormSheet {
    let sheet = form.sheets.iter().find(|sheet| sheet.id == "reasons");
    sheet.expect("a sheet for reasons")
}

fn text(cell: &FormCell) -> &str {
    match &cell.content {
        FormContent::Text(text) => text,
        FormContent::Empty => "",
        other => panic!("no text: {other:?}"),
    }
}

/// The rows that can be typed into, as text.
fn rows(sheet: &FormSheet) -> Vec<Vec<&str>> {
    let first = sheet
        .cells
        .iter()
        .filter(|c| c.input.is_some() && c.col == 1);
    first
        .map(|code| {
            let in_row = sheet
                .cells
                .iter()
                .filter(|cell| cell.row == code.row && cell.col > 0);
            in_row.map(text).collect()
        })
        .collect()
}

#[test]
fn a_reason_written_into_the_form_makes_the_warning_a_note() {
    let definitions = definitions();
    let (open, _) = found(
        read_again(&form(&definitions, Vec::new()), &definitions),
        &definitions,
    );
    assert_eq!(warnings(&open), ["V211 1-4", "V211 2-2"]);
    let reasons = vec![
        reason("V211", "基本目標1　④", "令和7年度", WHY, "福祉 花子"),
        reason("Ｖ211", "2-2", "2025", WHY, "福祉 花子"),
    ];
    let read = read_again(&form(&definitions, reasons), &definitions);
    let (findings, submission) = found(read, &definitions);
    assert_eq!(submission.reasons.len(), 2);
    assert!(warnings(&findings).is_empty(), "{:?}", warnings(&findings));
    let accepted: Vec<_> = findings.accepted().collect();
    assert_eq!(accepted.len(), 2);
    for (diagnostic, reason) in accepted {
        assert_eq!(diagnostic.severity, Severity::Note);
        assert_eq!(
            (reason.text.as_str(), reason.name.as_str()),
            (WHY, "福祉 花子")
        );
        assert_eq!(reason.place.sheet.as_deref(), Some("確認・理由"));
        assert_eq!(diagnostic.hint, format!("理由：{WHY}（福祉 花子）"));
    }
    let json = to_json(&FindingsFile::new(&findings, None, Vec::new()));
    assert!(
        json.contains(&format!("\"hint\": \"理由：{WHY}（福祉 花子）\"")),
        "{json}"
    );
}

#[test]
fn the_facts_are_the_same_with_and_without_reasons() {
    let definitions = definitions();
    let labels = definitions.forms[0].reported_indicators();
    let many: Vec<WrittenReason> = labels
        .iter()
        .map(|id| {
            reason(
                "V211",
                &definitions.forms[0].field_label(id),
                "2025（令和7）年度",
                WHY,
                "花子",
            )
        })
        .collect();
    let without = read_again(&form(&definitions, Vec::new()), &definitions);
    let with = read_again(&form(&definitions, many), &definitions);
    let facts = |result: &ReadResult| result.submission.as_ref().expect("the form").facts.clone();
    assert_eq!(facts(&with), facts(&without));
    assert_eq!(with.diagnostics, without.diagnostics);
    assert_eq!(with.recognition.sheets, without.recognition.sheets);
}

/// Writes reason and name into every row of a code.
fn explain_all(copy: &mut FormWorkbook, code: &str) {
    for sheet in copy.sheets.iter_mut().filter(|sheet| sheet.id == "reasons") {
        let rows: Vec<u32> = {
            let codes = sheet.cells.iter().filter(|c| c.col == 1 && text(c) == code);
            codes.map(|cell| cell.row).collect()
        };
        for cell in sheet
            .cells
            .iter_mut()
            .filter(|cell| rows.contains(&cell.row))
        {
            match cell.col {
                4 => cell.content = FormContent::Text(WHY.to_owned()),
                5 => cell.content = FormContent::Text("福祉 花子".to_owned()),
                _ => {}
            }
        }
    }
}

/// The copy that goes back, with the reason and the name that the ward writes into the rows prepared for it.
#[test]
fn the_returned_copy_asks_for_reason_and_name_only_and_reads_back() {
    let definitions = definitions();
    let first = vec![
        reason("V211", "1-4", "2025", "確認済み", "福祉 花子"),
        reason("T501", "1-3", "2024", WHY, "福祉 花子"),
    ];
    let (findings, submission) = found(
        read_again(&form(&definitions, first), &definitions),
        &definitions,
    );
    assert_eq!(
        warnings(&findings),
        ["V211 1-4", "V211 2-2", "C331 "],
        "C331 and the rest stay"
    );
    let told = findings.diagnostics();
    let copy = ward_return(
        &definitions,
        &definitions.registry,
        &submission,
        date(),
        told,
        (WhyRedrawn::OtherFormat, &[]),
    );
    let mut copy = copy.expect("the ward is known");
    let table = rows(sheet(&copy));
    assert_eq!(
        table[0],
        ["V211", "1-4", "2025", "確認済み", "福祉 花子"],
        "as it was sent"
    );
    assert_eq!(table[1][0], "T501");
    assert_eq!(
        table[2],
        [
            "V211",
            "基本目標2　②つながる場の開催件数",
            "2025年度",
            "",
            ""
        ]
    );
    assert!(table[3..].iter().flatten().all(|text| text.is_empty()));
    assert!(table.len() >= 20);
    // Prepared rows alone say nothing.
    let (again, _) = found(read_again(&copy, &definitions), &definitions);
    let all: Vec<_> = again
        .diagnostics()
        .iter()
        .map(|d| (d.code.id(), &d.message))
        .collect();
    assert_eq!(warnings(&again), warnings(&findings), "{all:?}");
    explain_all(&mut copy, "V211");
    let (done, _) = found(read_again(&copy, &definitions), &definitions);
    assert!(warnings(&done).is_empty(), "{:?}", warnings(&done));
    assert_eq!(done.accepted().count(), 2);
}

#[test]
fn rows_are_never_fewer_than_what_is_written_and_some_blank_ones() {
    let definitions = definitions();
    let many: Vec<WrittenReason> = (0..40)
        .map(|_| reason("V211", "1-4", "2025", WHY, "花子"))
        .collect();
    let form = form(&definitions, many);
    let table = rows(sheet(&form));
    assert_eq!(table.len(), 43);
    // Text throughout, also where it looks like a date or a formula.
    let odd = vec![reason(
        "V211",
        "1-4",
        "2025",
        "=1+1 のため相談を中止",
        "@花子",
    )];
    let result = read_again(&self::form(&definitions, odd), &definitions);
    let submission = result.submission.expect("the form");
    assert_eq!(submission.reasons[0].written.item, "1-4");
    assert_eq!(submission.reasons[0].written.text, "=1+1 のため相談を中止");
}

/// Reasons of the bureau, as the rows of a file.
fn bureau(definitions: &Definitions, reason: [&str; 7]) -> torimatome::read::Waivers {
    let heads = ["区名", "コード", "項目", "年度", "理由", "氏名", "期限"];
    let rows = [heads, reason].map(|row| row.map(str::to_owned).to_vec());
    waivers("理由.csv", "0".repeat(64), (None, &rows), definitions).expect("a table of reasons")
}

/// Compiles the form with two blank fields, with or without reasons of the bureau.
fn compiled(
    definitions: &Definitions,
    given: Option<&torimatome::read::Waivers>,
) -> std::collections::BTreeMap<String, Vec<u8>> {
    let setting = Setting {
        definitions,
        registry: &definitions.registry,
        as_of: Some(date()),
        previous: None,
        waivers: given,
        selection: &EVERYTHING,
    };
    let read = vec![read_again(&form(definitions, Vec::new()), definitions)];
    let checked = check_all(
        setting,
        read,
        Vec::new(),
        &Default::default(),
        Purpose::Compile,
    );
    compile_all(setting, Making::default(), &checked, Vec::new())
        .expect("compiles")
        .files
}

#[test]
fn the_report_and_the_manifest_name_what_was_accepted() {
    let definitions = definitions();
    let ward = definitions
        .areas
        .wards()
        .last()
        .expect("wards")
        .name
        .clone();
    let reason = [
        &ward,
        "V211",
        "基本目標2 ②",
        "令和7",
        WHY,
        "局 太郎",
        "2026-03-31",
    ];
    let given = bureau(&definitions, reason);
    let files = compiled(&definitions, Some(&given));
    let report = InputFile::new("report.xlsx", files["report.xlsx"].clone(), String::new());
    let cells = cells(&report).expect("a workbook");
    let of_chapter = cells.lines().filter(|line| line.starts_with("点検結果"));
    let of_chapter: Vec<&str> = of_chapter.collect();
    for text in [
        "理由を認めた確認",
        WHY,
        "局 太郎",
        "基本目標2!H15",
        "理由.csv › 理由!E2",
    ] {
        assert!(of_chapter.iter().any(|line| line.contains(text)), "{text}");
    }
    let waivers_of = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        let manifest: serde_json::Value =
            serde_json::from_slice(&files["manifest.json"]).expect("JSON");
        manifest.get("waivers").cloned()
    };
    assert_eq!(waivers_of(&files).expect("a key")["file"], "理由.csv");
    // No figure changes for a reason, and without a file the manifest is as it was.
    let plain = compiled(&definitions, None);
    for name in ["facts.csv", "figures.csv", "narrative.csv"] {
        assert_eq!(plain[name], files[name], "{name}");
    }
    assert!(waivers_of(&plain).is_none());
}

#[test]
fn a_file_of_reasons_names_wards_in_any_way_and_its_faults_are_told() {
    let definitions = definitions();
    let ward = definitions.areas.wards().last().expect("wards").clone();
    let short = ward.name.trim_end_matches('区').to_owned();
    for named in [
        ward.name.as_str(),
        short.as_str(),
        ward.code.as_str(),
        &ward.code5,
    ] {
        let read = bureau(
            &definitions,
            [named, "V211", "1-4", "2025", WHY, "局 太郎", ""],
        );
        assert_eq!(read.reasons[0].ward.as_ref(), Some(&ward.code), "{named}");
        assert!(read.diagnostics.is_empty());
    }
    let whole = bureau(
        &definitions,
        ["", "V211", "1-4", "2025", WHY, "局 太郎", ""],
    );
    assert_eq!(whole.reasons[0].ward, None);
    let unknown = bureau(
        &definitions,
        ["どこか区", "V211", "1-4", "2025", WHY, "局 太郎", ""],
    );
    assert_eq!(
        unknown.diagnostics[0]
            .place
            .cell
            .map(|cell| cell.to_string())
            .as_deref(),
        Some("A2")
    );
    assert!(!unknown.reasons[0].is_readable);
}
