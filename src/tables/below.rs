//! What a value is of: a table says the number, and not whether it was written beside the value or comes of a registry.
//!
//! # Decisions
//! * What is the registry's now is the registry's. A number that is another one was written, unless it shows that the table was
//!   made with another registry: a number that counted there would have been withheld, had it been written beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use definition::{Definitions, Registry};
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{Denominator, FactKey, Submission};
use read::ReadResult;

/// Settles the denominators of what was restored from tables, once the registry is the run's; tells of tables that were made with
/// another one.
pub fn settle(
    results: &mut [ReadResult],
    definitions: &Definitions,
    registry: &Registry,
) -> Vec<Diagnostic> {
    let mut others: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for result in results.iter_mut() {
        if let Some(table) = result.table.clone()
            && of_result(result, definitions, registry)
        {
            *others.entry(table).or_default() += 1;
        }
    }
    let nouns = definitions.areas.nouns();
    let told = |(table, count): (Arc<str>, usize)| {
        let message = format!(
            "{count}件のファイルの分母が、この取りまとめの登録の{}と違います。割合は、この取りまとめの登録の数で計算しました。",
            nouns.count
        );
        Diagnostic::new(Code::TABLE_PARTIAL, Place::file(&table), message)
            .severity(Severity::Warning)
            .hint("表を作ったときの登録と同じものを --areas で指定しているか、確かめてください。")
    };
    others.into_iter().map(told).collect()
}

/// Keeps what was written beside a value; says whether the table was made with another registry.
fn of_result(result: &mut ReadResult, definitions: &Definitions, registry: &Registry) -> bool {
    let Some(submission) = &mut result.submission else {
        return false;
    };
    let errors = result.diagnostics.iter();
    let errors = errors.filter(|told| told.severity == Severity::Error);
    let errors: Vec<&Diagnostic> = errors.collect();
    let withholds = |told: &&&Diagnostic, key: &FactKey| {
        let mut indicators = told.indicators();
        told.fiscal_year == Some(key.year) && indicators.any(|id| *id == key.indicator)
    };
    let counts = |key: &FactKey| !errors.iter().any(|told| withholds(&told, key));
    let (mut own, mut elsewhere) = (Vec::new(), BTreeSet::new());
    for (key, fact) in &submission.facts {
        let Some(written) = fact.denominator.as_ref().map(|below| below.value) else {
            continue;
        };
        let known = known(submission, definitions, registry, key);
        let total = definitions.registry.stated_total(key.year);
        let is_of_areas = matches!(
            definitions.divided_by(&key.indicator),
            Some(Denominator::Areas)
        );
        if known == Some(written) {
            own.push(key.clone());
        } else if is_of_areas
            && total.map(Decimal::from) != Some(written)
            && fact.value.number().is_some()
            && counts(key)
        {
            elsewhere.insert(key.year);
        }
    }
    for (key, fact) in &mut submission.facts {
        if own.contains(key) || elsewhere.contains(&key.year) {
            Arc::make_mut(fact).denominator = None;
        }
    }
    !elsewhere.is_empty()
}

/// What a value would be of if nothing was written beside it.
fn known(
    submission: &Submission,
    definitions: &Definitions,
    registry: &Registry,
    key: &FactKey,
) -> Option<Decimal> {
    match definitions.divided_by(&key.indicator)? {
        Denominator::Areas => {
            let count = registry.count(submission.ward.as_ref()?, key.year);
            count.map(Decimal::from)
        }
        Denominator::Indicator(id) => submission.fact(id, key.year)?.value.number(),
    }
}
