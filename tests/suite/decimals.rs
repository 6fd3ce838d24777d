//! Numbers with decimals: an indicator says how many may be written, in a field and in repeated rows.

use rust_decimal::Decimal;
use torimatome::model::{AsOf, FiscalYear, IndicatorId};
use torimatome::read::{InputFile, sha256};
use torimatome::report::{Entry, WardValues, filled};

/// Full-time equivalents have a decimal; a visit is a visit.
#[test]
fn a_number_has_the_decimals_of_its_indicator_in_a_field_and_in_a_row() {
    let text = "indicator = [{ id = \"staff\", label = \"常勤換算\", unit = \"人\", decimals = 1 }, { id = \"each\", label = \"拠点の常勤換算\", unit = \"人\", decimals = 1 }, { id = \"visits\", label = \"訪問\", unit = \"回\" }]\n";
    let form = "name = \"職員の報告\"\nyear = [{ year = 2025, header = \"令和7年度\" }]\n\n[[sheet]]\nname = \"集計\"\nblock = [{ label = \"数\", field = [{ indicator = \"staff\" }, { indicator = \"visits\" }] }]\n\n[[rows]]\nid = \"places\"\nname = \"拠点\"\nrows = \"one-per-entry\"\nkey-header = \"拠点名\"\ncolumn = [{ indicator = \"each\", kind = \"count\", header = \"常勤換算\" }]\nmin-rows = 3\n";
    let definitions = crate::support::templates::of_texts(&[
        ("areas.toml", include_str!("../conditions/areas.toml")),
        ("indicators.toml", text),
        ("forms/staff/2025.toml", form),
    ]);
    let definitions = definitions.unwrap_or_else(|faults| panic!("{faults}"));
    let told = |staff: f64, visits: f64, each: f64| {
        let year = FiscalYear(2025);
        let number = |value: f64| {
            Entry::Number(
                Decimal::from_f64_retain(value)
                    .expect("a number")
                    .round_dp(3),
            )
        };
        let mut values = WardValues::default();
        values
            .fields
            .insert((IndicatorId::new("staff"), year), number(staff));
        values
            .fields
            .insert((IndicatorId::new("visits"), year), number(visits));
        let rows = values.rows.entry("places".to_owned()).or_default();
        rows.keys.insert(1, "北の拠点".to_owned());
        rows.cells
            .insert((1, IndicatorId::new("each"), year), number(each));
        let ward = &definitions.areas.wards()[0];
        let date = AsOf::parse_iso("2026-03-31").expect("a date");
        let book = filled(
            &definitions,
            &definitions.forms[0],
            &definitions.registry,
            ward,
            date,
            &values,
        );
        let bytes = torimatome::render::xlsx::form(&book).expect("a workbook");
        let hash = sha256(&bytes);
        let file = InputFile::new("北.xlsx", bytes, hash);
        let (checked, outputs) = crate::two_forms::run(&definitions, &[file]);
        let told = checked
            .findings
            .diagnostics()
            .iter()
            .filter(|one| one.place.file.is_some());
        let told: Vec<String> = told
            .map(|one| format!("{} {}", one.code.id(), one.message))
            .collect();
        let csv = String::from_utf8_lossy(&outputs.files["figures.csv"]).into_owned();
        let mut lines = csv
            .lines()
            .filter(|line| line.starts_with("100,") && line.contains(",each,"));
        (told, lines.next().unwrap_or_default().to_owned())
    };
    let (said, figure) = told(2.5, 3.0, 1.5);
    assert_eq!(said, [""; 0]);
    assert!(figure.contains(",1.5,"), "{figure}");
    let (said, _) = told(2.55, 3.5, 0.25);
    let expected = [
        "V210 書かれている数は2.55ですが、0以上の数（小数は1けたまで）（人）のはずです。",
        "V210 書かれている数は3.5ですが、0以上の整数（回）のはずです。",
        "V212 北の拠点の令和7年度の欄に「0.25」とあり、読めません。この行の値は不明として扱います。",
    ];
    let mut said = said;
    said.sort();
    assert_eq!(said, expected);
}
