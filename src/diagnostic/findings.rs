//! The findings of a run: collecting, ordering, counting, and which facts are withheld.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AcceptedReason, Code, Diagnostic, Severity, Topic};
use model::{AreaCode, FiscalYear, IndicatorId};

/// Whether a rule ran. Silence of a rule that ran means checked and fine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran.
    Ran,
    /// It could not run, and why (Japanese).
    Skipped(String),
}

impl Outcome {
    /// What became of a rule that could not run where this holds, and why.
    pub fn skipped_if(could_not: bool, why: impl Into<String>) -> Self {
        if could_not {
            Self::Skipped(why.into())
        } else {
            Self::Ran
        }
    }
}

/// The outcome of one rule over the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOutcome {
    /// The rule's code.
    pub code: Code,
    /// The form that it was run for, in a run with several.
    pub form: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
}

impl RuleOutcome {
    /// What became of a rule of a run with one form.
    pub fn new(code: Code, outcome: Outcome) -> Self {
        Self {
            code,
            form: None,
            outcome,
        }
    }
}

/// Every diagnostic of a run in fixed order, and what became of every rule.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    diagnostics: Vec<Diagnostic>,
    rules: Vec<RuleOutcome>,
    withheld: BTreeMap<(Arc<str>, IndicatorId, FiscalYear), BTreeSet<Code>>,
    /// In which files anything was told about which indicators.
    told: BTreeSet<(Arc<str>, IndicatorId)>,
    /// The places of what is told of each file, in fixed order.
    of_files: BTreeMap<Arc<str>, Vec<usize>>,
    codes: &'static [Code],
}

/// Which diagnostics are about which file.
fn of_files(diagnostics: &[Diagnostic]) -> BTreeMap<Arc<str>, Vec<usize>> {
    let mut of_files: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
    for (at, told) in diagnostics.iter().enumerate() {
        if let Some(file) = &told.place.file {
            of_files.entry(Arc::clone(file)).or_default().push(at);
        }
    }
    of_files
}

impl Findings {
    /// Orders diagnostics by ward (in the order given), file, sheet, cell and code, and notes what errors withhold.
    /// `codes` is every code that could have been told.
    pub fn new(
        mut diagnostics: Vec<Diagnostic>,
        mut rules: Vec<RuleOutcome>,
        codes: &'static [Code],
        ward_order: &dyn Fn(&AreaCode) -> u32,
    ) -> Self {
        diagnostics.sort_by_cached_key(|d| {
            (
                d.ward.as_ref().map_or(0, ward_order),
                d.place.clone(),
                d.severity,
                d.code,
                d.fiscal_year,
                d.indicator.clone(),
                d.message.clone(),
            )
        });
        diagnostics.dedup();
        rules.sort_by_key(|rule| rule.code);
        // A kind that the form uses more than once is one rule where the same became of each use.
        rules.dedup();
        let mut withheld: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for d in diagnostics.iter().filter(|d| d.severity == Severity::Error) {
            let (Some(file), Some(year)) = (&d.place.file, d.fiscal_year) else {
                continue;
            };
            for indicator in d.indicators() {
                withheld
                    .entry((Arc::clone(file), indicator.clone(), year))
                    .or_default()
                    .insert(d.code);
            }
        }
        let told = diagnostics.iter().flat_map(|told| {
            let file = told.place.file.iter();
            file.flat_map(|file| told.indicators().map(|id| (Arc::clone(file), id.clone())))
        });
        let told = told.collect();
        Self {
            of_files: of_files(&diagnostics),
            diagnostics,
            rules,
            withheld,
            told,
            codes,
        }
    }

    /// Every code that could have been told.
    pub fn codes(&self) -> &'static [Code] {
        self.codes
    }

    /// Every diagnostic, in fixed order.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What is told of one file, in fixed order.
    pub fn of_file(&self, file: &str) -> impl Iterator<Item = &Diagnostic> + use<'_> {
        let places = self.of_files.get(file).into_iter().flatten();
        places.map(|at| &self.diagnostics[*at])
    }

    /// What concerns one form, with what became of its rules.
    #[must_use]
    pub fn about(&self, form: &str, is_it: impl Fn(&Diagnostic) -> bool) -> Self {
        let own = self.diagnostics.iter().filter(|told| is_it(told));
        let diagnostics: Vec<Diagnostic> = own.cloned().collect();
        let is_of_it = |rule: &&RuleOutcome| rule.form.as_ref().is_none_or(|of| of == form);
        Self {
            of_files: of_files(&diagnostics),
            diagnostics,
            rules: self.rules.iter().filter(is_of_it).cloned().collect(),
            withheld: self.withheld.clone(),
            told: self.told.clone(),
            codes: self.codes,
        }
    }

    /// Takes out what is less grave than this, for showing; gives how many errors, warnings and notes were taken out.
    /// What errors withhold stays.
    pub fn hide_below(&mut self, least: Severity) -> [usize; 3] {
        // The smaller severity is the graver one.
        let hidden = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
            let is_hidden = severity > least;
            if is_hidden { self.count(severity) } else { 0 }
        });
        self.diagnostics.retain(|d| d.severity <= least);
        self.of_files = of_files(&self.diagnostics);
        hidden
    }

    /// The same in the same order, with every file called as `at` says.
    #[must_use]
    pub fn located(&self, at: &dyn Fn(&Arc<str>) -> Arc<str>) -> Self {
        let mut located = self.clone();
        for told in &mut located.diagnostics {
            let reason = told.reason.as_mut().map(|reason| &mut reason.place);
            let places = std::iter::once(&mut told.place).chain(&mut told.related);
            for place in places.chain(reason) {
                place.file = place.file.as_ref().map(at);
            }
        }
        located.of_files = of_files(&located.diagnostics);
        let withheld = self.withheld.iter();
        located.withheld = withheld
            .map(|((file, indicator, year), codes)| {
                ((at(file), indicator.clone(), *year), codes.clone())
            })
            .collect();
        let told = self.told.iter();
        located.told = told.map(|(file, id)| (at(file), id.clone())).collect();
        located
    }

    /// What became of every rule.
    pub fn rules(&self) -> &[RuleOutcome] {
        &self.rules
    }

    /// How many diagnostics have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    }

    /// The warnings that were accepted for a reason, in fixed order.
    pub fn accepted(&self) -> impl Iterator<Item = (&Diagnostic, &AcceptedReason)> {
        self.diagnostics
            .iter()
            .filter_map(|d| Some((d, d.reason.as_ref()?)))
    }

    /// Whether anything was told about an indicator in a file.
    pub fn is_told(&self, file: &Arc<str>, indicator: &IndicatorId) -> bool {
        self.told.contains(&(Arc::clone(file), indicator.clone()))
    }

    /// Codes of the errors that withhold this fact of this file; empty when it may be used.
    pub fn withholding(
        &self,
        file: &Arc<str>,
        indicator: &IndicatorId,
        year: FiscalYear,
    ) -> Vec<&'static str> {
        let codes = self.errors(file, indicator, year);
        codes.map(Code::id).collect()
    }

    /// Those of them that withhold the rows below the fact as well.
    pub fn withholding_rows(
        &self,
        file: &Arc<str>,
        indicator: &IndicatorId,
        year: FiscalYear,
    ) -> Vec<&'static str> {
        let codes = self.errors(file, indicator, year);
        let of_rows = codes.filter(|code| code.entry().topic == Topic::Rows);
        of_rows.map(Code::id).collect()
    }

    fn errors(
        &self,
        file: &Arc<str>,
        indicator: &IndicatorId,
        year: FiscalYear,
    ) -> impl Iterator<Item = Code> {
        let key = (Arc::clone(file), indicator.clone(), year);
        self.withheld.get(&key).into_iter().flatten().copied()
    }
}
