//! The rows of `facts.csv`, `figures.csv` and `narrative.csv`. The only place that reads them.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::LedgerError;
use super::table::{read, written};
use model::{AreaCode, AsOf, CellRef, FactState, FiscalYear, IndicatorId};

/// One row of `facts.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// Ward.
    pub ward: AreaCode,
    /// Its name.
    pub ward_name: String,
    /// Fiscal year.
    pub year: FiscalYear,
    /// The date the value speaks for.
    pub as_of: AsOf,
    /// Indicator.
    pub indicator: IndicatorId,
    /// Its label.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Value as read.
    pub value: Option<Decimal>,
    /// State.
    pub state: FactState,
    /// File.
    pub file: String,
    /// Sheet; empty where the field was not found.
    pub sheet: String,
    /// Cell; none where the field was not found.
    pub cell: Option<CellRef>,
    /// Text as written.
    pub text: String,
}

impl FactRow {
    /// `基本目標1!H14`, or that the field was not found.
    pub fn place(&self) -> String {
        match self.cell {
            Some(cell) => format!("{}!{cell}", self.sheet),
            None => "（欄が見つからない）".to_owned(),
        }
    }
}

/// One row of `figures.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// Ward or city.
    pub area: AreaCode,
    /// Its name.
    pub area_name: String,
    /// Fiscal year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorId,
    /// Its label.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Value, with as many decimals as were written.
    pub value: Option<Decimal>,
    /// For rates: the sum above the line.
    pub numerator: Option<Decimal>,
    /// For rates: the sum below the line.
    pub denominator: Option<Decimal>,
    /// Wards in it.
    pub reported: u32,
    /// Wards that should be in it.
    pub expected: u32,
    /// 確定, 一部 or 算出不可.
    pub standing: String,
}

impl FigureRow {
    /// The value with its unit, or 「なし」.
    pub fn value_text(&self) -> String {
        self.value.map_or_else(
            || "なし".to_owned(),
            |value| format!("{value}{}", self.unit),
        )
    }

    /// `24/24区`.
    pub fn share(&self) -> String {
        format!("{}/{}区", self.reported, self.expected)
    }
}

/// One row of `narrative.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NarrativeRow {
    /// Ward.
    pub ward: AreaCode,
    /// Its name.
    pub ward_name: String,
    /// Fiscal year.
    pub year: FiscalYear,
    /// Sheet, section and number of the bullet.
    pub place: (String, String, String),
    /// Words.
    pub text: String,
}

/// Reads `facts.csv`.
///
/// # Errors
/// A heading is missing or a row is not as `compile` writes it.
pub fn facts(bytes: &[u8]) -> Result<Vec<FactRow>, LedgerError> {
    let columns = [
        "団体コード",
        "区名",
        "年度",
        "時点",
        "指標",
        "指標名",
        "単位",
        "値",
        "状態",
        "ファイル",
        "シート",
        "セル",
        "記載",
    ];
    let rows = read("facts.csv", bytes, columns, |cells| {
        let [
            ward,
            ward_name,
            year,
            as_of,
            indicator,
            label,
            unit,
            value,
            state,
            file,
            sheet,
            cell,
            text,
        ] = cells;
        let state = FactState::from_label(state).ok_or("状態を読めません")?;
        let value = number(value)?;
        if state == FactState::Reported && value.is_none() {
            return Err("記入とあるのに値がありません");
        }
        let cell = match cell {
            "" => None,
            cell => Some(cell.parse::<CellRef>().map_err(|_| "セルを読めません")?),
        };
        if state == FactState::Reported && cell.is_none() {
            return Err("記入とあるのにセルがありません");
        }
        Ok(FactRow {
            ward: AreaCode::new(ward),
            ward_name: ward_name.to_owned(),
            year: fiscal_year(year)?,
            as_of: date(as_of).ok_or("時点を読めません")?,
            indicator: IndicatorId::new(indicator),
            label: label.to_owned(),
            unit: unit.to_owned(),
            value,
            state,
            file: written(file),
            sheet: written(sheet),
            cell,
            text: written(text),
        })
    })?;
    Ok(among_units(rows, |row: &mut FactRow| &mut row.ward))
}

/// Reads `figures.csv`.
pub(super) fn figures(bytes: &[u8]) -> Result<Vec<FigureRow>, LedgerError> {
    let columns = [
        "団体コード",
        "団体名",
        "年度",
        "指標",
        "指標名",
        "単位",
        "値",
        "分子",
        "分母",
        "報告区数",
        "対象区数",
        "状態",
    ];
    let rows = read("figures.csv", bytes, columns, |cells| {
        let [
            area,
            area_name,
            year,
            indicator,
            label,
            unit,
            value,
            top,
            bottom,
            reported,
            expected,
            standing,
        ] = cells;
        let count = |text: &str| text.parse::<u32>().map_err(|_| "区数を読めません");
        Ok(FigureRow {
            area: AreaCode::new(area),
            area_name: area_name.to_owned(),
            year: fiscal_year(year)?,
            indicator: IndicatorId::new(indicator),
            label: label.to_owned(),
            unit: unit.to_owned(),
            value: number(value)?,
            numerator: number(top)?,
            denominator: number(bottom)?,
            reported: count(reported)?,
            expected: count(expected)?,
            standing: standing.to_owned(),
        })
    })?;
    Ok(among_units(rows, |row: &mut FigureRow| &mut row.area))
}

/// Tells the areas below a unit from the units: theirs are the printed codes that continue another row's.
fn among_units<T>(mut rows: Vec<T>, code: impl Fn(&mut T) -> &mut AreaCode) -> Vec<T> {
    let codes: BTreeSet<AreaCode> = rows.iter_mut().map(|row| code(row).clone()).collect();
    for row in &mut rows {
        let code = code(row);
        *code = code.clone().among(&codes);
    }
    rows
}

/// Reads `narrative.csv`.
pub(super) fn narratives(bytes: &[u8]) -> Result<Vec<NarrativeRow>, LedgerError> {
    let columns = [
        "団体コード",
        "区名",
        "年度",
        "シート",
        "区分",
        "番号",
        "本文",
    ];
    read("narrative.csv", bytes, columns, |cells| {
        let [ward, ward_name, year, sheet, block, number, text] = cells;
        Ok(NarrativeRow {
            ward: AreaCode::new(ward),
            ward_name: ward_name.to_owned(),
            year: fiscal_year(year)?,
            place: (sheet.to_owned(), block.to_owned(), number.to_owned()),
            text: written(text),
        })
    })
}

fn number(text: &str) -> Result<Option<Decimal>, &'static str> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "数を読めません"),
    }
}

fn fiscal_year(text: &str) -> Result<FiscalYear, &'static str> {
    text.parse().map(FiscalYear).map_err(|_| "年度を読めません")
}

/// `2026-03-31`, or `2026/3/31` as Excel leaves it when it saves the table.
fn date(text: &str) -> Option<AsOf> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let iso = format!("{year}-{month:0>2}-{day:0>2}");
    AsOf::parse_iso(&iso).filter(|_| parts.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "記載,団体コード,区名,年度,時点,指標,指標名,単位,値,状態,ファイル,シート,セル,よそ";

    #[test]
    fn columns_may_stand_in_any_order_and_a_guarded_text_is_as_it_was_written() {
        let text = format!(
            "\u{feff}{HEADER}\r\n'=1+1,000001,甲区,2025,2026/3/31,1-1,名,件,,読取不能,a.xlsx,S,H14,x\r\n"
        );
        let rows = facts(text.as_bytes()).expect("a table");
        assert_eq!(rows[0].text, "=1+1");
        assert_eq!(rows[0].place(), "S!H14");
        assert_eq!(rows[0].value, None);
        assert_eq!(rows[0].as_of.iso(), "2026-03-31");
    }

    #[test]
    fn a_table_saved_by_a_japanese_office_program_reads_the_same() {
        let text = format!(
            "{HEADER}\r\n12,000001,甲区,2025,2026/3/31,1-1,名,件,12,記入,a.xlsx,S,H14,\r\n"
        );
        let (cp932, _, lossy) = encoding_rs::SHIFT_JIS.encode(&text);
        assert!(!lossy);
        assert_eq!(
            facts(&cp932).expect("a table"),
            facts(text.as_bytes()).expect("a table")
        );
    }

    #[test]
    fn what_is_no_row_of_ours_is_named_with_its_line() {
        let bad = [
            (
                "12,1,甲区,2025,2026/3/31,1-1,名,件,十二,記入,a.xlsx,S,H14,",
                "2行目: 数を読めません",
            ),
            (
                "12,1,甲区,2025,2026/3/31,1-1,名,件,,記入,a.xlsx,S,H14,",
                "2行目: 記入とあるのに値がありません",
            ),
            (
                "12,1,甲区,2025,2026/3/31,1-1,名,件,12,記入,a.xlsx,S,,",
                "2行目: 記入とあるのにセルがありません",
            ),
            (
                "12,1,甲区,令和,2026-03-31,1-1,名,件,12,記入,a.xlsx,S,H1,",
                "2行目: 年度を読めません",
            ),
            (
                "12,1,甲区,2025,いつか,1-1,名,件,12,記入,a.xlsx,S,H1,",
                "2行目: 時点を読めません",
            ),
            (
                "12,1,甲区,2025,2026/3/31,1-1,名,件,12,済,a.xlsx,S,H1,",
                "2行目: 状態を読めません",
            ),
        ];
        for (row, reason) in bad {
            let error = facts(format!("{HEADER}\r\n{row}\r\n").as_bytes()).expect_err(row);
            assert_eq!(error.reason, reason);
        }
        assert_eq!(
            facts(b"a,b\r\n").expect_err("no columns").reason,
            "見出し「団体コード」がありません"
        );
        assert_eq!(facts(b"").expect_err("empty").reason, "空です");
    }
}
