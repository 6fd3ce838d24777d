//! What the committee's report shows and in which order.

use rust_decimal::Decimal;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::document::Lines;
use super::form::FormDefinition;
use super::volume::{BeforePublishing, ChapterKind, OpenData, Volume};
use model::IndicatorId;

fn least_for_rate() -> u32 {
    20
}

/// Where an indicator of the whole is meant to go.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Target {
    /// Indicator.
    pub indicator: IndicatorId,
    /// The value meant.
    #[serde(deserialize_with = "number")]
    pub value: Decimal,
    /// Whether more or less is meant.
    #[serde(default)]
    pub direction: Direction,
    /// How near to the target, in percent of it, still is on course.
    #[serde(default = "on_course")]
    pub on_course_percent: u32,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

/// A number as it is written, whole or not: through its shortest text, by which 0.1 is a tenth.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let number = f64::deserialize(deserializer)?;
    number.to_string().parse().map_err(Error::custom)
}

fn on_course() -> u32 {
    90
}

/// Where an indicator is meant to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More.
    #[default]
    Up,
    /// Less.
    Down,
}

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
    /// The least number of the year before of which a rate of change is spoken: a few more of next to nothing say nothing.
    #[serde(default = "least_for_rate")]
    pub least_for_rate: u32,
    /// Where indicators are meant to go.
    #[serde(default, rename = "target")]
    pub targets: Vec<Target>,
    /// The name of the rule whose findings are values that stand out; that of any report where the file names none.
    #[serde(default)]
    pub stands_out: Option<String>,
    /// What a person looks at before it is published; as for any report where the file says nothing.
    #[serde(default)]
    pub before_publishing: Option<BeforePublishing>,
    /// The terms of use of its data; none where nobody has decided any.
    #[serde(default)]
    pub open_data: Option<OpenData>,
    /// Fixed notes.
    pub notes: Vec<String>,
    /// The volumes; those of any report where the file names none.
    #[serde(default, rename = "volume")]
    pub volumes: Vec<Volume>,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

impl ReportLayout {
    /// The same with some of its volumes.
    #[must_use]
    pub fn with_volumes(&self, is_wanted: impl Fn(&Volume) -> bool) -> Self {
        let mut layout = self.clone();
        layout.volumes.retain(|volume| is_wanted(volume));
        layout
    }

    /// Whether a chapter is bound in any of the volumes.
    pub fn binds(&self, kind: ChapterKind) -> bool {
        let mut volumes = self.volumes.iter();
        volumes.any(|volume| volume.chapters.contains(&kind))
    }

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
            least_for_rate: least_for_rate(),
            targets: Vec::new(),
            stands_out: None,
            before_publishing: None,
            open_data: None,
            notes: Vec::new(),
            volumes: Vec::new(),
            lines: Lines::default(),
        }
    }
}
