//! How trouble with data is told: coded diagnostics with a place, and the findings of a run.
//!
//! Imports the model only. A fault of the program is never a diagnostic.

mod alike;
mod code;
mod explanation;
mod findings;
mod reading;
mod severity;
mod slip;
mod verdict;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use alike::gathered;
pub use code::{Code, CodeEntry, Topic};
pub use explanation::{Explanation, Piece, Section, TO_DO, WHAT};
pub use findings::{Findings, Outcome, RuleOutcome};
pub use model::{edits, nearest};
pub use reading::READING;
pub use severity::Severity;
pub use slip::SlipKind;
pub use verdict::verdict;

use model::{AreaCode, CellRef, FiscalYear, IndicatorId, Provenance};

/// Where a diagnostic points: a file, a sheet in it, or a cell in that; nothing for the whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// File name relative to what was given.
    pub file: Option<Arc<str>>,
    /// Sheet.
    pub sheet: Option<Arc<str>>,
    /// Cell.
    pub cell: Option<CellRef>,
}

impl Place {
    /// The whole run.
    pub fn run() -> Self {
        Self::default()
    }

    /// A whole file.
    pub fn file(file: &Arc<str>) -> Self {
        Self {
            file: Some(Arc::clone(file)),
            sheet: None,
            cell: None,
        }
    }

    /// A whole sheet.
    pub fn sheet(file: &Arc<str>, sheet: &Arc<str>) -> Self {
        Self {
            file: Some(Arc::clone(file)),
            sheet: Some(Arc::clone(sheet)),
            cell: None,
        }
    }

    /// A cell.
    pub fn cell(file: &Arc<str>, sheet: &Arc<str>, cell: CellRef) -> Self {
        Self {
            file: Some(Arc::clone(file)),
            sheet: Some(Arc::clone(sheet)),
            cell: Some(cell),
        }
    }

    /// Where it is in its file: `基本目標1!H14`, or the sheet.
    pub fn in_file(&self) -> Option<String> {
        let sheet = self.sheet.as_deref()?;
        Some(match self.cell {
            Some(cell) => format!("{sheet}!{cell}"),
            None => sheet.to_owned(),
        })
    }

    /// Whether it is this very cell.
    pub fn is(&self, file: &str, sheet: &str, cell: CellRef) -> bool {
        self.file.as_deref() == Some(file)
            && self.sheet.as_deref() == Some(sheet)
            && self.cell == Some(cell)
    }
}

impl From<&Provenance> for Place {
    fn from(provenance: &Provenance) -> Self {
        Self::cell(&provenance.file, &provenance.sheet, provenance.cell)
    }
}

/// Why a warning was accepted, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedReason {
    /// The reason as written.
    pub text: String,
    /// Who says so.
    pub name: String,
    /// Where it is written.
    pub place: Place,
}

impl AcceptedReason {
    /// `理由：…（氏名）`, on one line.
    pub fn line(&self) -> String {
        let text: Vec<&str> = self.text.split_whitespace().collect();
        format!("理由：{}（{}）", text.join(" "), self.name)
    }
}

/// One message about the data, with everything a ward needs to act on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule or stage speaks.
    pub code: Code,
    /// Effect.
    pub severity: Severity,
    /// One Japanese sentence: what is there and what was expected.
    pub message: String,
    /// What the person should do.
    pub hint: String,
    /// Identifier of the form whose rule speaks; none where reading does.
    pub form: Option<String>,
    /// Ward, if known.
    pub ward: Option<AreaCode>,
    /// Indicator, if it is about one.
    pub indicator: Option<IndicatorId>,
    /// Fiscal year, if it is about one.
    pub fiscal_year: Option<FiscalYear>,
    /// Other indicators of the same fiscal year that the same fault concerns; an error withholds them too.
    pub also: Vec<IndicatorId>,
    /// The printed label of the field, if it is about one.
    pub field: Option<String>,
    /// Where.
    pub place: Place,
    /// Other places that matter, such as the parts of a sum.
    pub related: Vec<Place>,
    /// What is there, as written.
    pub entered: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// The slip of the hand that the message asks about, if exactly one explains the difference.
    pub slip: Option<SlipKind>,
    /// What makes notes of one file alike, so that [`gathered`] tells them as one.
    pub alike: Option<String>,
    /// Why it was accepted: then it is a note that was a warning, and its hint says the reason.
    pub reason: Option<AcceptedReason>,
}

/// Most characters that a message or what was entered takes: a cell holds up to 200,000.
const MAX_SHOWN: usize = 1_000;
/// Characters at the end that are shown of what is longer.
const MAX_END: usize = 100;

/// The beginning and the end of a text that is longer than anybody reads.
fn shortened(text: String) -> String {
    let length = if text.len() > MAX_SHOWN {
        text.chars().count()
    } else {
        0
    };
    if length <= MAX_SHOWN {
        return text;
    }
    let start: String = text.chars().take(MAX_SHOWN - MAX_END).collect();
    let end: String = text.chars().skip(length - MAX_END).collect();
    format!("{start}……（{length}文字のうち中ほどは略）……{end}")
}

impl Diagnostic {
    /// Starts a diagnostic; the primary place is not optional.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.entry().severity,
            message: shortened(message.into()),
            hint: String::new(),
            form: None,
            ward: None,
            indicator: None,
            fiscal_year: None,
            also: Vec::new(),
            field: None,
            place,
            related: Vec::new(),
            entered: None,
            expected: None,
            slip: None,
            alike: None,
            reason: None,
        }
    }

    /// Replaces the severity of the code by that of the rule instance.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Names the ward.
    #[must_use]
    pub fn ward(mut self, ward: Option<&AreaCode>) -> Self {
        self.ward = ward.cloned();
        self
    }

    /// Names the fact: indicator, fiscal year and the field's printed label. An error withholds this fact.
    #[must_use]
    pub fn fact(
        mut self,
        indicator: &IndicatorId,
        year: FiscalYear,
        field: impl Into<String>,
    ) -> Self {
        self.indicator = Some(indicator.clone());
        self.fiscal_year = Some(year);
        self.field = Some(field.into());
        self
    }

    /// Names another indicator of the same fiscal year that the same fault concerns: one root cause, one message.
    #[must_use]
    pub fn also(mut self, indicator: &IndicatorId) -> Self {
        self.also.push(indicator.clone());
        self
    }

    /// Names a fiscal year without an indicator.
    #[must_use]
    pub fn year(mut self, year: FiscalYear) -> Self {
        self.fiscal_year = Some(year);
        self
    }

    /// Names the field without withholding a fact.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The indicators it is about, the first one first.
    pub fn indicators(&self) -> impl Iterator<Item = &IndicatorId> {
        self.indicator.iter().chain(&self.also)
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }

    /// What is there, as written.
    #[must_use]
    pub fn entered(mut self, text: impl Into<String>) -> Self {
        self.entered = Some(shortened(text.into()));
        self
    }

    /// What was expected.
    #[must_use]
    pub fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = Some(text.into());
        self
    }

    /// Says that notes of this kind in one file are one.
    #[must_use]
    pub fn alike(mut self, kind: impl Into<String>) -> Self {
        self.alike = Some(kind.into());
        self
    }

    /// Names the slip that the message asks about.
    #[must_use]
    pub fn slip(mut self, kind: SlipKind) -> Self {
        self.slip = Some(kind);
        self
    }
}

/// How many of these are errors, warnings and notes.
pub fn counts<'a>(told: impl IntoIterator<Item = &'a Diagnostic>) -> [usize; 3] {
    let mut counts = [0; 3];
    for diagnostic in told {
        for (count, severity) in counts.iter_mut().zip(Severity::ALL) {
            *count += usize::from(diagnostic.severity == severity);
        }
    }
    counts
}
