//! The second view: the same indicators by function of the support system.

use serde::Deserialize;

use super::document::Lines;
use super::text_place::TextPlace;
use model::IndicatorId;

/// The view by function.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FunctionView {
    /// Title.
    pub title: String,
    /// What the reader must know about the mapping.
    pub note: String,
    /// Stands behind the name of a function that is new.
    #[serde(default)]
    pub new_mark: String,
    /// What the mark means.
    #[serde(default)]
    pub new_note: String,
    /// Indicators that fit none of the functions.
    #[serde(default)]
    pub unplaced: Vec<IndicatorId>,
    /// How it came about, in order.
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
    /// Functions in order.
    #[serde(rename = "function")]
    pub functions: Vec<FunctionDefinition>,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

/// Something that happened, or was decided.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HistoryEntry {
    /// Whose doing it is.
    pub group: String,
    /// When, as printed.
    pub when: String,
    /// What.
    pub what: String,
    /// Text that is printed with it.
    #[serde(default)]
    pub text: Vec<TextPlace>,
}

/// One function.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FunctionDefinition {
    /// ①–⑤.
    pub number: String,
    /// Name.
    pub name: String,
    /// Name in the law's table, where it is another.
    #[serde(default)]
    pub table_name: String,
    /// Whether it is a new one.
    #[serde(default)]
    pub new: bool,
    /// Statute item.
    pub statute: String,
    /// Projects of the city.
    pub projects: Vec<String>,
    /// Projects that stand with it in the picture of the whole.
    #[serde(default)]
    pub pictured: Vec<String>,
    /// Who acts.
    #[serde(default)]
    pub actors: Vec<String>,
    /// Where people meet.
    #[serde(default)]
    pub places: Vec<String>,
    /// Who meets there.
    #[serde(default)]
    pub participants: Vec<String>,
    /// Indicators that have their home here.
    pub primary: Vec<IndicatorId>,
    /// Indicators that also serve this function.
    pub also: Vec<IndicatorId>,
    /// Text that is printed under the function's name.
    #[serde(default)]
    pub text: Vec<TextPlace>,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

impl FunctionView {
    /// Every place for running text, in order.
    pub(crate) fn places(&self) -> impl Iterator<Item = &TextPlace> + Clone {
        let history = self.history.iter().flat_map(|entry| &entry.text);
        history.chain(self.functions.iter().flat_map(|function| &function.text))
    }

    /// The same, to be filled.
    pub(crate) fn places_mut(&mut self) -> impl Iterator<Item = &mut TextPlace> {
        let history = self.history.iter_mut().flat_map(|entry| &mut entry.text);
        let functions = self.functions.iter_mut();
        history.chain(functions.flat_map(|function| &mut function.text))
    }
}
