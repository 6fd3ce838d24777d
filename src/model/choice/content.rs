//! What a submission says, wherever it stands: two files that say the same are one submission, though their bytes differ, as
//! those of a sender's file and of the marked copy that went back do.

use crate::{Fact, Submission, Value};

/// Everything said, in a fixed order: numbers as numbers, what cannot be read as it is written.
pub(super) fn content(submission: &Submission) -> Vec<String> {
    let facts = submission.facts.values();
    let facts = facts.filter(|fact| fact.value != Value::Blank).map(fact);
    let words = submission.narratives.iter();
    let words = words.map(|item| format!("{} {} {}", item.block, item.year, item.text));
    let areas = submission.areas_written.iter();
    let areas = areas.map(|(year, number)| format!("{year} {}", number.value.normalize()));
    let reasons = submission.reasons.iter();
    let reasons = reasons.map(|reason| format!("{:?}", reason.written));
    let rows = submission.rows.iter().flat_map(|block| {
        let rows = block.rows.iter();
        rows.map(move |row| {
            let texts = row.texts.iter();
            let texts = texts.map(|(column, word)| format!("{column}={}", word.text));
            let texts: Vec<String> = texts.collect();
            format!("{} {} {texts:?}", block.block, row.key.text)
        })
    });
    let head = [
        format!("{:?}", submission.form),
        format!("{:?}", submission.as_of),
    ];
    head.into_iter()
        .chain(facts)
        .chain(words)
        .chain(areas)
        .chain(reasons)
        .chain(rows)
        .collect()
}

fn fact(fact: &Fact) -> String {
    let value = match &fact.value {
        Value::Number(number) => number.normalize().to_string(),
        Value::Unreadable => fact.provenance.text.clone(),
        other => format!("{other:?}"),
    };
    let below = fact.denominator.as_ref();
    let below = below.map(|below| below.value.normalize());
    format!("{:?} {value} {below:?}", fact.key())
}
