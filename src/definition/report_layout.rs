//! What the committee's report shows and in which order.

use model::IndicatorId;

/// Layout of the report.
#[derive(Clone, Debug)]
pub struct ReportLayout {
    /// Identifier; also the file stem.
    pub id: String,
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
}
