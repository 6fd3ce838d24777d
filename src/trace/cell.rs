//! The other way: every fact in a cell, and every figure that each of them is in.

use super::Tracer;
use ledger::{FactRow, FigureRow, FindingRow};
use model::AsOf;

/// One fact and where it went.
#[derive(Clone, Debug)]
pub struct CellTrace<'a> {
    /// The fact.
    pub fact: &'a FactRow,
    /// The figures it is in.
    pub feeds: Vec<Feed<'a>>,
    /// It was declared for the whole.
    pub is_of_whole: bool,
    /// It was accepted at this date and did not come again.
    pub carried: Option<AsOf>,
    /// It does not count, and the number accepted before stands in its stead.
    pub is_replaced: bool,
    /// Errors and warnings about it.
    pub findings: Vec<&'a FindingRow>,
}

/// A figure that a fact is in.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    /// `1-2/2025/市`.
    pub id: String,
    /// `24/24区`.
    pub share: String,
    /// The figure.
    pub figure: &'a FigureRow,
    /// As what.
    pub part: Part,
    /// That in a word.
    pub label: String,
}

/// What a fact is in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Added, or the value itself.
    Added,
    /// Above the line of a rate.
    Numerator,
    /// Below it.
    Denominator,
    /// One of the rows that the ward's number is made of.
    Below,
}

impl Part {
    /// The word printed beside the figure; `noun` is what a row is called.
    pub fn label(self, noun: &str) -> String {
        match self {
            Self::Added => "加算".to_owned(),
            Self::Numerator => "分子".to_owned(),
            Self::Denominator => "分母".to_owned(),
            Self::Below => format!("{noun}の内訳"),
        }
    }
}

impl<'a> Tracer<'a> {
    pub(super) fn feed(&self, figure: &'a FigureRow, part: Part) -> Feed<'a> {
        Feed {
            id: self.ledger.trace_id(figure),
            share: self.ledger.share(figure),
            label: part.label(self.noun_of_rows(&figure.id().indicator)),
            figure,
            part,
        }
    }

    /// Where a fact went. A figure that could not be computed has nothing in it.
    pub fn fact(&self, fact: &'a FactRow) -> CellTrace<'a> {
        let mut feeds = Vec::new();
        let unit = fact.ward.ward();
        let near = self.ledger.figures.iter().filter(|figure| {
            let is_own = figure.area == fact.ward
                || Some(&figure.area) == unit.as_ref()
                || Some(&figure.area) == self.ledger.city();
            is_own && figure.year == fact.year && figure.value.is_some()
        });
        for figure in near {
            let trace = self.figure(figure);
            let same = |other: Option<&FactRow>| other.is_some_and(|o| std::ptr::eq(o, fact));
            for contribution in &trace.contributions {
                let base = contribution.base.as_ref();
                let part = if same(contribution.fact) {
                    if base.is_some() {
                        Part::Numerator
                    } else {
                        Part::Added
                    }
                } else if same(base.and_then(|base| base.fact)) {
                    Part::Denominator
                } else {
                    continue;
                };
                feeds.push(self.feed(figure, part));
            }
        }
        feeds.extend(self.above(fact));
        CellTrace {
            fact,
            feeds,
            is_of_whole: self.ledger.is_total(&fact.ward),
            carried: self.ledger.carried(fact),
            is_replaced: self.ledger.is_replaced(fact),
            findings: self.about_fact(fact),
        }
    }
}
