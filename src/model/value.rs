//! What a cell was found to say: five different things, none of which ever turns into zero; and the middle of numbers.

use rust_decimal::Decimal;

/// The largest number that is taken from any file: products of two such numbers, and sums of as many as there can be, stay
/// within what a decimal holds, so that no arithmetic on what was written overflows.
pub const LARGEST: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);

/// The same as a person says it.
pub const LARGEST_WORDS: &str = "1兆";

/// Words beside a number that make it an estimate.
pub const ESTIMATES: [&str; 19] = [
    "約",
    "程度",
    "以上",
    "以下",
    "未満",
    "およそ",
    "前後",
    "くらい",
    "ぐらい",
    "ほど",
    "数件",
    "数名",
    "数人",
    "数十",
    "数百",
    "余",
    "超",
    "弱",
    "強",
];

/// Whether a number is small enough to be taken, whatever its sign.
pub fn is_within(number: Decimal) -> bool {
    number.abs() <= LARGEST
}

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

/// The middle of the numbers; of an even number the mean of the two in the middle.
pub fn median(mut numbers: Vec<Decimal>) -> Option<Decimal> {
    numbers.sort_unstable();
    let upper = *numbers.get(numbers.len() / 2)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *numbers.get(numbers.len() / 2 - 1)?;
    Some((lower + upper) / Decimal::TWO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_number_leaves_room_for_products() {
        assert_eq!(LARGEST, Decimal::from(1_000_000_000_000i64));
        let product = LARGEST.checked_mul(LARGEST);
        assert!(product.is_some_and(|product| product.checked_mul(Decimal::ONE_HUNDRED).is_some()));
        assert!(is_within(-LARGEST) && !is_within(LARGEST + Decimal::ONE));
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        let of = |numbers: &[i64]| median(numbers.iter().copied().map(Decimal::from).collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[3, 1, 2]), Some(Decimal::from(2)));
        assert_eq!(of(&[4, 1, 3, 2]), Some(Decimal::new(25, 1)));
    }
}
