//! How numbers are shown: decimals, grouping, signs. What a missing number shows is not decided here.

use model::Indicator;
use rust_decimal::Decimal;

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberStyle {
    /// Decimal places.
    pub decimals: u32,
    /// Thousands separators.
    pub grouping: bool,
    /// The number is in percent; a ％ sign follows it where the head does not say so.
    pub percent: bool,
    /// Which sign stands before it.
    pub sign: Sign,
}

/// The sign before a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A minus before negative numbers.
    Minus,
    /// Plus or minus before every number, for changes: `＋12`, `－3`, `±0`.
    PlusMinus,
    /// An arrow before every number, for changes that are looked over in a table: `↑12`, `↓3`, `±0`. Filled triangles would be
    /// misread: ▲ is the minus sign of public accounts.
    Arrow,
}

impl NumberStyle {
    /// Whole numbers with separators.
    pub const COUNT: Self = Self {
        decimals: 0,
        grouping: true,
        percent: false,
        sign: Sign::Minus,
    };
    /// Percentages with one decimal.
    pub const RATE: Self = Self {
        decimals: 1,
        grouping: false,
        percent: true,
        sign: Sign::Minus,
    };
    /// A bare whole number without separators, such as a year.
    pub const PLAIN: Self = Self {
        decimals: 0,
        grouping: false,
        percent: false,
        sign: Sign::Minus,
    };

    /// How an indicator's numbers are shown.
    pub fn of(indicator: &Indicator) -> Self {
        let base = match indicator.is_percent() {
            true => Self::RATE,
            false => Self::COUNT,
        };
        Self {
            decimals: indicator.decimals,
            ..base
        }
    }

    /// The number as printed, without unit.
    pub fn show(self, value: Decimal) -> String {
        let rounded = value.round_dp_with_strategy(
            self.decimals,
            rust_decimal::RoundingStrategy::MidpointAwayFromZero,
        );
        let places = usize::try_from(self.decimals).unwrap_or(0);
        let plain = format!("{:.places$}", rounded.abs());
        let (whole, fraction) = plain
            .split_once('.')
            .map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if self.grouping && index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push('.');
            text.push_str(fraction);
        }
        match (self.sign, rounded.is_zero(), rounded.is_sign_negative()) {
            (Sign::Minus | Sign::PlusMinus, false, true) => format!("－{text}"),
            (Sign::PlusMinus, false, false) => format!("＋{text}"),
            (Sign::PlusMinus, true, _) => format!("±{text}"),
            (Sign::Arrow, false, true) => format!("↓{text}"),
            (Sign::Arrow, false, false) => format!("↑{text}"),
            (Sign::Arrow, true, _) => "±0".to_owned(),
            (Sign::Minus, ..) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(style: NumberStyle, text: &str) -> String {
        style.show(text.parse().expect("a number"))
    }

    #[test]
    fn thousands_are_grouped_and_halves_rounded_away_from_zero() {
        assert_eq!(show(NumberStyle::COUNT, "1234567"), "1,234,567");
        assert_eq!(show(NumberStyle::COUNT, "999"), "999");
        assert_eq!(show(NumberStyle::RATE, "85.95"), "86.0");
        assert_eq!(show(NumberStyle::PLAIN, "2025"), "2025");
    }

    #[test]
    fn a_change_always_has_a_sign() {
        let signed = NumberStyle {
            sign: Sign::PlusMinus,
            ..NumberStyle::COUNT
        };
        assert_eq!(show(signed, "12"), "＋12");
        assert_eq!(show(signed, "-1200"), "－1,200");
        assert_eq!(show(signed, "0"), "±0");
        let arrow = NumberStyle {
            sign: Sign::Arrow,
            ..NumberStyle::RATE
        };
        assert_eq!(show(arrow, "1.25"), "↑1.3");
        assert_eq!(show(arrow, "-1.2"), "↓1.2");
        assert_eq!(show(arrow, "0.0"), "±0");
    }
}
