//! The drawn form: names, limits, dates, marks, and the same bytes twice.

use crate::support::report_fixture::nouns;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use torimatome::check::rules::{above_area_count, earlier_year_restated};

use rust_decimal::Decimal;
use torimatome::compile::{
    ByWard, Compilation, CompiledWords, Contribution, Figure, FigureId, Standing,
};
use torimatome::definition::{BlockKind, DefinitionSource, Definitions};
use torimatome::diagnostic::{Code, Diagnostic, Place, Severity, TO_DO};
use torimatome::model::{
    Area, AsOf, CellRef, Fact, FactId, FactState, FiscalYear, IndicatorId, NarrativeItem,
    PreviousFact, PreviousFacts, Provenance, Row, Submission, Value,
};
use torimatome::report::{
    CellRole, Entry, FormCell, FormContent, FormSheet, FormWorkbook, InputRule, WardValues,
    WhyRedrawn, city_forms, filled, template, ward_return,
};
use torimatome::workbook::names;

fn definitions() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("the built-in templates are valid")
}

fn as_of(text: &str) -> AsOf {
    AsOf::parse_iso(text).expect("a date")
}

fn id(text: &str) -> IndicatorId {
    IndicatorId::new(text)
}

fn last_ward(definitions: &Definitions) -> Area {
    definitions.areas.wards().last().expect("wards").clone()
}

fn blank(definitions: &Definitions, as_of: AsOf) -> FormWorkbook {
    let ward = last_ward(definitions);
    template(
        definitions,
        &definitions.forms[0],
        &definitions.registry,
        &ward,
        (as_of, None),
        None,
    )
}

fn named<'a>(workbook: &'a FormWorkbook, name: &str) -> &'a FormCell {
    let mut cells = workbook.sheets.iter().flat_map(|sheet| &sheet.cells);
    let cell = cells.find(|cell| cell.name.as_deref() == Some(name));
    cell.unwrap_or_else(|| panic!("no cell is named {name}"))
}

fn text_of(cell: &FormCell) -> &str {
    match &cell.content {
        FormContent::Text(text) => text,
        other => panic!("no text: {other:?}"),
    }
}

/// The cell right of another.
fn right_of<'a>(sheet: &'a FormSheet, cell: &FormCell) -> &'a FormCell {
    let mut cells = sheet.cells.iter();
    let found = cells.find(|c| c.row == cell.row && c.col == cell.col + cell.col_span);
    found.expect("a cell to the right")
}

#[test]
fn every_input_has_its_name_and_every_name_is_there_once() {
    let definitions = definitions();
    let workbook = blank(&definitions, as_of("2026-03-31"));
    let mut expected = BTreeSet::new();
    for name in ["TM_ward", "TM_code", "TM_as_of", "TM_area_list"] {
        expected.insert(name.to_owned());
    }
    let form = &definitions.forms[0];
    for year in form.years.iter().map(|column| column.year) {
        expected.insert(names::areas(year));
        for indicator in form.reported_indicators() {
            expected.insert(names::field(&indicator, year));
        }
        let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
        for block in blocks.filter(|block| block.kind == BlockKind::Narrative) {
            for number in 1..=block.bullets {
                expected.insert(names::bullet(&block.id, year, number));
            }
        }
    }
    assert_eq!(expected.len(), 7 + 39 + 3 + 6 + 78);
    let cells = || workbook.sheets.iter().flat_map(|sheet| &sheet.cells);
    let names: Vec<String> = cells().filter_map(|cell| cell.name.clone()).collect();
    assert_eq!(names.len(), expected.len(), "a name stands twice");
    assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), expected);
    let is_legend = |cell: &FormCell| matches!(cell.input, Some(InputRule::Shown(_)));
    // A table of reasons is read by its headings, row by row; the rows of 地域別 by the names in them: a ward may add one.
    let sheets = workbook.sheets.iter().filter(|sheet| sheet.id != "area");
    let cells = || sheets.clone().flat_map(|sheet| &sheet.cells);
    let is_entry = |cell: &FormCell| cell.role == CellRole::Entry;
    let is_input = |cell: &&FormCell| cell.input.is_some() && !is_legend(cell) && !is_entry(cell);
    for cell in cells().filter(is_input) {
        assert!(
            cell.name.is_some(),
            "an input cell without a name: {cell:?}"
        );
    }
    for name in ["TM_1_1_2025", "TM_1_2_rate_2025", "TM_2_6_answers_2025"] {
        named(&workbook, name);
    }
    named(&workbook, "TM_goal_1_actions_2025_1");
}

#[test]
fn the_guide_says_whose_form_it_is() {
    let definitions = definitions();
    let workbook = blank(&definitions, as_of("2026-03-31"));
    let ward = last_ward(&definitions);
    assert_eq!(workbook.sheets[0].name, "はじめに");
    assert_eq!(text_of(named(&workbook, "TM_ward")), ward.name);
    assert_eq!(text_of(named(&workbook, "TM_code")), ward.code.as_str());
    assert_eq!(text_of(named(&workbook, "TM_as_of")), "2026-03-31");
    let year = FiscalYear(2025);
    let count = definitions
        .registry
        .count(&ward.code, year)
        .expect("a count");
    let cell = named(&workbook, &names::areas(year));
    assert!(matches!(&cell.content, FormContent::Number(n, _) if *n == Decimal::from(count)));
    let names: Vec<&str> = workbook.sheets[1..]
        .iter()
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["基本目標1", "基本目標2", "参加支援", "地域別", "確認・理由"]
    );
    assert!(workbook.sheets.iter().all(|sheet| sheet.is_protected));
    assert!(
        workbook.sheets[1..4]
            .iter()
            .all(|sheet| sheet.is_a3_landscape)
    );
    // No brace of a placeholder is left over.
    for cell in workbook.sheets.iter().flat_map(|sheet| &sheet.cells) {
        if let FormContent::Text(text) = &cell.content {
            assert!(!text.contains('{') && !text.contains('●'), "{text}");
        }
    }
}

#[test]
fn limits_follow_the_registry_of_the_run() {
    let definitions = definitions();
    let ward = last_ward(&definitions);
    let header = ["団体コード", "区名", "年度", "名簿提供地域数"];
    let row = [ward.code.as_str(), ward.name.as_str(), "2025", "7"];
    let rows = [header, row].map(|row| row.map(str::to_owned).to_vec());
    let registry =
        torimatome::definition::Registry::from_rows("areas.csv", &rows, &definitions.areas)
            .expect("a registry");
    let workbook = template(
        &definitions,
        &definitions.forms[0],
        &registry,
        &ward,
        (as_of("2026-03-31"), None),
        None,
    );
    let max = |name: &str| match &named(&workbook, name).input {
        Some(InputRule::Number { max, .. }) => *max,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(max("TM_1_1_2025"), Some(7));
    assert_eq!(max("TM_1_2_2025"), Some(7));
    assert_eq!(max("TM_1_3_2025"), Some(9_999_999));
    assert_eq!(max("TM_2_6_answers_2025"), Some(9_999_999));
    // 2024 is not registered: no limit by areas, and nothing to reckon the percentage from.
    assert_eq!(max("TM_1_1_2024"), Some(9_999_999));
    let typed = named(&workbook, "TM_1_2_rate_2024");
    assert!(matches!(typed.input, Some(InputRule::Percent { .. })));
    assert_eq!(typed.content, FormContent::Empty);
    let cell = named(&workbook, "TM_1_1_2025");
    let suffix = right_of(&workbook.sheets[1], cell);
    assert_eq!(text_of(suffix), "／　全7地域（名簿提供地域数）");
}

#[test]
fn the_percentage_is_reckoned_over_the_wards_own_areas() {
    let definitions = definitions();
    let ward = last_ward(&definitions);
    let year = FiscalYear(2025);
    let areas = definitions
        .registry
        .count(&ward.code, year)
        .expect("a count");
    assert_eq!(areas, 16, "the expected result below rests on it");
    let mut values = WardValues::default();
    values.number(id("1-2"), year, 13);
    let at = as_of("2026-03-31");
    let workbook = filled(
        &definitions,
        &definitions.forms[0],
        &definitions.registry,
        &ward,
        at,
        &values,
    );
    let count = named(&workbook, "TM_1_2_2025");
    let FormContent::Formula(formula) = &named(&workbook, "TM_1_2_rate_2025").content else {
        panic!("no formula");
    };
    // 13/16 = 81.25 %, half up.
    assert_eq!(formula.result, Some(Decimal::new(813, 1)));
    let cell = CellRef::new(count.row, count.col).to_string();
    assert!(
        formula.text.contains(&format!("ROUND({cell}/16*100,1)")),
        "{}",
        formula.text
    );
    let FormContent::Formula(other) = &named(&workbook, "TM_1_2_rate_2024").content else {
        panic!("no formula");
    };
    assert_eq!(other.result, None);
    assert!(
        named(&workbook, "TM_1_2_rate_2025").input.is_none(),
        "reckoned, so not typed"
    );
    values.number(id("1-2-rate"), year, 81);
    let by_hand = filled(
        &definitions,
        &definitions.forms[0],
        &definitions.registry,
        &ward,
        at,
        &values,
    );
    let by_hand = named(&by_hand, "TM_1_2_rate_2025");
    assert!(matches!(&by_hand.content, FormContent::Number(n, _) if *n == Decimal::from(81)));
}

#[test]
fn years_after_the_as_of_date_are_told_apart() {
    let definitions = definitions();
    let workbook = blank(&definitions, as_of("2025-03-31"));
    let later = |name: &str| matches!(named(&workbook, name).input, Some(InputRule::Later { .. }));
    assert!(!later("TM_1_4_2024"));
    assert!(later("TM_1_4_2025") && later("TM_1_4_2026"));
    assert!(later("TM_goal_2_issues_2025_3"));
    let titles = workbook.sheets[1..4].iter().map(|sheet| {
        let mut cells = sheet.cells.iter();
        let title = cells.find(|cell| cell.role == CellRole::Title);
        text_of(title.expect("a title"))
    });
    for title in titles {
        assert!(title.contains("（令和7年3月末時点）"), "{title}");
    }
}

#[test]
fn last_years_numbers_are_filled_in_and_nothing_else() {
    let definitions = definitions();
    let ward = last_ward(&definitions);
    let mut previous = PreviousFacts::default();
    let mut accept = |indicator: &str, year: i32, value: Value, state: FactState| {
        let fact = FactId::whole(ward.code.clone(), FiscalYear(year), id(indicator));
        let provenance = provenance("E20", "");
        previous.facts.insert(
            fact,
            PreviousFact {
                value,
                state,
                provenance,
                was: None,
            },
        );
    };
    let number = |n: i64| Value::Number(Decimal::from(n));
    accept("1-2", 2024, number(12), FactState::Reported);
    accept("1-2-rate", 2024, number(75), FactState::Reported);
    accept("1-4", 2024, number(999), FactState::Withheld);
    accept("1-5", 2024, Value::Blank, FactState::Blank);
    accept("1-6", 2025, number(5), FactState::Reported);
    let at = as_of("2026-03-31");
    let workbook = template(
        &definitions,
        &definitions.forms[0],
        &definitions.registry,
        &ward,
        (at, None),
        Some(&previous),
    );
    let content = |name: &str| &named(&workbook, name).content;
    assert!(matches!(content("TM_1_2_2024"), FormContent::Number(n, _) if *n == Decimal::from(12)));
    assert!(
        matches!(content("TM_1_2_rate_2024"), FormContent::Formula(f) if f.result == Some(Decimal::from(75)))
    );
    assert_eq!(content("TM_1_4_2024"), &FormContent::Empty);
    assert_eq!(content("TM_1_5_2024"), &FormContent::Empty);
    assert_eq!(content("TM_1_6_2025"), &FormContent::Empty);
}

#[test]
fn cells_never_overlap_and_stay_on_their_sheet() {
    let definitions = definitions();
    for sheet in &blank(&definitions, as_of("2026-03-31")).sheets {
        let mut taken = BTreeMap::new();
        for cell in &sheet.cells {
            for row in cell.row..cell.row + cell.row_span {
                for col in cell.col..cell.col + cell.col_span {
                    let before = taken.insert((row, col), cell.clone());
                    assert!(before.is_none(), "{}: {before:?} and {cell:?}", sheet.name);
                    assert!(usize::try_from(row).unwrap() < sheet.rows.len());
                    assert!(usize::try_from(col).unwrap() < sheet.columns.len());
                }
            }
        }
    }
}

#[test]
fn bytes_are_the_same_twice_and_differ_with_the_content() {
    let definitions = definitions();
    let bytes =
        |at| torimatome::render::xlsx::form(&blank(&definitions, as_of(at))).expect("bytes");
    assert!(bytes("2026-03-31") == bytes("2026-03-31"));
    assert!(bytes("2026-03-31") != bytes("2025-03-31"));
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let definitions = definitions();
    let ward = last_ward(&definitions);
    let year = FiscalYear(2025);
    let mut values = WardValues::default();
    values.bullet("goal-1-actions", year, 1, "=HYPERLINK(\"x\")");
    values
        .fields
        .insert((id("1-4"), year), Entry::Text("-12".to_owned()));
    let at = as_of("2026-03-31");
    let workbook = filled(
        &definitions,
        &definitions.forms[0],
        &definitions.registry,
        &ward,
        at,
        &values,
    );
    let bytes = torimatome::render::xlsx::form(&workbook).expect("bytes");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut part = |name: &str| {
        let mut text = String::new();
        let mut file = archive.by_name(name).expect("a part");
        std::io::Read::read_to_string(&mut file, &mut text).expect("text");
        text
    };
    let sheet = part("xl/worksheets/sheet2.xml");
    assert!(!sheet.contains("HYPERLINK"));
    let strings = part("xl/sharedStrings.xml");
    assert!(strings.contains("=HYPERLINK") && strings.contains("-12"));
    // Three percentages and nine sums over the areas, none of them with a false 0.
    assert_eq!(sheet.matches("<f>").count(), 12);
    assert_eq!(sheet.matches("t=\"str\"").count(), 12);
}

fn provenance(cell: &str, text: &str) -> Provenance {
    Provenance {
        file: Arc::from("提出.xlsx"),
        sheet: Arc::from("基本目標1 (2)"),
        cell: cell.parse().expect("an address"),
        text: text.into(),
    }
}

fn submission(definitions: &Definitions) -> Submission {
    let year = FiscalYear(2025);
    let mut facts = BTreeMap::new();
    for (indicator, value, cell, text) in [
        ("1-2", Value::Number(Decimal::from(17)), "H16", "17"),
        ("1-4", Value::Unreadable, "H19", "約120"),
        ("1-5", Value::NotCollected, "H20", "未集計"),
    ] {
        let fact = Fact {
            indicator: id(indicator),
            year,
            row: Row::Whole,
            value,
            provenance: provenance(cell, text),
            denominator: None,
            normalisations: Vec::new(),
            is_formula: false,
            formula: None,
        };
        facts.insert(fact.key(), Arc::new(fact));
    }
    let item = |number, text: &str| {
        Arc::new(NarrativeItem {
            block: "goal-1-actions".into(),
            year,
            number,
            text: text.into(),
            provenance: provenance("F12", text),
        })
    };
    Submission {
        since: None,
        saved: None,
        file: Arc::from("提出.xlsx"),
        sha256: String::new(),
        form: definitions.forms[0].id.clone(),
        ward: Some(last_ward(definitions).code),
        as_of: None,
        facts,
        blocks: BTreeMap::new(),
        narratives: vec![item(1, "一つ目"), item(3, "三つ目"), item(4, "四つ目")],
        areas_written: BTreeMap::new(),
        reasons: Vec::new(),
        rows: Vec::new(),
        is_sample: true,
    }
}

/// Two on one cell, one that names no indicator, and one of another ward's file.
fn diagnostics(definitions: &Definitions) -> [Diagnostic; 4] {
    let place = |cell: &str| Place::from(&provenance(cell, ""));
    let year = FiscalYear(2025);
    let ward = last_ward(definitions).code;
    let other: Arc<str> = Arc::from("別の区.xlsx");
    [
        Diagnostic::new(
            Code::VALUE_NORMALISED,
            place("H16"),
            "全角を半角にしました。",
        )
        .fact(&id("1-2"), year, "②"),
        Diagnostic::new(above_area_count::CODE, place("H16"), "②が地域数より多い。")
            .fact(&id("1-2"), year, "②")
            .entered("17")
            .expected("0～16")
            .hint("16以下に直してください。"),
        Diagnostic::new(earlier_year_restated::CODE, place("F12"), "前年度と違う。")
            .ward(Some(&ward)),
        Diagnostic::new(Code::FILE_UNREADABLE, Place::file(&other), "よその区。"),
    ]
}

fn returned(definitions: &Definitions, submission: &Submission) -> Option<FormWorkbook> {
    let registry = &definitions.registry;
    let diagnostics = diagnostics(definitions);
    let at = as_of("2026-03-31");
    ward_return(
        definitions,
        registry,
        submission,
        at,
        &diagnostics,
        (WhyRedrawn::OtherFormat, &[]),
    )
}

#[test]
fn a_return_shows_what_was_written_and_marks_the_cells() {
    let definitions = definitions();
    let workbook = returned(&definitions, &submission(&definitions)).expect("the ward is known");
    let mark = named(&workbook, "TM_1_2_2025").mark.as_ref();
    let mark = mark.expect("a mark");
    assert_eq!(mark.severity, Severity::Error);
    assert!(mark.text.contains("V203") && mark.text.contains("16以下に直してください。"));
    assert!(named(&workbook, "TM_1_1_2025").mark.is_none());
    // No indicator: found by its place in the sender's file.
    assert!(named(&workbook, "TM_goal_1_actions_2025_1").mark.is_some());
    assert_eq!(text_of(named(&workbook, "TM_1_4_2025")), "約120");
    assert_eq!(text_of(named(&workbook, "TM_1_5_2025")), "未集計");
    let last_bullet = named(&workbook, "TM_goal_1_actions_2025_3");
    assert_eq!(text_of(last_bullet), "三つ目\n四つ目");
    for sheet in &workbook.sheets[..4] {
        let mut cells = sheet.cells.iter();
        let is_said = cells
            .any(|cell| cell.role == CellRole::Notice && text_of(cell).contains("点検結果の写し"));
        assert!(is_said, "{}", sheet.name);
    }
}

#[test]
fn a_return_lists_the_diagnostics_at_the_senders_places() {
    let definitions = definitions();
    let submission = submission(&definitions);
    let workbook = returned(&definitions, &submission).expect("the ward is known");
    let list = workbook.sheets.last().expect("sheets");
    assert_eq!(list.name, "点検結果");
    let texts: Vec<&str> = list.cells.iter().map(text_of).collect();
    assert!(
        texts.windows(2).any(|two| two == ["基本目標1 (2)", "H16"]),
        "{texts:?}"
    );
    assert!(
        texts.windows(2).any(|two| two == ["誤り", "C301"]),
        "{texts:?}"
    );
    let labels = ["誤り", "確認", "参考"];
    let found: Vec<&str> = texts
        .iter()
        .copied()
        .filter(|text| labels.contains(text))
        .collect();
    assert_eq!(found, labels, "the gravest first");
    let link = list
        .cells
        .iter()
        .find(|cell| text_of(cell) == "H16")
        .and_then(|cell| cell.link.as_ref());
    assert_eq!(link.map(|link| link.sheet.as_str()), Some("基本目標1"));
    assert!(
        texts.contains(&"区の地域数より多い") && texts.contains(&"指摘の数　誤り1・確認1・参考1"),
        "{texts:?}"
    );
    let has = |part: &str| texts.iter().any(|text| text.contains(part));
    assert!(has("元のファイルには手を加えていません") && has("（.xlsx）ではないため"));
    assert!(has("架空のデータ"));
    assert!(!has("よその区"));
    assert!(texts.contains(&"指摘の説明"));
    let explained = ["C301", "区の地域数より多い"];
    assert!(texts.windows(2).any(|two| two == explained), "{texts:?}");
    let explained = above_area_count::CODE.explained(&nouns());
    assert!(has(&explained.section(TO_DO).text()));
    let nobody = Submission {
        ward: None,
        ..submission
    };
    assert!(returned(&definitions, &nobody).is_none());
}

#[test]
fn a_text_of_any_length_can_be_returned() {
    let definitions = definitions();
    let mut submission = submission(&definitions);
    let first = Arc::make_mut(&mut submission.narratives[0]);
    first.text = "長い文。\u{0}\r\n".repeat(20_000).into();
    let workbook = returned(&definitions, &submission).expect("the ward is known");
    assert!(
        workbook
            .sheets
            .iter()
            .all(|sheet| sheet.rows.iter().all(|height| *height <= 409.0))
    );
    torimatome::render::xlsx::form(&workbook).expect("bytes");
}

/// What so many wards add: all, or all but 西成区 with its 16 areas.
fn of_wards(definitions: &Definitions, reported: u32) -> Vec<Contribution> {
    let wards = definitions.areas.wards().iter();
    let wards = wards.filter(|ward| reported == 24 || (reported > 0 && ward.name != "西成区"));
    let of = |ward: &Area| Contribution {
        ward: ward.code.clone(),
        value: Decimal::ONE,
        denominator: None,
        fact: Arc::new(Fact {
            indicator: id("1-1"),
            year: FiscalYear(2025),
            row: Row::Whole,
            value: Value::Number(Decimal::ONE),
            provenance: Provenance {
                file: "架空.xlsx".into(),
                sheet: "基本目標1".into(),
                cell: CellRef::new(0, 0),
                text: "1".into(),
            },
            denominator: None,
            normalisations: Vec::new(),
            is_formula: false,
            formula: None,
        }),
        is_carried: false,
    };
    wards.map(of).collect()
}

fn compilation(definitions: &Definitions) -> Compilation {
    let city = definitions.areas.city().code.clone();
    let year = FiscalYear(2025);
    let mut figures = Vec::new();
    for (indicator, value, reported, standing) in [
        ("1-1", Some(Decimal::from(287)), 24, Standing::Complete),
        ("1-2", Some(Decimal::from(273)), 23, Standing::Partial),
        (
            "1-2-rate",
            Some(Decimal::new(859, 1)),
            23,
            Standing::Partial,
        ),
        ("1-4", Some(Decimal::from(12345)), 23, Standing::Partial),
        ("2-6", None, 0, Standing::NotComputable),
    ] {
        let figure = FigureId::whole(city.clone(), year, id(indicator));
        figures.push(Figure {
            id: figure,
            value,
            numerator: None,
            denominator: Some(Decimal::from(318)),
            reported,
            expected: 24,
            standing,
            contributions: of_wards(definitions, reported),
            is_declared: false,
            absent: Vec::new(),
        });
    }
    let wards = definitions.areas.wards();
    let narratives = wards.iter().take(2).flat_map(|ward| {
        let items = submission(definitions).narratives;
        items.into_iter().map(|item| CompiledWords {
            ward: ward.code.clone(),
            item,
            is_carried: false,
        })
    });
    Compilation {
        editions: vec![definitions.forms[0].id.clone()],
        indicators: definitions.indicators.clone(),
        former: Vec::new(),
        as_of: as_of("2026-03-31"),
        previous_as_of: None,
        years: vec![FiscalYear(2024), year],
        figures: figures.into_iter().collect(),
        facts: ByWard::default(),
        rows: ByWard::default(),
        codes: Vec::new(),
        narratives: narratives.collect(),
        resubmissions: Vec::new(),
        whole_narratives: Vec::new(),
        coverage: Vec::new(),
        has_sample_data: true,
    }
}

#[test]
fn the_citys_form_shows_figures_their_wards_and_no_invented_words() {
    let definitions = definitions();
    let sheets = city_forms(
        &definitions,
        &definitions.registry,
        &compilation(&definitions),
    );
    assert_eq!(sheets.len(), 3);
    assert!(sheets.iter().all(|sheet| !sheet.is_protected));
    let cells: Vec<&FormCell> = sheets.iter().flat_map(|sheet| &sheet.cells).collect();
    assert!(
        cells
            .iter()
            .all(|cell| cell.input.is_none() && cell.name.is_none())
    );
    let traced = |trace: &str| {
        let mut sheets = sheets.iter();
        sheets
            .find_map(|sheet| {
                let mut cells = sheet.cells.iter();
                let cell = cells.find(|cell| cell.trace.as_deref() == Some(trace))?;
                Some((cell, text_of(right_of(sheet, cell))))
            })
            .unwrap_or_else(|| panic!("no trace {trace}"))
    };
    let (cell, suffix) = traced("1-1/2025/市");
    assert!(matches!(&cell.content, FormContent::Number(n, _) if *n == Decimal::from(287)));
    assert_eq!(suffix, "／　全334地域（名簿提供地域数）");
    assert_eq!(
        traced("1-2/2025/市").1,
        "／　318地域（名簿提供地域数）（23/24区）"
    );
    assert_eq!(
        traced("1-2-rate/2025/市").1,
        "％）　分母 318地域（23/24区）"
    );
    assert_eq!(traced("1-4/2025/市").1, "件（23/24区）");
    let (cell, suffix) = traced("2-6/2025/市");
    assert_eq!((text_of(cell), suffix), ("算出不可", "（0/24区）"));
    let texts: Vec<&str> = cells
        .iter()
        .filter(|cell| cell.role == CellRole::Body)
        .filter_map(|cell| match &cell.content {
            FormContent::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert!(texts.contains(&"市の記入はない。2区の記載は自由記述にある。"));
    assert!(!texts.iter().any(|text| text.contains("一つ目")));
    let bytes = torimatome::render::xlsx::form(&FormWorkbook {
        title: "市".to_owned(),
        properties: Vec::new(),
        date_iso: "2026-03-31".to_owned(),
        sheets,
    });
    assert!(bytes.expect("bytes").starts_with(b"PK"));
}
