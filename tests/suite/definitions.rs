//! The templates: they load, they say what the printed form says, and their faults are told with the file.

use std::collections::BTreeSet;

use crate::support::real;
use torimatome::check::RULES;
use torimatome::definition::{
    BlockKind, CountStatus, DefinitionSource, Definitions, FieldLayout, REPORT_SHEETS, Registry,
    RuleKind,
};
use torimatome::model::{AreaCode, FiscalYear, RollUp};
use torimatome::read::{InputFile, cells, sha256};

pub(crate) fn built_in() -> Definitions {
    torimatome::check::load(&DefinitionSource::BuiltIn).expect("the built-in templates are sound")
}

#[test]
fn the_names_that_a_form_may_not_take_are_those_of_the_reports_own_sheets() {
    let definitions = built_in();
    let form = &definitions.forms[0];
    let of_form = form.sheets.iter().map(|sheet| sheet.name.as_str());
    let own: BTreeSet<&str> = of_form
        .chain(form.rows.iter().map(|rows| rows.name.as_str()))
        .collect();
    let bytes = torimatome::render::xlsx::report(real::report().0).expect("a workbook");
    let file = InputFile::new("report.xlsx", bytes.clone(), sha256(&bytes));
    let text = cells(&file).expect("a workbook");
    let written = text.lines().filter_map(|line| line.split('\t').next());
    let written: BTreeSet<String> = written
        .filter(|name| !own.contains(name))
        .map(str::to_owned)
        .collect();
    let nouns = definitions.areas.nouns();
    let known = REPORT_SHEETS.iter().map(|name| nouns.fill(name));
    assert_eq!(written, known.collect());
}

#[test]
fn the_form_asks_for_39_numbers_3_percentages_and_78_bullets() {
    let definitions = built_in();
    let form = &definitions.forms[0];
    let years = form.years.len();
    assert_eq!(years, 3);
    let fields: Vec<_> = form.fields().map(|(_, _, field)| field).collect();
    let printed = fields.iter().filter(|field| field.is_required).count();
    assert_eq!(printed * years, 39, "13 indicators over three years");
    assert_eq!(
        fields.iter().filter(|field| field.rate.is_some()).count() * years,
        3
    );
    assert_eq!(
        fields.iter().filter(|field| !field.is_required).count() * years,
        6,
        "two optional counts"
    );
    let blocks = form.sheets.iter().flat_map(|sheet| &sheet.blocks);
    let bullets: u32 = blocks
        .filter(|block| block.kind == BlockKind::Narrative)
        .map(|block| block.bullets)
        .sum();
    assert_eq!(bullets as usize * years, 78);
}

#[test]
fn labels_stand_as_printed() {
    let definitions = built_in();
    let headers: Vec<&str> = definitions.forms[0]
        .years
        .iter()
        .map(|year| year.header.as_str())
        .collect();
    assert_eq!(
        headers,
        [
            "2024（令和６）年度",
            "2025（令和7）年度",
            "2026（令和８）年度"
        ],
        "mixed widths are the print's own"
    );
    let second = definitions.forms[0]
        .fields()
        .nth(1)
        .expect("a second field")
        .2;
    assert_eq!(second.layout, FieldLayout::OfAreasWithRate);
    assert_eq!(
        second.label_line(),
        "②地域の活動者から気になる方の情報が見守り相談室に寄せられた地域数（割合）"
    );
}

#[test]
fn wards_follow_the_citys_order_with_sound_check_digits() {
    let definitions = built_in();
    let wards = definitions.areas.wards();
    assert_eq!(wards.len(), 24);
    assert_eq!(
        (wards[0].name.as_str(), wards[23].name.as_str()),
        ("北区", "西成区")
    );
    for area in wards.iter().chain([definitions.areas.city()]) {
        let digits: Vec<u32> = area
            .code
            .as_str()
            .chars()
            .filter_map(|c| c.to_digit(10))
            .collect();
        let sum: u32 = digits
            .iter()
            .zip([6, 5, 4, 3, 2])
            .map(|(digit, weight)| digit * weight)
            .sum();
        assert_eq!(digits[5], (11 - sum % 11) % 10, "{}", area.name);
        assert!(area.code.as_str().starts_with(&area.code5));
    }
    let tiles: BTreeSet<_> = wards
        .iter()
        .filter_map(|ward| ward.tile.map(|tile| (tile.row, tile.col)))
        .collect();
    assert_eq!(tiles.len(), 24, "every ward has a tile of its own");
}

#[test]
fn the_registry_sums_to_334_and_says_what_is_invented() {
    let definitions = built_in();
    for year in [2024, 2025, 2026].map(FiscalYear) {
        assert_eq!(definitions.registry.total(year), 334);
        let sourced = definitions
            .registry
            .entries()
            .filter(|(_, y, entry)| *y == year && entry.status == CountStatus::Sourced);
        let counts: Vec<u32> = sourced.map(|(_, _, entry)| entry.count).collect();
        assert_eq!(
            (counts.len(), counts.iter().sum::<u32>()),
            (8, 123),
            "eight counts have a public source"
        );
        assert!(definitions.registry.has_synthetic(year));
    }
    assert_eq!(
        definitions
            .registry
            .count(&AreaCode::new("271225"), FiscalYear(2025)),
        Some(16)
    );
}

#[test]
fn no_indicator_is_averaged_and_every_rate_has_both_sides() {
    for indicator in &built_in().indicators {
        if indicator.is_percent() {
            assert!(
                matches!(indicator.roll_up, RollUp::RatioOfSums { .. }),
                "{}",
                indicator.id
            );
        } else {
            assert_eq!(indicator.roll_up, RollUp::Sum, "{}", indicator.id);
        }
    }
}

#[test]
fn every_rule_of_the_program_is_used_by_the_form_and_the_other_way_round() {
    let definitions = built_in();
    let used: BTreeSet<&str> = definitions.forms[0]
        .rules
        .iter()
        .map(|rule| rule.code.name())
        .collect();
    // What a form states of its own tables is not for every form.
    let general = RULES.iter().filter(|rule| !rule.is_stated());
    let known: BTreeSet<&str> = general.map(|rule| rule.code().name()).collect();
    assert_eq!(used, known);
    assert!(
        definitions.forms[0]
            .rules
            .iter()
            .all(|rule| !rule.clause.is_empty()),
        "every rule says what it rests on"
    );
}

#[test]
fn a_given_registry_replaces_the_built_in_one() {
    let definitions = built_in();
    let rows = [
        ["区名", "団体コード", "名簿提供地域数", "年度"],
        ["西成区", "271225", "１７", "2025"],
    ];
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    let registry = Registry::from_rows("登録.csv", &rows, &definitions.areas).expect("a registry");
    let entry = registry
        .get(&AreaCode::new("271225"), FiscalYear(2025))
        .expect("the entry");
    assert_eq!((entry.count, entry.status), (17, CountStatus::Supplied));
    assert_eq!(
        registry.count(&AreaCode::new("271225"), FiscalYear(2024)),
        None,
        "nothing is filled in from elsewhere"
    );
}

#[test]
fn a_faulty_registry_is_told_with_its_row() {
    let definitions = built_in();
    let cases = [
        (vec![["団体コード", "区名", "年度", "地域数"]], "見出し"),
        (
            vec![
                ["団体コード", "区名", "年度", "名簿提供地域数"],
                ["999999", "", "2025", "3"],
            ],
            "2行目: 団体コード「999999」",
        ),
        (
            vec![
                ["団体コード", "区名", "年度", "名簿提供地域数"],
                ["271225", "北区", "2025", "3"],
            ],
            "2行目: 団体コード271225は西成区",
        ),
        (
            vec![
                ["団体コード", "区名", "年度", "名簿提供地域数"],
                ["271225", "西成区", "2025", "約3"],
            ],
            "2行目: 名簿提供地域数「約3」",
        ),
    ];
    for (rows, expected) in cases {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(ToString::to_string).collect())
            .collect();
        let error = Registry::from_rows("登録.csv", &rows, &definitions.areas)
            .expect_err("a fault")
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
}
