//! A form as defined: its head, its year columns, and what it asks for. The shapes are those of the file; what contradicts in
//! them is for `validate`. Its sheets are [`super::sheet`]'s.

use schemars::JsonSchema;
use serde::Deserialize;

use super::document::Lines;
use super::repeated_rows::{RepeatedRows, ValueColumn};
use super::rule_instance::RuleInstance;
use super::sheet::{BlockDefinition, BlockKind, FieldDefinition, SheetDefinition};
use model::{EditionId, FiscalYear, Indicator, IndicatorId};

/// One edition of a form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Form", description = "様式の1つの版。")]
pub struct FormDefinition {
    /// Identifier of the form and of the edition, from both keys; also folder and file stem.
    #[serde(skip)]
    pub id: EditionId,
    #[serde(rename = "id", default)]
    #[schemars(description = "様式の番号。フォルダの名前と同じ。書かなければ、フォルダの名前。")]
    pub(crate) form: String,
    #[schemars(description = "版の番号。ファイルの名前と同じ。書かなければ、ファイルの名前。")]
    #[serde(default)]
    pub(crate) edition: String,
    /// The edition that this one was written as changes to.
    #[serde(skip)]
    pub based_on: Option<String>,
    /// Name of the form.
    #[schemars(description = "様式の名前。")]
    pub name: String,
    /// Name of the edition.
    #[schemars(description = "版の名前。書かなければ、版の番号。")]
    #[serde(default)]
    pub edition_name: String,
    /// Title as printed, with `{as_of}` where the date goes.
    #[schemars(
        description = "印刷された表題。時点の入るところは {as_of}。書かなければ、様式の名前と時点。"
    )]
    #[serde(default)]
    pub title: String,
    /// Text that every workbook of this form carries.
    #[schemars(
        description = "この様式のどのブックにも書かれている文。これで様式を見分ける。書かなければ、様式の名前。"
    )]
    #[serde(default)]
    pub signature: String,
    /// Printed label of the philosophy line.
    #[schemars(description = "理念の行の見出し。理念の行があるときに書く。")]
    #[serde(default)]
    pub philosophy_label: String,
    /// Philosophy line, if the form has one.
    #[schemars(description = "理念。その行があるときに書く。")]
    pub philosophy: Option<String>,
    /// Printed label of the goals.
    #[schemars(description = "目標の見出し。目標の行があるときに書く。")]
    #[serde(default)]
    pub goals_label: String,
    /// Goals, as printed on every sheet; a form may have none.
    #[schemars(description = "目標。印刷どおりの順。なくてもよい。")]
    #[serde(default)]
    pub goals: Vec<String>,
    /// What the denominator counts, as printed in brackets after it; the noun of the levels where nothing is written.
    #[serde(skip)]
    pub area_noun: String,
    #[serde(rename = "area-noun")]
    #[schemars(
        description = "分母の数が何を数えたものか。印刷のとおり。書かなければ areas.toml の呼び名。"
    )]
    pub(crate) own_area_noun: Option<String>,
    /// Text that marks a workbook as invented.
    #[schemars(
        description = "架空のデータであることを示す文。これを含むブックは架空として扱う。書かなければ「架空のデータ」。"
    )]
    #[serde(default = "invented")]
    pub sample_mark: String,
    /// Whether the form counts areas: prints their number, asks about each, or has a figure divided by it.
    #[serde(skip)]
    pub counts_areas: bool,
    /// Year columns, left to right.
    #[serde(rename = "year")]
    #[schemars(description = "年度の列。左から順に。")]
    pub years: Vec<YearColumn>,
    /// Sheets in order.
    #[serde(default, rename = "sheet")]
    #[schemars(description = "シート。順に。くり返す行だけの様式では書かない。")]
    pub sheets: Vec<SheetDefinition>,
    /// Sheets of repeated rows, behind the others.
    #[schemars(description = "同じ列をもつ行をくり返し書くシート。なくてもよい。")]
    #[serde(default)]
    pub rows: Vec<RepeatedRows>,
    /// Rules with their parameters; each kind reads its own.
    #[serde(skip)]
    pub rules: Vec<RuleInstance>,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

impl FormDefinition {
    /// Every indicator field with the sheet and block it stands in, in printed order.
    pub fn fields(
        &self,
    ) -> impl Iterator<Item = (&SheetDefinition, &BlockDefinition, &FieldDefinition)> {
        self.sheets.iter().flat_map(|sheet| {
            sheet
                .blocks
                .iter()
                .flat_map(move |block| block.fields.iter().map(move |field| (sheet, block, field)))
        })
    }

    /// The field that carries an indicator, directly or as its rate.
    pub fn field(&self, indicator: &IndicatorId) -> Option<&FieldDefinition> {
        self.fields()
            .map(|(_, _, field)| field)
            .find(|field| field.indicator == *indicator || field.rate.as_ref() == Some(indicator))
    }

    /// The sheet on which an indicator stands.
    pub fn sheet_of(&self, indicator: &IndicatorId) -> Option<&SheetDefinition> {
        self.fields()
            .find(|(_, _, field)| {
                field.indicator == *indicator || field.rate.as_ref() == Some(indicator)
            })
            .map(|(sheet, _, _)| sheet)
    }

    /// Every indicator that the form asks for, rates included, in printed order.
    pub fn reported_indicators(&self) -> Vec<IndicatorId> {
        self.fields()
            .flat_map(|(_, _, field)| {
                std::iter::once(field.indicator.clone()).chain(field.rate.clone())
            })
            .collect()
    }

    /// Whether any number is asked, in a field or in repeated rows.
    pub fn has_numbers(&self) -> bool {
        self.fields().next().is_some() || self.rows.iter().any(RepeatedRows::has_numbers)
    }

    /// Whether any block asks for bullets.
    pub fn has_narratives(&self) -> bool {
        let mut blocks = self.sheets.iter().flat_map(|sheet| &sheet.blocks);
        blocks.any(|block| block.kind == BlockKind::Narrative)
    }

    /// Whether the form asks for an indicator, or for the count above its line.
    pub fn measures(&self, indicator: &Indicator) -> bool {
        let above = indicator.roll_up.ratio().map(|(above, _)| above);
        self.asks(&indicator.id) || above.is_some_and(|id| self.asks(id))
    }

    /// Whether the form asks for an indicator, in a field or in repeated rows.
    pub fn asks(&self, id: &IndicatorId) -> bool {
        self.field(id).is_some() || self.rows_column(id).is_some()
    }

    /// The narrative block with this id and its sheet.
    pub fn narrative_block(&self, id: &str) -> Option<(&SheetDefinition, &BlockDefinition)> {
        self.sheets.iter().find_map(|sheet| {
            sheet
                .blocks
                .iter()
                .find(|block| block.id == id && block.kind == BlockKind::Narrative)
                .map(|b| (sheet, b))
        })
    }

    /// The column of a fiscal year.
    pub fn year(&self, year: FiscalYear) -> Option<&YearColumn> {
        self.years.iter().find(|column| column.year == year)
    }

    /// Label of an indicator's field on one line; empty if the form does not ask for it.
    pub fn field_label(&self, indicator: &IndicatorId) -> String {
        self.field(indicator)
            .map(FieldDefinition::label_line)
            .unwrap_or_default()
    }

    /// The repeated rows with this identifier.
    pub fn rows_block(&self, id: &str) -> Option<&RepeatedRows> {
        self.rows.iter().find(|rows| rows.id == id)
    }

    /// The repeated rows in which an indicator has a column, and the column; no indicator has two.
    pub fn rows_column(&self, indicator: &IndicatorId) -> Option<(&RepeatedRows, &ValueColumn)> {
        let mut rows = self.rows.iter();
        rows.find_map(|rows| Some((rows, rows.column(indicator)?)))
    }

    /// The indicators that are asked in rows alone: what the sender says is the sum of them.
    pub fn only_in_rows(&self) -> impl Iterator<Item = &IndicatorId> {
        let columns = self.rows.iter().flat_map(|rows| &rows.column);
        let ids = columns.map(|column| &column.indicator);
        ids.filter(|id| self.field(id).is_none())
    }
}

/// One fiscal-year column.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Year", description = "年度の列。")]
pub struct YearColumn {
    /// The fiscal year.
    #[schemars(with = "i32", description = "年度（4月からの1年を、始まりの西暦で）。")]
    pub year: FiscalYear,
    /// Header as printed.
    #[schemars(description = "列の見出し。印刷のとおり。")]
    pub header: String,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

fn invented() -> String {
    "架空のデータ".to_owned()
}
