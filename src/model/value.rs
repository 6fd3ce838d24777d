//! What a cell was found to say. Five different things; none ever turns into zero.

use rust_decimal::Decimal;

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, exactly as written after rounding to Excel's 15 digits.
    Number(Decimal),
    /// Nothing was written.
    Blank,
    /// 「該当なし」 and the like: the ward says the question does not apply.
    NotApplicable,
    /// 「未集計」「－」 and the like: the ward does not know yet.
    NotCollected,
    /// Something was written that is no number.
    Unreadable,
}

impl Value {
    /// The number, if it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Blank | Self::NotApplicable | Self::NotCollected | Self::Unreadable => None,
        }
    }

    /// Whether nothing was written.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }
}
