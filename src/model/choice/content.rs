//! What a submission says, wherever it stands: two files that say the same are one submission, though their bytes differ, as
//! those of a sender's file and of the marked copy that went back do. Two that differ may still not contradict each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Fact, FiscalYear, Submission, Value};

/// Everything said, in a fixed order: numbers as numbers, what cannot be read as it is written.
pub(super) fn content(submission: &Submission) -> Vec<String> {
    let facts = submission.facts.values().map(Arc::as_ref);
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

/// Whether one says otherwise what the other says too: another value in a field, other words in a block of a year.
pub(super) fn contradict(one: &Submission, other: &Submission) -> bool {
    let mut facts = one.facts.iter();
    let is_otherwise = |(key, own): (_, &Arc<Fact>)| {
        let there = other.facts.get(key).filter(|there| is_said(there));
        is_said(own) && there.is_some_and(|there| fact(there) != fact(own))
    };
    let (mine, theirs) = (words(one), words(other));
    let mut blocks = mine.iter();
    facts.any(is_otherwise)
        || blocks.any(|(block, said)| theirs.get(block).is_some_and(|there| there != said))
}

fn is_said(fact: &Fact) -> bool {
    fact.value != Value::Blank
}

/// The bullets of every block and year.
fn words(submission: &Submission) -> BTreeMap<(&str, FiscalYear), Vec<&str>> {
    let mut blocks: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for item in &submission.narratives {
        let block = blocks.entry((&*item.block, item.year)).or_default();
        block.push(&*item.text);
    }
    blocks
}

fn fact(fact: &Fact) -> String {
    let value = match &fact.value {
        Value::Number(number) => number.normalize().to_string(),
        Value::Unreadable => fact.provenance.text.to_string(),
        other => format!("{other:?}"),
    };
    let below = fact.denominator.as_ref();
    let below = below.map(|below| below.value.normalize());
    format!("{:?} {value} {below:?}", fact.key())
}
