//! The stock of half sentences, and how bullets are put together from it.

use std::collections::BTreeMap;

use torimatome::model::Area;

use super::{Failure, Random};

const SENTENCES: &str = include_str!("sentences.txt");

/// Bullets shorter than this always get a second sentence.
const SHORT: usize = 44;

/// Half a sentence with the letters of its kind; halves fit that share a letter, or of which one has none.
#[derive(Clone, Copy)]
struct Half {
    kind: &'static str,
    text: &'static str,
}

impl Half {
    fn read(line: &'static str) -> Self {
        let (kind, text) = line.split_once('|').unwrap_or(("", line));
        Self { kind, text }
    }

    fn fits(self, other: Self) -> bool {
        self.kind.is_empty()
            || other.kind.is_empty()
            || self.kind.contains(|letter| other.kind.contains(letter))
    }
}

/// First and second halves of sentences, and sentences that may follow.
#[derive(Default)]
pub(super) struct Fragments {
    heads: Vec<Half>,
    tails: Vec<Half>,
    more: Vec<&'static str>,
}

/// The stock of fragments by block.
pub(super) fn stock() -> Result<BTreeMap<&'static str, Fragments>, Failure> {
    let mut stock: BTreeMap<&'static str, Fragments> = BTreeMap::new();
    let mut block = "";
    for line in SENTENCES.lines() {
        if let Some(id) = line.strip_prefix('[') {
            block = id.trim_end_matches(']');
        } else if let Some(head) = line.strip_prefix("> ") {
            stock.entry(block).or_default().heads.push(Half::read(head));
        } else if let Some(tail) = line.strip_prefix("< ") {
            stock.entry(block).or_default().tails.push(Half::read(tail));
        } else if let Some(more) = line.strip_prefix("+ ") {
            stock.entry(block).or_default().more.push(more);
        } else if !line.is_empty() && !line.starts_with('#') {
            return Err(format!("cannot read: {line}").into());
        }
    }
    Ok(stock)
}

impl Fragments {
    /// Every pair of halves that fit, as often as it takes to serve all wards.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let fitting = self.heads.iter().enumerate().flat_map(|(head, first)| {
            let tails = self.tails.iter().enumerate();
            tails.filter_map(move |(tail, second)| first.fits(*second).then_some((head, tail)))
        });
        let fitting: Vec<(usize, usize)> = fitting.collect();
        (0..6).flat_map(|_| fitting.iter().copied()).collect()
    }

    /// A sentence of two halves, and mostly one more.
    pub(super) fn sentence(&self, random: &mut Random, head: usize, tail: usize) -> String {
        let mut sentence = format!("{}{}", self.heads[head].text, self.tails[tail].text);
        if sentence.chars().count() < SHORT || random.between(1, 3) > 1 {
            let last = u32::try_from(self.more.len()).unwrap_or(1) - 1;
            sentence.push_str(self.more[usize::try_from(random.between(0, last)).unwrap_or(0)]);
        }
        sentence
    }
}

/// Fills in what differs from ward to ward.
pub(super) fn particulars(random: &mut Random, sentence: &str, ward: &Area, areas: u32) -> String {
    let months = [5, 6, 7, 9, 10, 11, 12, 2];
    let month = months[usize::try_from(random.between(0, 7)).unwrap_or(0)];
    sentence
        .replace("{ward}", &ward.name)
        .replace("{areas}", &areas.to_string())
        .replace("{some}", &random.between(2, areas - 2).to_string())
        .replace("{month}", &format!("{month}月"))
        .replace("{n}", &random.between(2, 6).to_string())
        .replace("{m}", &random.between(7, 38).to_string())
}
