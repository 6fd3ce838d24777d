//! The first sheet of the ward's workbook: the bureau's words on filling in, checking and asking.
//!
//! Placeholders are filled in by `report::form`.

use diagnostic::nearest;
use serde::Deserialize;

use super::document::Lines;
use super::letters;

/// Words that may stand in braces in the guide's text.
const PLACEHOLDERS: [&str; 7] = ["ward", "as_of", "year", "areas", "form", "due", "contact"];

/// The guide sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Guide {
    /// Sheet name.
    pub sheet_name: String,
    /// Title.
    pub title: String,
    /// What the sheet is for, under the title.
    pub lead: String,
    /// Whom to ask, with the ways to reach them; what speaks of it is left out where it is not said.
    pub contact: Option<String>,
    /// Sections in order.
    pub section: Vec<GuideSection>,
    /// What each colour means.
    pub colours: Colours,
    /// Words on the sheets themselves.
    pub year_notes: YearNotes,
    /// Name of the sheet that lists the diagnostics of a returned copy.
    pub return_sheet_name: String,
    /// Title of that sheet.
    pub return_title: String,
    /// What stands at the top of every sheet of a returned copy.
    pub return_mark: String,
    /// What a redrawn copy is and is not.
    pub return_notes: Vec<String>,
    /// What the sheet of diagnostics says of itself; by this line it is known again when a copy comes back.
    pub return_sheet_mark: String,
    /// What a copy of the sender's own workbook is and is not.
    pub marked_notes: Vec<String>,
    /// What a note of ours begins with; by this it is known again.
    pub marked_note_head: String,
    #[serde(rename = "$lines")]
    pub(crate) lines: Lines,
}

/// A heading and its steps.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GuideSection {
    /// Heading.
    pub heading: String,
    /// Steps or sentences.
    pub steps: Vec<String>,
    /// The steps are numbered.
    #[serde(default)]
    pub numbered: bool,
}

/// The legend.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Colours {
    /// Heading.
    pub heading: String,
    /// An input cell.
    pub input: String,
    /// An input cell of a year to come.
    pub later: String,
    /// A cell that holds what was accepted in an earlier year; not listed if it is not said.
    #[serde(default)]
    pub filled: Option<String>,
    /// A printed cell.
    pub printed: String,
}

/// What stands under each fiscal-year header.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct YearNotes {
    /// A year before the live one.
    pub earlier: String,
    /// The year before the live one, where it holds what was accepted; as `earlier` if it is not said.
    #[serde(default)]
    pub last_filled: Option<String>,
    /// A year before that one, where it holds what was accepted; as `earlier` if it is not said.
    #[serde(default)]
    pub earlier_filled: Option<String>,
    /// What Excel says when a cell that holds what was accepted is chosen; nothing if it is not said.
    #[serde(default)]
    pub filled_message: Option<String>,
    /// A year before the sender was as it is now; as `later` if it is not said.
    #[serde(default)]
    pub before: Option<String>,
    /// What Excel says when a cell of such a year is chosen; as `later-message` if it is not said.
    #[serde(default)]
    pub before_message: Option<String>,
    /// The live year.
    pub live: String,
    /// A year to come.
    pub later: String,
    /// What Excel says when a cell of a year to come is chosen.
    pub later_message: String,
}

/// What is wrong with the placeholders of a text of one of the files that have any.
pub(super) fn unknown_placeholders<'t>(
    path: &str,
    text: &'t str,
) -> impl Iterator<Item = String> + 't {
    let known: &'static [&'static str] = match path {
        "guide.toml" | "reasons.toml" => &PLACEHOLDERS,
        _ => &letters::PLACEHOLDERS,
    };
    let names = text.split('{').skip(1);
    let names = names.map(|piece| piece.split('}').next().unwrap_or_default());
    names
        .filter(move |name| !known.contains(name))
        .map(move |name| match nearest(name, known.iter().copied()) {
            Some(near) => {
                format!("「{{{name}}}」という置き換えの語はありません（近い語: {{{near}}}）")
            }
            None => format!("「{{{name}}}」という置き換えの語はありません"),
        })
}
