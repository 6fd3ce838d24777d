//! The second view: the same indicators by function of the support system.

use serde::Deserialize;

use super::document::Lines;
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
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}
