//! Submissions + Findings ▸ Compilation: figures with contributors and standing, and the coverage of the run.

mod carried;
mod change;
mod compilation;
mod coverage;
mod divided;
mod facts;
mod figure;
mod fold;
mod former;
mod lists;
mod roll_up;
mod rows;
mod select;
mod words;
mod yearly;

use std::collections::BTreeSet;

pub use change::{Change, change, is_in_progress};
pub use compilation::{
    Compilation, CompiledRow, CompiledWords, CoverageState, Frame, ReceivedFile, Replacement,
    Resubmission, WardCoverage,
};
pub use figure::{Absence, CompiledFact, Contribution, Figure, FigureId, Standing};
pub use fold::{Folded, Missing, Part, Reported, Said, Wanted, fold};
pub use former::divided_change;
pub use lists::{ByWard, Figures, OfWard, Run};
pub use yearly::{UnitChange, WholeChange, regrouped_change, unit_change, whole_change};

use definition::FormDefinition;
use lists::Gathered;
use model::{FiscalYear, Row, Submission};

/// Folds the submissions of the form into figures. The order of the submissions does not matter.
pub fn compile(frame: Frame<'_>, submissions: &[Submission]) -> Compilation {
    let own = submissions.iter().filter(|one| one.form.form == frame.form);
    let submissions: Vec<&Submission> = own.collect();
    let editions = editions(frame, &submissions);
    let live = frame.as_of.fiscal_year();
    let columns = editions.iter().flat_map(|form| &form.years);
    let years: BTreeSet<FiscalYear> = columns.map(|column| column.year).collect();
    let years: Vec<FiscalYear> = years.into_iter().filter(|year| *year <= live).collect();
    let selection = select::select(frame, &submissions);
    let newest = editions.last().copied();
    let newest = newest.expect("internal error: there is at least one edition of a form");
    let rows = rows::rows(frame, &selection, &years);
    let facts = facts::facts(frame, &selection, (newest, &years), rows.facts);
    let indicators = frame.definitions.indicators_of(&editions);
    // Where the city reports itself, the figure of a code is that of its own row.
    let codes = if frame.definitions.areas.is_one() {
        Vec::new()
    } else {
        codes(&editions, &rows.list)
    };
    let mut figures = Gathered::default();
    let columns = (&years[..], &indicators[..], &codes[..]);
    roll_up::figures(frame, &selection, &facts, columns, &mut figures);
    let former = divided::figures(frame, &selection, &facts, (&editions, &years), &mut figures);
    figures.extend(rows.figures);
    let coverage = coverage::coverage(frame, &selection, &facts, &editions);
    let narratives = words::words(frame, &selection, (newest, &years));
    let wards = frame.definitions.areas.wards().iter();
    let has_sample_data = wards
        .filter_map(|ward| selection.used(&ward.code))
        .chain(selection.for_whole())
        .any(|submission| submission.is_sample);
    Compilation {
        editions: editions.iter().map(|form| form.id.clone()).collect(),
        as_of: frame.as_of,
        previous_as_of: frame.previous.and_then(|previous| previous.as_of),
        years,
        indicators: indicators.into_iter().cloned().collect(),
        former: former.into_iter().cloned().collect(),
        figures: figures.into(),
        facts: facts.into_rows().into_iter().collect(),
        rows: rows.list.into_iter().collect(),
        codes,
        narratives,
        whole_narratives: selection.words_for_whole(),
        coverage,
        resubmissions: select::resubmissions(frame, &selection),
        has_sample_data,
    }
}

/// The codes of the form's lists that any row stands under.
fn codes(editions: &[&FormDefinition], rows: &[CompiledRow]) -> Vec<Row> {
    let reported: BTreeSet<&Row> = rows.iter().map(|row| &row.row).collect();
    let blocks = editions.iter().rev().flat_map(|form| &form.rows);
    let listed = blocks.flat_map(|block| &block.code);
    let mut seen = BTreeSet::new();
    listed
        .map(|code| Row::Code(code.code.clone()))
        .filter(|code| reported.contains(code) && seen.insert(code.clone()))
        .collect()
}

/// The editions that came, oldest first; the newest one there is if none came.
fn editions<'a>(frame: Frame<'a>, submissions: &[&Submission]) -> Vec<&'a FormDefinition> {
    let known: Vec<_> = frame.definitions.editions(frame.form).collect();
    let came = |form: &&&FormDefinition| submissions.iter().any(|one| one.form == form.id);
    let editions: Vec<_> = known.iter().filter(came).copied().collect();
    match known.last() {
        Some(newest) if editions.is_empty() => vec![*newest],
        _ => editions,
    }
}
