//! What compiling gives: figures, facts with their states, coverage; and what it needs besides the submissions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ByWard, CompiledFact, Figure, FigureId, Figures, OfWard};
use definition::{Definitions, FormDefinition, Registry};
use diagnostic::Findings;
use model::{
    AreaCode, AreaTree, AsOf, Choices, Difference, EditionId, FiscalYear, Indicator, IndicatorId,
    NarrativeItem, PreviousFacts, Provenance, Role, Row, SavedAt,
};

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
    /// Whether the ward has submitted. A workbook in which nothing was written is no submission, though what it says of
    /// earlier years counts.
    pub fn is_in(self) -> bool {
        self == Self::Submitted
    }

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
    /// Required fields of the live year, without those that it is not asked for.
    pub required: u32,
    /// Rows and bullets of the live year that say anything in words of the sender's own.
    pub words: u32,
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

/// A row that was reported: a unit below a ward, an entry of a register, or a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledRow {
    /// Ward.
    pub ward: AreaCode,
    /// Identifier of its block in the form.
    pub block: String,
    /// The row.
    pub row: Row,
    /// Name, unique within ward and block.
    pub name: String,
    /// Its words by column.
    pub texts: BTreeMap<String, Provenance>,
    /// Whether any of them is more than what the form prints there.
    pub has_own_words: bool,
    /// The ward's name and its own.
    pub title: String,
}

impl OfWard for CompiledRow {
    fn ward(&self) -> &AreaCode {
        &self.ward
    }
}

/// A bullet in a ward's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledWords {
    /// Ward.
    pub ward: AreaCode,
    /// The bullet.
    pub item: Arc<NarrativeItem>,
    /// It was accepted last year and did not come again (再掲).
    pub is_carried: bool,
}

/// All figures of a form in a run.
#[derive(Clone, Debug)]
pub struct Compilation {
    /// The editions that came, oldest first; the newest one there is if nothing came.
    pub editions: Vec<EditionId>,
    /// As-of date of the run.
    pub as_of: AsOf,
    /// As-of date of what was accepted before, if it is given.
    pub previous_as_of: Option<AsOf>,
    /// Fiscal years compiled: those of the editions up to the as-of date's, oldest first.
    pub years: Vec<FiscalYear>,
    /// The indicators of the form, in printed order.
    pub indicators: Vec<Indicator>,
    /// Indicators of earlier editions that were divided into some of them, with the numbers accepted then.
    pub former: Vec<Indicator>,
    /// Figures of the city, of every ward and of the rows that were reported.
    pub figures: Figures,
    /// Facts by ward (city's order), fiscal year, indicator (catalogue order); behind them those of the rows.
    pub facts: ByWard<CompiledFact>,
    /// The rows that were reported, by ward in the city's order.
    pub rows: ByWard<CompiledRow>,
    /// The codes that any ward's rows speak of, in the form's order: of these the whole has figures too.
    pub codes: Vec<Row>,
    /// Bullets by ward (city's order), then form order.
    pub narratives: Vec<CompiledWords>,
    /// Bullets written for the whole.
    pub whole_narratives: Vec<Arc<NarrativeItem>>,
    /// Coverage by ward in the city's order.
    pub coverage: Vec<WardCoverage>,
    /// The wards that sent more than one file, in the city's order.
    pub resubmissions: Vec<Resubmission>,
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

    /// The date that a fact speaks for: the run's, or that of the collection in which it was accepted.
    pub fn as_of_fact(&self, fact: &CompiledFact) -> AsOf {
        let before = self.previous_as_of.filter(|_| fact.is_carried);
        before.unwrap_or(self.as_of)
    }

    /// The date that a figure speaks for: the run's, unless everything in it was accepted before and did not come again.
    pub fn as_of_figure(&self, figure: &Figure) -> AsOf {
        let parts = &figure.contributions;
        let is_carried = !parts.is_empty() && parts.iter().all(|part| part.is_carried);
        let before = self.previous_as_of.filter(|_| is_carried);
        before.unwrap_or(self.as_of)
    }

    /// A figure.
    pub fn figure(
        &self,
        area: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&Figure> {
        let id = FigureId::whole(area.clone(), year, indicator.clone());
        self.figures.get(&id)
    }

    /// The figure of a row.
    pub fn row_figure(
        &self,
        of: &CompiledRow,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&Figure> {
        self.figures.get(&FigureId {
            row: of.row.clone(),
            ..FigureId::whole(of.ward.clone(), year, indicator.clone())
        })
    }

    /// The facts of a row in a fiscal year, in catalogue order.
    pub fn row_facts<'a>(
        &'a self,
        of: &'a CompiledRow,
        year: FiscalYear,
    ) -> impl Iterator<Item = &'a CompiledFact> {
        let is_it = move |fact: &&CompiledFact| fact.row == of.row && fact.year == year;
        self.facts.of(&of.ward).filter(is_it)
    }

    /// A ward's line of the coverage.
    pub fn coverage_of(&self, areas: &AreaTree, ward: &AreaCode) -> Option<&WardCoverage> {
        let line = self.coverage.get(areas.place_of(ward)?)?;
        (line.ward == *ward).then_some(line)
    }

    /// A ward's fact.
    pub fn fact(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&CompiledFact> {
        let mut facts = self.facts.of(ward).filter(|fact| fact.row.is_whole());
        facts.find(|fact| fact.year == year && fact.indicator == *indicator)
    }

    /// How many wards submitted something usable.
    pub fn submitted(&self) -> usize {
        self.coverage
            .iter()
            .filter(|ward| ward.state.is_in())
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
    /// Last year's facts, if given: what was accepted of a past year stays where it does not come again.
    pub previous: Option<&'a PreviousFacts>,
}
