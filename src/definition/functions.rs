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
    /// Functions in order.
    #[serde(rename = "function")]
    pub functions: Vec<FunctionDefinition>,
}

impl FunctionView {
    /// Every place for running text, in order.
    pub(crate) fn places(&self) -> impl Iterator<Item = &TextPlace> + Clone {
        self.functions.iter().flat_map(|function| &function.text)
    }

    /// The same, to be filled.
    pub(crate) fn places_mut(&mut self) -> impl Iterator<Item = &mut TextPlace> {
        let functions = self.functions.iter_mut();
        functions.flat_map(|function| &mut function.text)
    }
}

/// One function.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FunctionDefinition {
    /// ①–⑤.
    pub number: String,
    /// Name.
    pub name: String,
    /// Statute item.
    pub statute: String,
    /// Projects of the city.
    pub projects: Vec<String>,
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
