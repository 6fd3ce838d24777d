//! What a figure is made of, as a trace tells it: who is in it, who is not, and what comes out again.

use rust_decimal::Decimal;

use ledger::{FactRow, FigureRow, FindingRow};
use model::{AsOf, Nouns, Row};

/// Where a figure comes from.
#[derive(Clone, Debug)]
pub struct FigureTrace<'a> {
    /// `1-2/2025/市`.
    pub id: String,
    /// `24/24区`.
    pub share: String,
    /// It was declared for the whole: no unit has a number.
    pub is_declared: bool,
    /// What the levels are called.
    pub nouns: &'a Nouns,
    /// The row of `figures.csv`.
    pub figure: &'a FigureRow,
    /// How it is made, in words.
    pub formula: String,
    /// What is in it, by ward in the order of the file.
    pub contributions: Vec<Contribution<'a>>,
    /// Which wards are not, and why.
    pub absent: Vec<Absent<'a>>,
    /// What the ward's own rows say, where the form asks for their sum as well.
    pub rows: Vec<&'a FactRow>,
    /// What one of those rows is called.
    pub noun: &'a str,
    /// The contributions put together again; `None` where there is nothing to put together.
    pub recomputed: Option<Decimal>,
}

impl FigureTrace<'_> {
    /// How many wards are in it: one with several rows counts once.
    pub fn wards(&self) -> usize {
        let mut wards: Vec<&str> = self.contributions.iter().map(|c| c.ward).collect();
        wards.dedup();
        wards.len()
    }

    /// How many wards' parts were accepted before and did not come again.
    pub fn carried(&self) -> usize {
        let carried = self.contributions.iter().filter(|c| c.carried.is_some());
        let mut wards: Vec<&str> = carried.map(|c| c.ward).collect();
        wards.dedup();
        wards.len()
    }

    /// The word that its rows are counted with.
    pub fn counter(&self) -> &str {
        let of_parts = |fact: &&FactRow| matches!(fact.id().row, Row::Part(_));
        if self.rows.first().is_some_and(of_parts) {
            &self.nouns.part
        } else {
            "行"
        }
    }

    /// The row of its ward that a contribution is, where the figure is not of that row itself.
    pub fn row_of(&self, contribution: &Contribution<'_>) -> Option<String> {
        let fact = contribution.fact?;
        (fact.id().row != self.figure.id().row).then(|| fact.row_name())
    }

    /// Whether the contributions give the printed value.
    pub fn agrees(&self) -> bool {
        // No unit is in what was declared for the whole.
        let counted = self.is_declared || usize::try_from(self.figure.reported) == Ok(self.wards());
        counted && (self.figure.value.is_none() || self.figure.value == self.recomputed)
    }

    /// The contributions' sum; for rates, of the numerators.
    pub fn total(&self) -> Decimal {
        self.contributions.iter().map(|c| c.value).sum()
    }

    /// For rates: the denominators' sum.
    pub fn base(&self) -> Option<Decimal> {
        self.contributions
            .iter()
            .map(|c| c.base.as_ref().map(|base| base.value))
            .sum::<Option<Decimal>>()
            .filter(|_| !self.contributions.is_empty())
    }
}

/// One ward's part of a figure.
#[derive(Clone, Debug)]
pub struct Contribution<'a> {
    /// Ward's name.
    pub ward: &'a str,
    /// What was added; for rates, above the line.
    pub value: Decimal,
    /// The fact it was read from; none only where the relation is not known.
    pub fact: Option<&'a FactRow>,
    /// For rates: what was added below the line.
    pub base: Option<Base<'a>>,
    /// It, or what it is divided by, was accepted at this date and did not come again.
    pub carried: Option<AsOf>,
}

/// What stands below the line.
#[derive(Clone, Debug)]
pub struct Base<'a> {
    /// The number.
    pub value: Decimal,
    /// The fact it was read from; none for the registry's number of areas.
    pub fact: Option<&'a FactRow>,
}

/// A ward that is not in a figure.
#[derive(Clone, Debug)]
pub struct Absent<'a> {
    /// Ward's name.
    pub ward: &'a str,
    /// Why, in a word or a sentence.
    pub reason: String,
    /// The fact that is there but does not count.
    pub fact: Option<&'a FactRow>,
    /// The findings that say why.
    pub findings: Vec<&'a FindingRow>,
}
