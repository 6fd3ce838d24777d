//! What compiling gives: figures, facts with their states, coverage; and what it needs besides the submissions.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Absence, Figure, FigureId};
use definition::{Definitions, FormDefinition, Registry};
use diagnostic::Findings;
use model::{
    AreaCode, AsOf, Choices, Difference, EditionId, Fact, FactState, FiscalYear, Indicator,
    IndicatorId, NarrativeItem, Role, SavedAt, Submission,
};

/// One row of `facts.csv`: a ward's fact as reported, with its state.
#[derive(Clone, Debug)]
pub struct CompiledFact {
    /// Ward, or area below a ward.
    pub ward: AreaCode,
    /// Fiscal year.
    pub year: FiscalYear,
    /// Indicator.
    pub indicator: IndicatorId,
    /// State after checking.
    pub state: FactState,
    /// Codes of the errors that withhold it.
    pub withheld_by: Vec<&'static str>,
    /// Denominator: as written, else from the registry, for indicators counted in areas.
    pub denominator: Option<Decimal>,
    /// The fact; `None` if its field was not found in the workbook.
    pub fact: Option<Fact>,
    /// The file.
    pub file: Arc<str>,
}

impl CompiledFact {
    /// Why it does not count, if it does not.
    pub fn absence(&self) -> Option<Absence> {
        (self.state != FactState::Reported)
            .then(|| Absence::State(self.state, self.withheld_by.clone()))
    }

    /// The number as reported, whether withheld or not.
    pub fn number(&self) -> Option<Decimal> {
        self.fact.as_ref().and_then(|fact| fact.value.number())
    }

    /// The number, if it counts.
    pub fn usable(&self) -> Option<Decimal> {
        if self.state == FactState::Reported {
            self.number()
        } else {
            None
        }
    }
}

/// How one ward stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageState {
    /// 提出済.
    Submitted,
    /// 空: a workbook came, but the live year holds no number.
    Empty,
    /// 未提出.
    NotSubmitted,
    /// 読取不能: a file came that, by its name, is the ward's, and it could not be opened.
    Unread,
    /// 採用保留: workbooks came, but which one counts cannot be told, or the as-of date is another.
    Undecided,
}

impl CoverageState {
    /// The Japanese word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Submitted => "提出済",
            Self::Empty => "記入なし",
            Self::NotSubmitted => "未提出",
            Self::Unread => "読取不能",
            Self::Undecided => "採用保留",
        }
    }
}

/// One ward's line of the coverage table (提出状況).
#[derive(Clone, Debug)]
pub struct WardCoverage {
    /// Ward.
    pub ward: AreaCode,
    /// State.
    pub state: CoverageState,
    /// Files that came for it.
    pub files: Vec<Arc<str>>,
    /// Required fields of the live year that hold a usable number.
    pub filled: u32,
    /// Required fields of the live year.
    pub required: u32,
    /// As-of date in the workbook.
    pub as_of: Option<AsOf>,
    /// Errors, warnings and notes about it.
    pub counts: [usize; 3],
}

/// A ward that sent more than one file.
#[derive(Clone, Debug)]
pub struct Resubmission {
    /// Ward.
    pub ward: AreaCode,
    /// Every file of it, by name.
    pub files: Vec<ReceivedFile>,
    /// Each file that was replaced, and what was changed.
    pub replacements: Vec<Replacement>,
}

/// One of several files of a ward.
#[derive(Clone, Debug)]
pub struct ReceivedFile {
    /// File name.
    pub file: Arc<str>,
    /// As-of date in it.
    pub as_of: Option<AsOf>,
    /// When it was saved, as it says itself.
    pub saved: Option<SavedAt>,
    /// What became of it.
    pub role: Role,
}

/// One file in place of another.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The file that is not used.
    pub old: Arc<str>,
    /// The file that was chosen.
    pub new: Arc<str>,
    /// The form of the chosen file.
    pub form: EditionId,
    /// What reads otherwise in it.
    pub differences: Vec<Difference>,
}

/// An area below a ward that was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledArea {
    /// Code below the ward's.
    pub code: AreaCode,
    /// Ward.
    pub ward: AreaCode,
    /// Name, unique within the ward.
    pub name: String,
    /// The ward's name and its own.
    pub title: String,
}

/// All figures of a form in a run.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// The editions that came, oldest first; the newest one there is if nothing came.
    pub editions: Vec<EditionId>,
    /// As-of date of the run.
    pub as_of: AsOf,
    /// Fiscal years compiled: those of the editions up to the as-of date's, oldest first.
    pub years: Vec<FiscalYear>,
    /// The indicators of the form, in printed order.
    pub indicators: Vec<Indicator>,
    /// Figures of the city, of every ward and of the areas that were reported.
    pub figures: BTreeMap<FigureId, Figure>,
    /// Facts by ward (city's order), fiscal year, indicator (catalogue order).
    pub facts: Vec<CompiledFact>,
    /// The areas below the wards that were reported, by ward in the city's order.
    pub areas: Vec<CompiledArea>,
    /// Their facts in the same order; `ward` is the area's code.
    pub area_facts: Vec<CompiledFact>,
    /// Bullets by ward (city's order), then form order.
    pub narratives: Vec<(AreaCode, NarrativeItem)>,
    /// Coverage by ward in the city's order.
    pub coverage: Vec<WardCoverage>,
    /// The wards that sent more than one file, in the city's order.
    pub resubmissions: Vec<Resubmission>,
    /// The submissions that count, by ward in the city's order.
    pub used: Vec<Submission>,
    /// Some workbook says its data are invented.
    pub has_sample_data: bool,
}

impl Compilation {
    /// The newest edition of the form that came.
    pub fn newest<'a>(&self, definitions: &'a Definitions) -> &'a FormDefinition {
        let newest = self.editions.last();
        newest
            .and_then(|id| definitions.edition(id))
            .expect("internal error: compiling names at least one edition of its definitions")
    }

    /// A figure.
    pub fn figure(
        &self,
        area: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&Figure> {
        self.figures.get(&FigureId {
            year,
            indicator: indicator.clone(),
            area: area.clone(),
        })
    }

    /// A ward's fact.
    pub fn fact(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&CompiledFact> {
        self.facts
            .iter()
            .find(|fact| fact.ward == *ward && fact.year == year && fact.indicator == *indicator)
    }

    /// How many wards submitted something usable.
    pub fn submitted(&self) -> usize {
        self.coverage
            .iter()
            .filter(|ward| matches!(ward.state, CoverageState::Submitted | CoverageState::Empty))
            .count()
    }
}

/// What compiling needs besides the submissions.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Forms, areas, indicators.
    pub definitions: &'a Definitions,
    /// Identifier of the form that is compiled.
    pub form: &'a str,
    /// The registry of this run.
    pub registry: &'a Registry,
    /// The run's as-of date.
    pub as_of: AsOf,
    /// What checking found; its errors withhold facts.
    pub findings: &'a Findings,
    /// Which submissions count.
    pub choices: &'a Choices,
}
