//! What a rule doubts in a diagnostic, and what would have been right. Whether a slip explains it is for `pass`.

use rust_decimal::Decimal;

use diagnostic::{Place, SlipKind};
use model::{Fact, IndicatorId};

/// What would have been right.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    /// This number, digit for digit.
    Exactly(Decimal),
    /// This number, which was accepted before; what stands around it may come from there too.
    Accepted(Decimal),
    /// A percentage that rounds to what was written.
    Rate(Decimal),
    /// Something from the first to the second.
    Within(Decimal, Decimal),
    /// As `Within`, but of the number itself nothing is known: two digits that would fit when swapped are no sign.
    Bounds(Decimal, Decimal),
    /// Nobody knows.
    Unknown,
}

/// What in the rows below a number would close the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Below {
    /// The sentence that asks.
    pub(super) question: String,
    /// The cells.
    pub(super) places: Vec<Place>,
}

/// The numbers of a diagnostic that may be wrong, all in the submission and fiscal year that it is about; by default none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubt {
    pub(super) suspects: Vec<(IndicatorId, Expected)>,
    pub(super) asked: Option<SlipKind>,
    pub(super) unexplained: String,
    pub(super) below: Option<Below>,
}

impl Doubt {
    /// A doubt about one number.
    pub(crate) fn about(fact: &Fact, expected: Expected) -> Self {
        Self::default().or(fact, expected)
    }

    /// Another number that may be wrong instead.
    pub(crate) fn or(mut self, fact: &Fact, expected: Expected) -> Self {
        self.suspects.push((fact.indicator.clone(), expected));
        self
    }

    /// The slip that the diagnostic asks about in its own words.
    pub(crate) fn asked(mut self, kind: SlipKind) -> Self {
        self.asked = Some(kind);
        self
    }

    /// The rows below the number that may be wrong in its stead.
    pub(crate) fn below(mut self, below: Option<Below>) -> Self {
        self.below = below;
        self
    }

    /// What the hint begins with where no slip is named.
    pub(crate) fn unexplained(mut self, sentence: String) -> Self {
        self.unexplained = sentence;
        self
    }
}
