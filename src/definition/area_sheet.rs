//! The optional sheet on which a ward says what each of its areas reported, and the words that it understands.
//!
//! The paper has no such sheet: everything on it is this project's own choice, kept as data in the form's edition.

use schemars::JsonSchema;
use serde::Deserialize;

use super::document::{Located, no_such};
use super::validate::Said;
use super::{FormDefinition, codes};
use model::IndicatorId;

/// The sheet as defined.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "区の中の地域ごとに書くシート。")]
pub struct AreaSheetDefinition {
    /// Identifier.
    #[schemars(description = "シートの番号。")]
    pub id: String,
    /// Sheet name.
    #[schemars(description = "シートの名前。")]
    pub name: String,
    /// Title.
    #[schemars(description = "表題。")]
    pub title: String,
    /// What the sheet is for and how to fill it in.
    #[schemars(description = "シートの使い方。")]
    pub notes: Vec<String>,
    /// Head of the column of running numbers.
    #[schemars(description = "番号の列の見出し。")]
    pub number_header: String,
    /// Head of the column of names; also a sign by which the sheet is known.
    #[schemars(description = "地域名の列の見出し。")]
    pub name_header: String,
    /// Name of an area that the registry does not name, with `{number}`.
    #[schemars(description = "名前の登録がない地域の仮の名前。番号の入るところは {number}。")]
    pub unnamed: String,
    /// Label of the last row.
    #[schemars(description = "合計の行の見出し。")]
    pub total_label: String,
    /// Rows without a name below the ward's areas.
    #[schemars(description = "予備の行の数。")]
    pub spare_rows: u32,
    /// Marks that say yes.
    #[schemars(description = "「該当する」の印。")]
    pub yes: Vec<String>,
    /// Marks that say no; a blank says no as well.
    #[schemars(description = "「該当しない」の印。")]
    pub no: Vec<String>,
    /// Words after a name that do not make it another name.
    #[schemars(description = "名前の後にあってもなくても同じ地域とみなす語。")]
    pub name_suffixes: Vec<String>,
    /// The columns of one fiscal year.
    #[schemars(description = "1つの年度の列。")]
    pub column: Vec<AreaColumn>,
}

/// One column of a fiscal year.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "年度ごとの1つの列。")]
pub struct AreaColumn {
    /// What is asked; its field on the form is the sum of this column.
    #[serde(deserialize_with = "indicator_id")]
    #[schemars(description = "聞く指標。", with = "String")]
    pub indicator: IndicatorId,
    /// What is filled in.
    #[schemars(description = "書き方。")]
    pub kind: AreaColumnKind,
    /// Head of the column.
    #[schemars(description = "列の見出し。")]
    pub header: String,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "列の書き方：印か、数か。")]
pub enum AreaColumnKind {
    /// A mark or nothing.
    Mark,
    /// A whole number.
    Count,
}

fn indicator_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<IndicatorId, D::Error> {
    String::deserialize(from).map(IndicatorId::new)
}

impl AreaSheetDefinition {
    /// The column of an indicator.
    pub fn column(&self, indicator: &IndicatorId) -> Option<&AreaColumn> {
        self.column
            .iter()
            .find(|column| column.indicator == *indicator)
    }

    /// The name of an area that has none, by its running number.
    pub fn unnamed(&self, number: u32) -> String {
        self.unnamed.replace("{number}", &number.to_string())
    }

    /// A name without blanks and without the words that may follow it.
    pub fn name_key(&self, name: &str) -> String {
        let plain: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        let shorter = self.name_suffixes.iter().find_map(|suffix| {
            plain
                .strip_suffix(suffix.as_str())
                .filter(|rest| !rest.is_empty())
        });
        shorter.map_or_else(|| plain.clone(), str::to_owned)
    }
}

/// What is wrong with the sheet: a mark that says both, columns that the form does not ask for, or the same one twice.
pub(super) fn faults(sheet: &Located<AreaSheetDefinition>, form: &FormDefinition) -> Vec<Said> {
    let mut said = Vec::new();
    let mut tell =
        |key: &str, code, message: String| said.push((code, sheet.line_of(key), message));
    if !sheet.unnamed.contains("{number}") {
        let message = "番号の入るところ「{number}」がありません".to_owned();
        tell("unnamed", codes::TEXT, message);
    }
    if sheet.yes.is_empty() {
        let message = "「該当する」の印が1つもありません".to_owned();
        tell("yes", codes::VALUE, message);
    }
    if sheet.column.is_empty() {
        tell("column", codes::VALUE, "列が1つもありません".to_owned());
    }
    if let Some(mark) = sheet.yes.iter().find(|mark| sheet.no.contains(mark)) {
        let message = format!("印「{mark}」がyesとnoの両方にあります");
        tell("no", codes::INCONSISTENT, message);
    }
    for (at, column) in sheet.column.iter().enumerate() {
        let id = &column.indicator;
        let is_asked = form
            .field(id)
            .is_some_and(|field| field.indicator == *id && field.is_required);
        if !is_asked {
            let fields = form.fields().map(|(_, _, field)| field.indicator.as_str());
            let message = no_such("指標の欄", id.as_str(), fields);
            tell("column", codes::REFERENCE, format!("地域別の列: {message}"));
        }
        if sheet.column[..at]
            .iter()
            .any(|other| other.indicator == *id)
        {
            tell(
                "column",
                codes::TWICE,
                format!("指標「{id}」の列が2つあります"),
            );
        }
    }
    said
}
