//! Numbers with decimals: an indicator says how many may be written, in a field and in repeated rows.

use crate::support::templates;
use crate::two_forms;
use rust_decimal::Decimal;
use torimatome::definition::Definitions;
use torimatome::model::{AsOf, FiscalYear, IndicatorId};
use torimatome::read::{InputFile, sha256};
use torimatome::report::{Entry, WardValues, filled};

const INDICATORS: &str = r#"
indicator = [
  { id = "staff", label = "常勤換算", unit = "人", decimals = 1 },
  { id = "each", label = "拠点の常勤換算", unit = "人", decimals = 1 },
  { id = "visits", label = "訪問", unit = "回" },
]
"#;

const FORM: &str = r#"
name = "職員の報告"
year = [{ year = 2025, header = "令和7年度" }]
[[sheet]]
name = "集計"
block = [{ label = "数", field = [{ indicator = "staff" }, { indicator = "visits" }] }]

[[rows]]
id = "places"
name = "拠点"
rows = "one-per-entry"
key-header = "拠点名"
column = [{ indicator = "each", kind = "count", header = "常勤換算" }]
min-rows = 3
"#;

/// A number of the rows that is typed as text is not in the form's own sum, which is then no number to compile.
#[test]
fn a_sum_that_passes_over_a_number_is_not_taken() {
    let form = FORM
        .replace("{ indicator = \"staff\" }, ", "")
        .replace("indicator = \"each\", kind", "indicator = \"visits\", kind");
    let definitions = templates::of_texts(&[
        ("areas.toml", include_str!("../conditions/areas.toml")),
        ("indicators.toml", INDICATORS),
        ("forms/staff/2025.toml", &form),
    ]);
    let definitions = definitions.unwrap_or_else(|faults| panic!("{faults}"));
    let told = |second: &str| {
        let (year, visits) = (FiscalYear(2025), IndicatorId::new("visits"));
        let mut values = WardValues::default();
        let rows = values.rows.entry("places".to_owned()).or_default();
        rows.keys.insert(1, "北の拠点".to_owned());
        rows.keys.insert(2, "南の拠点".to_owned());
        let twelve = Entry::Number(Decimal::from(12));
        rows.cells.insert((1, visits.clone(), year), twelve);
        rows.cells
            .insert((2, visits.clone(), year), Entry::Text(second.to_owned()));
        let file = book(&definitions, &values);
        let (checked, outputs) = two_forms::run(&definitions, &[file]);
        let told = checked.findings.diagnostics().iter();
        let told = told.filter(|one| one.code.id() == "C321");
        let told: Vec<String> = told.map(|one| one.message.clone()).collect();
        let csv = String::from_utf8_lossy(&outputs.files["figures.csv"]).into_owned();
        let of_city = |line: &&str| line.starts_with("100,") && line.contains(",visits,");
        let line = csv.lines().find(of_city).unwrap_or_default().to_owned();
        (told, line)
    };
    let (said, figure) = told("12件");
    let expected =
        "2025年度の値12は、「拠点」のシート（C6:C8）の読めない1欄を数えていない合計です。";
    assert_eq!(said, [expected]);
    assert!(
        figure.ends_with(",0,3,算出不可") || figure.contains(",,"),
        "{figure}"
    );
    let (said, _) = told("");
    assert_eq!(said, [""; 0]);
}

fn filled_in(definitions: &Definitions, [staff, visits, each]: [&str; 3]) -> InputFile {
    let year = FiscalYear(2025);
    let number = |text: &str| Entry::Number(text.parse::<Decimal>().expect("a number"));
    let id = |id: &str| IndicatorId::new(id);
    let mut values = WardValues::default();
    values.fields.insert((id("staff"), year), number(staff));
    values.fields.insert((id("visits"), year), number(visits));
    let rows = values.rows.entry("places".to_owned()).or_default();
    rows.keys.insert(1, "北の拠点".to_owned());
    rows.cells.insert((1, id("each"), year), number(each));
    book(definitions, &values)
}

fn book(definitions: &Definitions, values: &WardValues) -> InputFile {
    let ward = &definitions.areas.wards()[0];
    let date = AsOf::parse_iso("2026-03-31").expect("a date");
    let (form, registry) = (&definitions.forms[0], &definitions.registry);
    let book = filled(definitions, form, registry, ward, date, values);
    let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
    let hash = sha256(&bytes);
    InputFile::new("北.xlsx", bytes, hash)
}

/// What is told of the file, and the city's figure of the rows.
fn told(numbers: [&str; 3]) -> (Vec<String>, String) {
    let definitions = templates::of_texts(&[
        ("areas.toml", include_str!("../conditions/areas.toml")),
        ("indicators.toml", INDICATORS),
        ("forms/staff/2025.toml", FORM),
    ]);
    let definitions = definitions.unwrap_or_else(|faults| panic!("{faults}"));
    let file = filled_in(&definitions, numbers);
    let (checked, outputs) = two_forms::run(&definitions, &[file]);
    let told = checked.findings.diagnostics().iter();
    let told = told.filter(|one| one.place.file.is_some());
    let told = told.map(|one| format!("{} {}", one.code.id(), one.message));
    let mut told: Vec<String> = told.collect();
    told.sort();
    let csv = String::from_utf8_lossy(&outputs.files["figures.csv"]).into_owned();
    let of_city = |line: &&str| line.starts_with("100,") && line.contains(",each,");
    let figure = csv.lines().find(of_city).unwrap_or_default().to_owned();
    (told, figure)
}

/// Full-time equivalents have a decimal; a visit is a visit.
#[test]
fn a_number_has_the_decimals_of_its_indicator_in_a_field_and_in_a_row() {
    let (said, figure) = told(["2.5", "3", "1.5"]);
    assert_eq!(said, [""; 0]);
    assert!(figure.contains(",1.5,"), "{figure}");
    let (said, _) = told(["2.55", "3.5", "0.25"]);
    let expected = [
        "V210 書かれている数は2.55ですが、0以上の数（小数は1けたまで）（人）のはずです。",
        "V210 書かれている数は3.5ですが、0以上の整数（回）のはずです。",
        "V212 北の拠点の令和7年度の欄に「0.25」とありますが、0以上の数（小数は1けたまで）のはずです。この行の値は不明として扱います。",
    ];
    assert_eq!(said, expected);
}
