//! The sheet for reasons (確認・理由): its words, the headings by which its columns are known, and what is no reason.
//!
//! Placeholders are filled in by `report::form`.

use serde::Deserialize;

use super::document::Lines;

/// The sheet for reasons.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReasonSheet {
    /// Sheet name.
    pub sheet_name: String,
    /// Title.
    pub title: String,
    /// What the sheet is for, under the title.
    pub lead: String,
    /// How to fill it in.
    pub notes: Vec<String>,
    /// What is added on a returned copy, where the warnings are filled in.
    pub return_notes: Vec<String>,
    /// What the guide says beside the link to the sheet.
    pub link: String,
    /// Rows left blank.
    pub blank_rows: u32,
    /// The row that shows how to fill in.
    pub example: ExampleReason,
    /// Headings.
    pub columns: ReasonColumns,
    /// What is no reason.
    pub no_cause: NoCause,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

/// The row that shows how to fill in; it is never read.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExampleReason {
    /// What stands before the row and tells that it is an example.
    pub mark: String,
    /// Code.
    pub code: String,
    /// Field.
    pub item: String,
    /// Fiscal year.
    pub year: String,
    /// Reason.
    pub text: String,
    /// Name.
    pub name: String,
}

/// The headings of the columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReasonColumns {
    /// Code of the diagnostic.
    pub code: ReasonColumn,
    /// Field or indicator.
    pub item: ReasonColumn,
    /// Fiscal year.
    pub year: ReasonColumn,
    /// The reason itself.
    pub text: ReasonColumn,
    /// Who says so.
    pub name: ReasonColumn,
    /// Code of the ward, in a file of reasons.
    pub ward_code: ReasonColumn,
    /// Name of the ward, in a file of reasons.
    pub ward: ReasonColumn,
    /// The date until which the reason holds, in a file of reasons.
    pub until: ReasonColumn,
    /// The number that the reason was given for, in a file of reasons.
    #[serde(default = "value_column")]
    pub value: ReasonColumn,
}

/// For definitions that do not say how this column is headed.
fn value_column() -> ReasonColumn {
    ReasonColumn {
        heading: "値".to_owned(),
        aliases: Vec::new(),
    }
}

/// How a column is headed.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReasonColumn {
    /// As printed.
    pub heading: String,
    /// Other headings by which it is known.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl ReasonColumns {
    /// The columns of the sheet, in printed order.
    pub fn printed(&self) -> [&ReasonColumn; 5] {
        [&self.code, &self.item, &self.year, &self.text, &self.name]
    }

    /// Every column that a table of reasons may have: those of the sheet, and those of a file beside them.
    pub fn all(&self) -> [&ReasonColumn; 9] {
        let [code, item, year, text, name] = self.printed();
        let (ward_code, ward) = (&self.ward_code, &self.ward);
        let (until, value) = (&self.until, &self.value);
        [code, item, year, text, name, ward_code, ward, until, value]
    }
}

impl ReasonColumn {
    /// Every heading by which the column is known.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.heading.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// What states no cause.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NoCause {
    /// Fewest letters that can be a cause.
    pub shortest: usize,
    /// Phrases that say nothing about the cause.
    pub phrases: Vec<String>,
}
