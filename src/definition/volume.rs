//! The volumes of a report: which chapters are bound together, and who they are for.

use serde::Deserialize;

use super::document::Lines;

/// A volume: a PDF of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Volume {
    /// Identifier; also the file stem.
    pub id: String,
    /// What it is called, under the report's title; `{unit}` is what the level that reports is called.
    pub title: String,
    /// It goes before a committee, so that nothing internal stands in it.
    #[serde(default)]
    pub for_committee: bool,
    /// Its chapters in order.
    pub chapters: Vec<ChapterKind>,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

/// What a chapter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChapterKind {
    /// What the reader needs first.
    Summary,
    /// Who sent what, file by file.
    Coverage,
    /// The official form, filled for the whole.
    Form,
    /// The units side by side.
    ByWard,
    /// Repeated rows.
    Rows,
    /// Per indicator: map, ranks, how the values lie.
    Pictures,
    /// The whole over the years.
    Trend,
    /// The same figures by function.
    Functions,
    /// A page for each unit.
    Cards,
    /// The units' own words.
    Narrative,
    /// Every diagnostic, and which rules ran.
    Findings,
    /// Which mistakes were made often.
    CommonFindings,
    /// Files, registry, what is left open.
    Sources,
    /// The short numbers of a committee's volume and what they stand for.
    TraceIndex,
    /// The codes that were told, explained.
    Explanations,
    /// Figures for machines.
    Data,
}
