//! The rows of the tables that `compile` writes and `trace`, `diff` and `--previous` read back: one struct each, whose
//! fields are the columns.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::column;
use super::table::Row;
use model::{AreaCode, AsOf, CellRef, FactId, FactState, FiscalYear, IndicatorId};

/// One row of `facts.csv`: a ward's fact, as reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow {
    /// Ward, or an area below one.
    #[serde(rename = "団体コード")]
    pub ward: AreaCode,
    /// Its name.
    #[serde(rename = "{unit}名", with = "column::text")]
    pub ward_name: String,
    /// Fiscal year.
    #[serde(rename = "年度", deserialize_with = "column::year")]
    pub year: FiscalYear,
    /// The fiscal year in its era.
    #[serde(rename = "和暦", default)]
    pub era_year: String,
    /// The date the value speaks for.
    #[serde(rename = "時点", deserialize_with = "column::date")]
    pub as_of: AsOf,
    /// Indicator, with the entry or the code behind it.
    #[serde(rename = "指標")]
    pub indicator: IndicatorId,
    /// Its label.
    #[serde(rename = "指標名", with = "column::text")]
    pub label: String,
    /// Its unit.
    #[serde(rename = "単位", with = "column::text")]
    pub unit: String,
    /// Value as read.
    #[serde(rename = "値", deserialize_with = "column::number")]
    pub value: Option<Decimal>,
    /// What it is of: as written, else from the registry.
    #[serde(rename = "分母", deserialize_with = "column::number", default)]
    pub denominator: Option<Decimal>,
    /// State.
    #[serde(rename = "状態", with = "column::state")]
    pub state: FactState,
    /// File.
    #[serde(rename = "ファイル", with = "column::text")]
    pub file: String,
    /// Sheet; empty where the field was not found.
    #[serde(rename = "シート", with = "column::text")]
    pub sheet: String,
    /// Cell; none where the field was not found.
    #[serde(rename = "セル", deserialize_with = "column::address")]
    pub cell: Option<CellRef>,
    /// Text as written.
    #[serde(rename = "記載", with = "column::text")]
    pub text: String,
}

impl FactRow {
    /// Which fact it is.
    pub fn id(&self) -> FactId {
        FactId::from_columns(&self.ward, self.year, self.indicator.as_str())
    }

    /// The key of the entry or the code that it is of, else the name of whom it is of.
    pub fn row_name(&self) -> String {
        let key = self.id().row.key().map(str::to_owned);
        key.unwrap_or_else(|| self.ward_name.clone())
    }

    /// `基本目標1!H14`, or that the field was not found; nothing where the layout has none.
    pub fn place(&self) -> String {
        match self.cell {
            Some(cell) => format!("{}!{cell}", self.sheet),
            None if self.state == FactState::NotOnForm => String::new(),
            None => "（欄が見つからない）".to_owned(),
        }
    }
}

impl Row for FactRow {
    const FILE: &'static str = "facts.csv";
    const OPTIONAL: &'static [&'static str] = &["和暦", "分母"];

    fn check(&self) -> Result<(), &'static str> {
        match (self.state, self.value, self.cell) {
            (FactState::Reported, None, _) => Err("記入とあるのに値がありません"),
            // A table that was made to be published says no place at all.
            (FactState::Reported, _, None) if !self.file.is_empty() => {
                Err("記入とあるのにセルがありません")
            }
            _ => Ok(()),
        }
    }

    fn settle(rows: &mut [Self]) {
        among_units(rows.iter_mut().map(|row| &mut row.ward).collect());
    }
}

/// Tells the areas below a unit from the units: theirs are the printed codes that continue another row's.
fn among_units(codes: Vec<&mut AreaCode>) {
    let known: BTreeSet<AreaCode> = codes.iter().map(|code| (**code).clone()).collect();
    for code in codes {
        *code = code.clone().among(&known);
    }
}

/// One row of `figures.csv`: an area's figure, as compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// City, ward, or an area below one.
    #[serde(rename = "団体コード")]
    pub area: AreaCode,
    /// Its name.
    #[serde(rename = "団体名", with = "column::text")]
    pub area_name: String,
    /// Fiscal year.
    #[serde(rename = "年度", deserialize_with = "column::year")]
    pub year: FiscalYear,
    /// The fiscal year in its era.
    #[serde(rename = "和暦", default)]
    pub era_year: String,
    /// The run's as-of date; none where a table of older days is read that does not say it.
    #[serde(rename = "時点", default)]
    pub as_of: String,
    /// Indicator.
    #[serde(rename = "指標")]
    pub indicator: IndicatorId,
    /// Its label.
    #[serde(rename = "指標名", with = "column::text")]
    pub label: String,
    /// Its unit.
    #[serde(rename = "単位", with = "column::text")]
    pub unit: String,
    /// Value, with as many decimals as are shown.
    #[serde(rename = "値", deserialize_with = "column::number")]
    pub value: Option<Decimal>,
    /// For rates: the sum above the line.
    #[serde(rename = "分子", deserialize_with = "column::number")]
    pub numerator: Option<Decimal>,
    /// For rates: the sum below the line.
    #[serde(rename = "分母", deserialize_with = "column::number")]
    pub denominator: Option<Decimal>,
    /// Wards in it.
    #[serde(rename = "報告{unit}数", deserialize_with = "column::count")]
    pub reported: u32,
    /// Wards that should be in it.
    #[serde(rename = "対象{unit}数", deserialize_with = "column::count")]
    pub expected: u32,
    /// 確定, 一部 or 算出不可.
    #[serde(rename = "状態", with = "column::text")]
    pub standing: String,
}

impl FigureRow {
    /// The fact that it would be: whom, when and what it is about.
    pub fn id(&self) -> FactId {
        FactId::from_columns(&self.area, self.year, self.indicator.as_str())
    }

    /// The value with its unit, or 「なし」.
    pub fn value_text(&self) -> String {
        self.value.map_or_else(
            || "なし".to_owned(),
            |value| format!("{value}{}", self.unit),
        )
    }
}

impl Row for FigureRow {
    const FILE: &'static str = "figures.csv";
    const OPTIONAL: &'static [&'static str] = &["和暦", "時点"];

    fn settle(rows: &mut [Self]) {
        among_units(rows.iter_mut().map(|row| &mut row.area).collect());
    }
}

/// One row of `narrative.csv`: a bullet in the ward's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NarrativeRow {
    /// Ward.
    #[serde(rename = "団体コード")]
    pub ward: AreaCode,
    /// Its name.
    #[serde(rename = "{unit}名", with = "column::text")]
    pub ward_name: String,
    /// Fiscal year.
    #[serde(rename = "年度", deserialize_with = "column::year")]
    pub year: FiscalYear,
    /// The fiscal year in its era.
    #[serde(rename = "和暦", default)]
    pub era_year: String,
    /// The form's sheet.
    #[serde(rename = "シート", with = "column::text")]
    pub sheet: String,
    /// Section.
    #[serde(rename = "区分", with = "column::text")]
    pub section: String,
    /// Number of the bullet in its section.
    #[serde(rename = "番号", with = "column::text")]
    pub number: String,
    /// Words.
    #[serde(rename = "本文", with = "column::text")]
    pub text: String,
    /// File.
    #[serde(rename = "ファイル", with = "column::text", default)]
    pub file: String,
    /// Cell; with its sheet where the sender's sheet has another name than the form's.
    #[serde(rename = "セル", with = "column::text", default)]
    pub cell: String,
}

impl NarrativeRow {
    /// Sheet, section and number: which bullet it is.
    pub fn place(&self) -> [&str; 3] {
        [&self.sheet, &self.section, &self.number]
    }
}

impl Row for NarrativeRow {
    const FILE: &'static str = "narrative.csv";
    const OPTIONAL: &'static [&'static str] = &["和暦", "ファイル", "セル"];
}

/// One row of `returns/返却一覧.csv`: a file with something to be told, and the copy that goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnRow {
    /// Ward, if it could be told.
    #[serde(rename = "団体コード")]
    pub ward: Option<AreaCode>,
    /// Its name.
    #[serde(rename = "{unit}名", with = "column::text")]
    pub ward_name: String,
    /// File.
    #[serde(rename = "ファイル", with = "column::text")]
    pub file: String,
    /// Errors.
    #[serde(rename = "誤り")]
    pub errors: usize,
    /// Warnings.
    #[serde(rename = "確認")]
    pub warnings: usize,
    /// Notes.
    #[serde(rename = "参考")]
    pub notes: usize,
    /// The copy's file name; empty where there is none.
    #[serde(rename = "返却用ファイル", with = "column::text")]
    pub copy: String,
    /// What goes out: 督促, 返却 or 受理.
    #[serde(rename = "種別", with = "column::text")]
    pub kind: String,
    /// The letter's file name; empty where there is nobody to write to.
    #[serde(rename = "文面", with = "column::text")]
    pub letter: String,
    /// Whom it goes to, as far as the office said it.
    #[serde(rename = "宛先", with = "column::text")]
    pub contact: String,
    /// The address.
    #[serde(rename = "メール", with = "column::text")]
    pub mail: String,
}

impl Row for ReturnRow {
    const FILE: &'static str = "returns/返却一覧.csv";
}

/// One row of the list of what a person looks at before the outputs are published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookRow {
    /// What it may be.
    #[serde(rename = "見るところ", with = "column::text")]
    pub kind: String,
    /// Ward, or an area below one.
    #[serde(rename = "団体コード")]
    pub ward: AreaCode,
    /// Its name.
    #[serde(rename = "{unit}名", with = "column::text")]
    pub ward_name: String,
    /// Fiscal year.
    #[serde(rename = "年度", deserialize_with = "column::year")]
    pub year: FiscalYear,
    /// Section of the form, or indicator.
    #[serde(rename = "項目", with = "column::text")]
    pub item: String,
    /// What was found.
    #[serde(rename = "見つけたもの", with = "column::text")]
    pub found: String,
    /// The words in which it stands; empty for a count.
    #[serde(rename = "本文", with = "column::text")]
    pub text: String,
}

impl Row for LookRow {
    const FILE: &'static str = "公表前の確認.csv";
}

#[cfg(test)]
mod tests {
    use super::super::LedgerError;
    use super::super::table::from_csv;
    use super::*;

    fn facts(bytes: &[u8]) -> Result<Vec<FactRow>, LedgerError> {
        from_csv(bytes).map(|table| table.rows)
    }

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
            "見出し「団体コード」「○名」「年度」「時点」「指標」「指標名」「単位」「値」「状態」「ファイル」「シート」「セル」「記載」がありません"
        );
        assert_eq!(facts(b"").expect_err("empty").reason, "空です");
    }
}
