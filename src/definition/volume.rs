//! The volumes of a report: which chapters are bound together, and who they are for.

use serde::Deserialize;

use super::document::Lines;
use model::Nouns;

/// A volume: a file of its own.
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
    /// It is for the office alone, and is not among what is published.
    #[serde(default)]
    pub internal: bool,
    /// What kind of file it is.
    #[serde(default)]
    pub format: VolumeFormat,
    /// It is written only where it is asked for.
    #[serde(default)]
    pub optional: bool,
    /// Its chapters in order.
    pub chapters: Vec<ChapterKind>,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

impl Volume {
    /// Whether a person who says this means the volume: its identifier, or what it is called.
    pub fn is_called(&self, said: &str, nouns: &Nouns) -> bool {
        let title = nouns.fill(&self.title);
        // What is bound only on demand must be named in full.
        let short = title.split('（').next().filter(|_| !self.optional);
        let said = said.trim();
        said == self.id || said == title || short == Some(said)
    }
}

/// What a person looks at before a report is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BeforePublishing {
    /// Units of which a small count may tell of a person.
    #[serde(default)]
    pub units_of_persons: Vec<String>,
    /// Words that stand behind names.
    #[serde(default)]
    pub behind_names: Vec<String>,
    /// Words of which such a word is a part, and no name stands before it.
    #[serde(default)]
    pub no_names: Vec<String>,
}

/// Under what terms the data of a report may be used: for the municipality alone to decide.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OpenData {
    /// What the terms are called.
    pub licence: String,
    /// Where they stand.
    pub licence_url: String,
    /// How the source is to be named.
    pub attribution: String,
    /// What else is to be known, a sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// The kind of file a volume is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VolumeFormat {
    /// Pages as they are printed.
    #[default]
    Pdf,
    /// A Word document that a person goes on writing.
    Docx,
}

impl VolumeFormat {
    /// What the file's name ends with.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }
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
    /// The units' own words, item by item.
    Narrative,
    /// The same, unit by unit.
    NarrativeByUnit,
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
