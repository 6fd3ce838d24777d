//! One reported value and what is known about how it was written.

use std::fmt;

use rust_decimal::Decimal;

use super::{AreaCode, FiscalYear, IndicatorId, Provenance, Row, Value};

/// Stands between an indicator and an entry of a register.
const ENTRY_MARK: char = '#';
/// Stands between an indicator and a code.
const CODE_MARK: char = '@';

/// Which fact of a submission: indicator × fiscal year × row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactKey {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The fiscal year of the column.
    pub year: FiscalYear,
    /// The row; none for what is said of the ward as a whole.
    pub row: Row,
}

impl FactKey {
    /// The key of what is said of the ward as a whole.
    pub fn whole(indicator: IndicatorId, year: FiscalYear) -> Self {
        Self {
            indicator,
            year,
            row: Row::Whole,
        }
    }
}

/// Which fact: ward × fiscal year × indicator × row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId {
    /// The ward that reported.
    pub ward: AreaCode,
    /// The fiscal year of the column.
    pub year: FiscalYear,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The row; none for what is said of the ward as a whole.
    pub row: Row,
}

impl FactId {
    /// The fact of a unit as a whole.
    pub fn whole(ward: AreaCode, year: FiscalYear, indicator: IndicatorId) -> Self {
        Self {
            ward,
            year,
            indicator,
            row: Row::Whole,
        }
    }

    /// 団体コード: the unit's own, or that of the unit below.
    pub fn body(&self) -> AreaCode {
        match self.row {
            Row::Part(number) => self.ward.below(number),
            Row::Whole | Row::Entry(_) | Row::Code(_) => self.ward.clone(),
        }
    }

    /// 指標: its id, with the entry or the code behind it, as in `5-1#A-7` and `5-2@B03`.
    pub fn measure(&self) -> String {
        match &self.row {
            Row::Entry(key) => format!("{}{ENTRY_MARK}{key}", self.indicator),
            Row::Code(code) => format!("{}{CODE_MARK}{code}", self.indicator),
            Row::Whole | Row::Part(_) => self.indicator.to_string(),
        }
    }

    /// The inverse of [`Self::body`] and [`Self::measure`].
    pub fn from_columns(body: &AreaCode, year: FiscalYear, measure: &str) -> Self {
        let at = measure.find([ENTRY_MARK, CODE_MARK]);
        let (indicator, key) = measure.split_at(at.unwrap_or(measure.len()));
        let row = match (key.chars().next(), body.part()) {
            (Some(ENTRY_MARK), _) => Row::Entry(key[1..].to_owned()),
            (Some(_), _) => Row::Code(key[1..].to_owned()),
            (None, Some(number)) => Row::Part(number),
            (None, None) => Row::Whole,
        };
        Self {
            ward: body.ward().unwrap_or_else(|| body.clone()),
            year,
            indicator: IndicatorId::new(indicator),
            row,
        }
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.body(), self.year, self.measure())
    }
}

/// A number written on the form beside a value, such as a denominator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenNumber {
    /// The number.
    pub value: Decimal,
    /// Where.
    pub provenance: Provenance,
}

/// What was set aside to read a number; recorded and shown, never silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Normalisation {
    /// Full-width digits or signs.
    Width,
    /// Thousands separators.
    Separator,
    /// The indicator's own unit after the number.
    Unit,
    /// Surrounding blanks.
    Blank,
    /// A number stored as text.
    TextNumber,
    /// The value stood in one cell with the printed text around it.
    PrintedText,
    /// A percentage stored as a fraction under a percent format.
    PercentFormat,
    /// 「なし」「0件」 read as zero.
    NoneWord,
    /// The stored result of a formula.
    Formula,
    /// A unit that is nearly the field's own, such as 回 for 件.
    NearUnit,
    /// 「、」 between thousands.
    IdeographicSeparator,
    /// The stored result of a formula that looks into another workbook.
    OtherWorkbook,
}

impl Normalisation {
    /// Whether the sender should be asked to look again.
    pub fn is_doubtful(self) -> bool {
        matches!(
            self,
            Self::NearUnit | Self::IdeographicSeparator | Self::OtherWorkbook
        )
    }

    /// The kind in Japanese, as printed beside the value.
    pub fn label(self) -> &'static str {
        match self {
            Self::Width => "全角を半角に",
            Self::Separator => "桁区切りを除去",
            Self::Unit => "単位を除去",
            Self::Blank => "前後の空白を除去",
            Self::TextNumber => "文字列の数字を数値に",
            Self::PrintedText => "印刷文字から数値を抽出",
            Self::PercentFormat => "％表示の値を百分率に",
            Self::NoneWord => "「なし」等を0に",
            Self::Formula => "数式の計算結果を使用",
            Self::NearUnit => "この欄と違う単位を除去",
            Self::IdeographicSeparator => "「、」を桁区切りとみなして除去",
            Self::OtherWorkbook => "ほかのブックを参照する数式の、保存された結果を使用",
        }
    }
}

/// One reported value. It cannot exist without its provenance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Indicator.
    pub indicator: IndicatorId,
    /// Fiscal year.
    pub year: FiscalYear,
    /// The row; none for what is said of the ward as a whole.
    pub row: Row,
    /// What was said.
    pub value: Value,
    /// Where, and as written.
    pub provenance: Provenance,
    /// The denominator written beside it, if the form has a place for one.
    pub denominator: Option<Box<WrittenNumber>>,
    /// What was set aside to read it.
    pub normalisations: Vec<Normalisation>,
    /// The cell holds a formula; its stored result was used.
    pub is_formula: bool,
    /// What the formula says, where the reader of the format gives its text and the distributed form has one in this cell.
    pub formula: Option<String>,
}

impl Fact {
    /// What a reason says of a field in which nothing stands.
    pub const BLANK: &'static str = "空欄";

    /// What a reason is held to: the number, else the words, 空欄 where nothing was written.
    pub fn as_reasoned(&self) -> String {
        match (self.value.number(), self.provenance.text.trim()) {
            (Some(number), _) => number.normalize().to_string(),
            (None, "") => Self::BLANK.to_owned(),
            (None, words) => words.to_owned(),
        }
    }

    /// What it stands under in its submission.
    pub fn key(&self) -> FactKey {
        FactKey {
            indicator: self.indicator.clone(),
            year: self.year,
            row: self.row.clone(),
        }
    }
}

/// 状態 of a fact, as written to `facts.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactState {
    /// 記入: a number, used.
    Reported,
    /// 未記入.
    Blank,
    /// 該当なし.
    NotApplicable,
    /// 未集計.
    NotCollected,
    /// 読取不能.
    Unreadable,
    /// 様式に欄なし: an optional field that the sender's layout does not have.
    NotOnForm,
    /// 保留: a number, withheld because of an error.
    Withheld,
}

impl FactState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Reported,
        Self::Blank,
        Self::NotApplicable,
        Self::NotCollected,
        Self::Unreadable,
        Self::NotOnForm,
        Self::Withheld,
    ];

    /// The fixed Japanese word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reported => "記入",
            Self::Blank => "未記入",
            Self::NotApplicable => "該当なし",
            Self::NotCollected => "未集計",
            Self::Unreadable => "読取不能",
            Self::NotOnForm => "様式に欄なし",
            Self::Withheld => "保留",
        }
    }

    /// The inverse of [`Self::label`].
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.label() == label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_table_give_the_row_back() {
        let rows = [
            (Row::Whole, "000001", "5-1"),
            (Row::Part(7), "000001-07", "5-1"),
            (Row::Entry("甲-1@b".to_owned()), "000001", "5-1#甲-1@b"),
            (Row::Code("B03".to_owned()), "000001", "5-1@B03"),
        ];
        for (row, body, measure) in rows {
            let id = FactId {
                row,
                ..FactId::whole(
                    AreaCode::new("000001"),
                    FiscalYear(2025),
                    IndicatorId::new("5-1"),
                )
            };
            assert_eq!((id.body().as_str(), id.measure().as_str()), (body, measure));
            assert_eq!(FactId::from_columns(&id.body(), id.year, measure), id);
        }
    }
}
