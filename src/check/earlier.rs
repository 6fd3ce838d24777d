//! What reading and the rules before have already told, so that a rule can keep silent: one root cause, one message.
//! What is told about a superseded file is set aside and counted: nobody has to act on it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::counts::Counts;

use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{Choices, Fact, FactState, FiscalYear, IndicatorId, PreviousFacts, Submission};

/// Diagnostics so far, and the gravest word about each fact.
#[derive(Debug, Default)]
pub struct Earlier {
    /// None where one was taken back.
    diagnostics: Vec<Option<Diagnostic>>,
    set_aside: Vec<Diagnostic>,
    facts: BTreeMap<(Arc<str>, FiscalYear, IndicatorId), Severity>,
    /// By file, the places in it that a diagnostic names: which diagnostic, and which of its related places; its own is `None`.
    named: BTreeMap<Arc<str>, Vec<(usize, Option<usize>)>>,
    /// The counts that nothing told so far withholds, where a rule has asked for them.
    counts: RefCell<BTreeMap<(IndicatorId, FiscalYear), Rc<Counts>>>,
    /// How many numbers of an indicator and year were accepted before, and their sum.
    accepted: RefCell<BTreeMap<(IndicatorId, FiscalYear), (usize, Decimal)>>,
}

impl Earlier {
    pub(super) fn add(&mut self, diagnostics: Vec<Diagnostic>) {
        self.counts.take();
        for diagnostic in &diagnostics {
            let (Some(file), Some(year)) = (&diagnostic.place.file, diagnostic.fiscal_year) else {
                continue;
            };
            for indicator in diagnostic.indicators() {
                // The smaller severity is the graver one.
                self.facts
                    .entry((Arc::clone(file), year, indicator.clone()))
                    .and_modify(|known| *known = (*known).min(diagnostic.severity))
                    .or_insert(diagnostic.severity);
            }
        }
        for told in diagnostics {
            let at = self.diagnostics.len();
            let related = told.related.iter().enumerate();
            let related = related.map(|(which, place)| (Some(which), place));
            for (which, place) in std::iter::once((None, &told.place)).chain(related) {
                if let Some(file) = &place.file {
                    let names = self.named.entry(Arc::clone(file)).or_default();
                    names.push((at, which));
                }
            }
            self.diagnostics.push(Some(told));
        }
    }

    /// As [`Self::add`], but what is about a superseded file is set aside.
    pub(super) fn add_heard(&mut self, diagnostics: Vec<Diagnostic>, choices: &Choices) {
        let is_heard = |told: &Diagnostic| {
            let file = told.place.file.as_ref();
            file.is_none_or(|file| choices.superseded_by(file).is_none())
        };
        let (heard, aside) = diagnostics.into_iter().partition(is_heard);
        self.add(heard);
        self.set_aside.extend::<Vec<Diagnostic>>(aside);
    }

    /// Takes back what a rule now tells better.
    pub(super) fn take_back(&mut self, absorbed: &[(Fact, Code)]) {
        for (fact, code) in absorbed {
            let is_over = |told: &Diagnostic| told.code == *code && is_about(told, fact);
            let of_file = self.named.get(&fact.provenance.file);
            for (at, _) in of_file.into_iter().flatten() {
                let told = &mut self.diagnostics[*at];
                *told = told.take().filter(|told| !is_over(told));
            }
            self.set_aside.retain(|told| !is_over(told));
        }
    }

    /// Takes back what was told because a number decided it that an error withholds since: then nobody knows whether it is so.
    pub(super) fn take_back_undecided(&mut self, submissions: &[&Submission]) {
        let facts = submissions.iter().flat_map(|one| one.facts.values());
        let withheld = facts.filter(|fact| self.withholds(fact));
        let withheld: Vec<(Place, Arc<Fact>)> = withheld
            .map(|fact| (Place::from(&fact.provenance), Arc::clone(fact)))
            .collect();
        let is_undecided = |told: &Diagnostic| {
            // What stands there although it is not asked for is no decision.
            let mut deciding = withheld.iter().filter(|(_, fact)| !is_about(told, fact));
            told.code == Code::CONDITION_NOT_MET
                && deciding.any(|(place, _)| told.related.contains(place))
        };
        for told in &mut self.diagnostics {
            *told = told.take().filter(|told| !is_undecided(told));
        }
        self.set_aside.retain(|told| !is_undecided(told));
    }

    /// How many errors, warnings and notes about a superseded file were set aside.
    pub fn set_aside(&self, file: &str) -> [usize; 3] {
        [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
            let about = |told: &&Diagnostic| {
                told.severity == severity && told.place.file.as_deref() == Some(file)
            };
            self.set_aside.iter().filter(about).count()
        })
    }

    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics.into_iter().flatten().collect()
    }

    /// Everything told so far.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().flatten()
    }

    /// Whether an error already withholds the fact.
    pub fn withholds(&self, fact: &Fact) -> bool {
        self.severity_of(fact) == Some(Severity::Error)
    }

    /// Whether an error or a warning has already been told about the fact.
    pub fn mentions(&self, fact: &Fact) -> bool {
        matches!(
            self.severity_of(fact),
            Some(Severity::Error | Severity::Warning)
        )
    }

    /// Whether a code has been told about the fact, however lightly.
    pub fn tells(&self, fact: &Fact, code: Code) -> bool {
        let mut told = self.about(&fact.provenance.file);
        told.any(|told| told.code == code && is_about(told, fact))
    }

    /// Whether anything has been told at a place in a file.
    pub fn points_at(&self, place: &Place) -> bool {
        let file = place.file.iter();
        let mut told = file.flat_map(|file| self.about(file));
        told.any(|told| told.place == *place)
    }

    /// What is told of a place in a file.
    pub(super) fn about<'a>(
        &'a self,
        file: &str,
    ) -> impl Iterator<Item = &'a Diagnostic> + use<'a> {
        let own = self.names(file).filter(|(_, related)| related.is_none());
        own.map(|(told, _)| told)
    }

    /// What names a file, once for its own place and once for each related one.
    pub(super) fn names<'a>(
        &'a self,
        file: &str,
    ) -> impl Iterator<Item = (&'a Diagnostic, Option<&'a Place>)> + use<'a> {
        let names = self.named.get(file).into_iter().flatten();
        names.filter_map(|(at, which)| {
            let told = self.diagnostics[*at].as_ref()?;
            Some((told, which.map(|which| &told.related[which])))
        })
    }

    /// The counts of an indicator and year that nothing told so far withholds; `make` finds them where nobody has asked yet.
    pub(super) fn counts(
        &self,
        indicator: &IndicatorId,
        year: FiscalYear,
        make: impl FnOnce() -> Counts,
    ) -> Rc<Counts> {
        let key = (indicator.clone(), year);
        if let Some(known) = self.counts.borrow().get(&key) {
            return Rc::clone(known);
        }
        let made = Rc::new(make());
        self.counts.borrow_mut().insert(key, Rc::clone(&made));
        made
    }

    /// How many numbers of an indicator and year were accepted before, and what they add up to.
    pub(super) fn accepted(
        &self,
        previous: &PreviousFacts,
        indicator: &IndicatorId,
        year: FiscalYear,
    ) -> (usize, Decimal) {
        let key = (indicator.clone(), year);
        if let Some(known) = self.accepted.borrow().get(&key) {
            return *known;
        }
        let facts = previous.facts.iter().filter(|(id, then)| {
            id.year == year && id.indicator == *indicator && then.state == FactState::Reported
        });
        let numbers = facts.filter_map(|(_, then)| then.value.number());
        let made = numbers.fold((0, Decimal::ZERO), |(count, sum), number| {
            (count + 1, sum + number)
        });
        self.accepted.borrow_mut().insert(key, made);
        made
    }

    fn severity_of(&self, fact: &Fact) -> Option<Severity> {
        let key = (
            Arc::clone(&fact.provenance.file),
            fact.year,
            fact.indicator.clone(),
        );
        self.facts.get(&key).copied()
    }
}

/// Whether a diagnostic names a fact.
fn is_about(told: &Diagnostic, fact: &Fact) -> bool {
    told.fiscal_year == Some(fact.year)
        && told.place.file.as_ref() == Some(&fact.provenance.file)
        && told.indicators().any(|id| *id == fact.indicator)
}
