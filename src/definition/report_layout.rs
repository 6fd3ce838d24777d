//! What the committee's report shows and in which order.

use serde::Deserialize;

use super::document::Lines;
use super::form::FormDefinition;
use model::IndicatorId;

/// Layout of the report.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReportLayout {
    /// Identifier; also the file stem.
    pub id: String,
    /// Identifier of the form that it is about.
    pub form: String,
    /// Title.
    pub title: String,
    /// Who issues it.
    pub organisation: String,
    /// Indicators of the summary.
    pub key_indicators: Vec<IndicatorId>,
    /// Indicators charted in the summary.
    pub summary_charts: Vec<IndicatorId>,
    /// Indicators drawn as tile map and ranked bars.
    pub map_indicators: Vec<IndicatorId>,
    /// Fixed notes.
    pub notes: Vec<String>,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

impl ReportLayout {
    /// The report of a form for which no layout says more: its numbers, and no pictures.
    pub(super) fn plain(form: &FormDefinition) -> Self {
        let fields = form.fields().map(|(_, _, field)| field.indicator.clone());
        Self {
            id: form.id.form.clone(),
            form: form.id.form.clone(),
            title: form.name.clone(),
            organisation: String::new(),
            key_indicators: fields.collect(),
            summary_charts: Vec::new(),
            map_indicators: Vec::new(),
            notes: Vec::new(),
            lines: Lines::default(),
        }
    }
}
