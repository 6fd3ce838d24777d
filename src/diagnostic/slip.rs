//! The slips of the hand that a diagnostic can name. How one is told from another is left to the rules.

/// What most likely went wrong in writing. A diagnostic carries it only where exactly one slip explains the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlipKind {
    /// Divided by the number printed for the whole city.
    CityDenominator,
    /// Two digits that stand side by side changed places: 74 for 47.
    DigitsSwapped,
    /// A digit or two too many: 1180 for 118.
    DigitTooMany,
    /// A digit or two missing: 12 for 120.
    DigitMissing,
    /// The number of the field above, below or beside.
    NeighbourRow,
    /// The number of another fiscal year's column.
    OtherYear,
    /// 0.75 where 75 was asked.
    Fraction,
    /// 7500 where 75 was asked.
    PercentTwice,
    /// A minus sign that does not belong there.
    Sign,
}

impl SlipKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::CityDenominator,
        Self::DigitsSwapped,
        Self::DigitTooMany,
        Self::DigitMissing,
        Self::NeighbourRow,
        Self::OtherYear,
        Self::Fraction,
        Self::PercentTwice,
        Self::Sign,
    ];

    /// The English key for machines.
    pub fn key(self) -> &'static str {
        match self {
            Self::CityDenominator => "city-denominator",
            Self::DigitsSwapped => "digits-swapped",
            Self::DigitTooMany => "digit-too-many",
            Self::DigitMissing => "digit-missing",
            Self::NeighbourRow => "neighbour-row",
            Self::OtherYear => "other-year",
            Self::Fraction => "fraction",
            Self::PercentTwice => "percent-twice",
            Self::Sign => "sign",
        }
    }
}
