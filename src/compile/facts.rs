//! Every fact of the submissions that count, with the state it has after checking.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::carried::{accepted, asked, carried, kept, undivided};
use super::lists::runs;
use super::select::Selection;
use super::{CompiledFact, Frame, OfWard, former};
use definition::{Applies, FormDefinition};
use model::{
    AreaCode, Denominator, Fact, FactId, FactKey, FactState, FiscalYear, Indicator, IndicatorId,
    Row, Submission, Value,
};

/// Facts by ward in the city's order, then year, then catalogue order; behind them those of rows; quick to look up.
pub(super) struct Facts {
    rows: Vec<CompiledFact>,
    /// Where those about a ward as a whole stand: as a rule all of them together.
    whole: HashMap<AreaCode, Vec<Range<usize>>>,
    /// How far within theirs the last two that were looked for stand: in most wards the same stand in the same order.
    guesses: Cell<[usize; 2]>,
    /// Where those of rows stand.
    of_rows: HashMap<FactId, usize>,
    /// Those of rows by ward, year and indicator, in their order.
    below: HashMap<(AreaCode, FiscalYear, IndicatorId), Vec<usize>>,
}

impl Facts {
    /// A ward's fact; `None` if nothing counts for the ward.
    pub(super) fn get(
        &self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&CompiledFact> {
        let is_it = |fact: &CompiledFact| fact.year == year && fact.indicator == *indicator;
        let [last, before] = self.guesses.get();
        let mut runs = self.whole.get(ward)?.iter().rev();
        runs.find_map(|run| {
            let own = &self.rows[run.clone()];
            let mut guessed = [last, before].into_iter().filter_map(|at| own.get(at));
            guessed.find(|fact| is_it(fact)).or_else(|| {
                let at = own.iter().rposition(is_it)?;
                self.guesses.set([at, last]);
                own.get(at)
            })
        })
    }

    /// A fact of a ward or of a row of it.
    pub(super) fn of(
        &self,
        row: &Row,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> Option<&CompiledFact> {
        if row.is_whole() {
            return self.get(ward, year, indicator);
        }
        let at = self.of_rows.get(&FactId {
            row: row.clone(),
            ..FactId::whole(ward.clone(), year, indicator.clone())
        });
        at.map(|at| &self.rows[*at])
    }

    /// Whether anything is said of an indicator.
    pub(super) fn has(&self, indicator: &Indicator) -> bool {
        self.rows.iter().any(|fact| fact.indicator == indicator.id)
    }

    /// Of which codes, in which fiscal years and columns, any ward's rows say something.
    pub(super) fn by_code(&self) -> BTreeSet<(&Row, FiscalYear, &IndicatorId)> {
        let rows = self.rows.iter();
        let rows = rows.filter(|fact| matches!(fact.row, Row::Code(_)));
        rows.map(|fact| (&fact.row, fact.year, &fact.indicator))
            .collect()
    }

    /// What the rows of a ward say of an indicator, in their order.
    pub(super) fn in_rows<'a>(
        &'a self,
        ward: &AreaCode,
        year: FiscalYear,
        indicator: &IndicatorId,
    ) -> impl Iterator<Item = &'a CompiledFact> + use<'a> {
        let below = self.below.get(&(ward.clone(), year, indicator.clone()));
        below.into_iter().flatten().map(|at| &self.rows[*at])
    }

    /// The rows of `facts.csv`.
    pub(super) fn into_rows(self) -> Vec<CompiledFact> {
        self.rows
    }
}

/// Collects the facts of the compiled years, and of later years where something is written against the form; `of_rows`
/// come behind them.
pub(super) fn facts(
    frame: Frame<'_>,
    selection: &Selection<'_>,
    (newest, years): (&FormDefinition, &[FiscalYear]),
    of_rows: Vec<CompiledFact>,
) -> Facts {
    let wards = frame.definitions.areas.wards();
    // As many as there will be, or nearly: a list of a whole country is not copied again and again while it grows.
    let of_one = asked(frame, newest).len() * years.len();
    let mut rows = Vec::with_capacity(wards.len() * of_one + of_rows.len());
    let divided = former::divided(frame, &[newest]);
    for ward in wards {
        for one in &divided {
            let years = years.iter().filter(|year| **year < one.until);
            rows.extend(
                years.filter_map(|year| accepted(frame, &ward.code, *year, &one.indicator.id)),
            );
        }
        let Some(submission) = selection.used(&ward.code) else {
            rows.extend(carried(frame, &ward.code, newest, years));
            continue;
        };
        let form = frame.definitions.form_of(submission);
        let asked = asked(frame, form);
        for column in &form.years {
            // Of a ward as it was, only what was accepted then counts.
            if submission.since.is_some_and(|since| column.year < since)
                && frame.definitions.areas.stands_in(&ward.code, column.year)
            {
                continue;
            }
            let is_due = years.contains(&column.year);
            let said = asked.iter().filter_map(|indicator| {
                let key = FactKey::whole(indicator.clone(), column.year);
                let fact = submission.facts.get(&key);
                let is_written = fact.is_some_and(|fact| !fact.value.is_blank());
                (is_due || is_written)
                    .then(|| compiled(frame, &ward.code, submission, column.year, indicator, fact))
            });
            rows.extend(kept(frame, said.collect()));
        }
    }
    rows.extend(undivided(frame, newest, years));
    rows.extend(of_whole(frame, selection));
    debug_assert!(are_told_once(&rows), "a fact of a ward stands twice");
    let mut whole: HashMap<AreaCode, Vec<Range<usize>>> = HashMap::new();
    for (ward, run) in runs(&rows, CompiledFact::ward) {
        whole.entry(ward.clone()).or_default().push(run);
    }
    rows.extend(of_rows);
    let mut of_rows = HashMap::new();
    let mut below: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, fact) in rows
        .iter()
        .enumerate()
        .filter(|(_, fact)| !fact.row.is_whole())
    {
        of_rows.insert(fact.id(), at);
        let place = (fact.ward.clone(), fact.year, fact.indicator.clone());
        below.entry(place).or_default().push(at);
    }
    Facts {
        rows,
        whole,
        guesses: Cell::default(),
        of_rows,
        below,
    }
}

fn are_told_once(facts: &[CompiledFact]) -> bool {
    let mut known = HashSet::new();
    facts.iter().all(|fact| known.insert(fact.id()))
}

/// What is declared for the whole. Nobody asks for it, so that an empty field is no fact.
fn of_whole(frame: Frame<'_>, selection: &Selection<'_>) -> Vec<CompiledFact> {
    let whole = &frame.definitions.areas.city().code;
    let mut rows: Vec<CompiledFact> = Vec::new();
    let mut known = BTreeSet::new();
    for submission in selection.for_whole() {
        let said = submission.facts.iter();
        // Several may say the same of a field; what they contradict each other in was never chosen.
        let said = said.filter(|(key, fact)| !fact.value.is_blank() && known.insert(*key));
        let said = said.map(|(_, fact)| fact);
        rows.extend(said.map(|fact| {
            let (year, indicator) = (fact.year, &fact.indicator);
            compiled(frame, whole, submission, year, indicator, Some(fact))
        }));
    }
    rows.sort_by_key(|row| {
        let order = frame.definitions.indicator_order(&row.indicator);
        (row.year, order)
    });
    rows
}

fn compiled(
    frame: Frame<'_>,
    ward: &AreaCode,
    submission: &Submission,
    year: FiscalYear,
    indicator: &IndicatorId,
    fact: Option<&Arc<Fact>>,
) -> CompiledFact {
    let withheld_by = frame
        .findings
        .withholding(&submission.file, indicator, year);
    let applies = applies(frame, submission, indicator, year);
    let read = fact.cloned();
    let fact = fact.map(Arc::as_ref);
    let is_empty = fact.is_some_and(|fact| fact.value == Value::NotApplicable);
    let state = match fact.map(|fact| &fact.value) {
        // What an error withholds says nothing of what hangs on it.
        Some(Value::NotApplicable) if is_settled(fact) && applies == Applies::Unknown => {
            FactState::Blank
        }
        Some(Value::Number(_)) if withheld_by.is_empty() => FactState::Reported,
        Some(Value::Number(_)) => FactState::Withheld,
        Some(Value::Blank) if withheld_by.is_empty() => FactState::Blank,
        Some(Value::NotApplicable) => FactState::NotApplicable,
        Some(Value::NotCollected) => FactState::NotCollected,
        None if is_not_on_form(frame, submission, indicator) => FactState::NotOnForm,
        // The field was not found, its text is no number, or a formula in it has no result.
        Some(Value::Unreadable | Value::Blank) | None => FactState::Unreadable,
    };
    CompiledFact {
        ward: ward.clone(),
        year,
        indicator: indicator.clone(),
        row: Row::Whole,
        state,
        withheld_by,
        denominator: denominator(frame, ward, submission, year, indicator, fact),
        fact: read,
        file: submission.file.clone(),
        is_carried: false,
        is_outside: is_empty && applies == Applies::No,
        rejected: None,
    }
}

/// Whether an empty field was taken for 該当なし because it is not asked for.
fn is_settled(fact: Option<&Fact>) -> bool {
    fact.is_some_and(|fact| fact.provenance.text.is_empty())
}

/// Whether an indicator is asked for of a sender; nobody knows where an error withholds the number that it hangs on.
fn applies(
    frame: Frame<'_>,
    submission: &Submission,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Applies {
    let form = frame.definitions.form_of(submission);
    let conditions = form.conditions_of(indicator);
    let mut hangs_on = conditions.iter().filter_map(|one| one.field.as_ref());
    let is_withheld = |other: &IndicatorId| {
        let told = frame.findings.withholding(&submission.file, other, year);
        !told.is_empty()
    };
    match hangs_on.any(is_withheld) {
        true => Applies::Unknown,
        false => form.applies(conditions, submission, year),
    }
}

/// Whether the sender's layout has no such field, which an optional one need not have: it was found in no year, nothing was
/// told about it, and of its sheet other fields were read.
fn is_not_on_form(frame: Frame<'_>, submission: &Submission, indicator: &IndicatorId) -> bool {
    let form = frame.definitions.form_of(submission);
    let has_field = |id: &IndicatorId| {
        let mut years = form.years.iter();
        years.any(|column| submission.fact(id, column.year).is_some())
    };
    let mut fields = form.fields();
    let Some((sheet, ..)) = fields.find(|(.., field)| {
        field.indicator == *indicator && !field.is_required && !has_field(indicator)
    }) else {
        return false;
    };
    let is_told = frame.findings.is_told(&submission.file, indicator);
    let mut beside = sheet.blocks.iter().flat_map(|block| block.fields.iter());
    !is_told && beside.any(|field| has_field(&field.indicator))
}

/// As written beside the value, else what its ratio is divided by: the registry's areas or the ward's own count.
fn denominator(
    frame: Frame<'_>,
    ward: &AreaCode,
    submission: &Submission,
    year: FiscalYear,
    indicator: &IndicatorId,
    fact: Option<&Fact>,
) -> Option<Decimal> {
    if let Some(written) = fact.and_then(|fact| fact.denominator.as_ref()) {
        return Some(written.value);
    }
    match frame.definitions.divided_by(indicator)? {
        Denominator::Areas => frame.registry.count(ward, year).map(Decimal::from),
        Denominator::Indicator(id) => submission
            .fact(id, year)
            .and_then(|fact| fact.value.number()),
    }
}
