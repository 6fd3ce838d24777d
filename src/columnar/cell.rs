//! One cell between text and what a column holds of it.

use chrono::{Days, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use super::DECIMALS;

/// Bytes of a decimal in a file.
pub(super) const BYTES: usize = 16;

/// A decimal as it stands in a file, and whether digits behind the last one that it has were rounded off; none where it is too
/// large.
pub(super) fn decimal(text: &str) -> Option<([u8; BYTES], bool)> {
    let exact: Decimal = text.parse().ok()?;
    let rounded = exact.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero);
    let power = 10i128.checked_pow(DECIMALS - rounded.scale().min(DECIMALS))?;
    let whole = rounded.mantissa().checked_mul(power)?;
    let is_within = whole.unsigned_abs() < 10u128.pow(super::DIGITS);
    is_within.then(|| (whole.to_be_bytes(), rounded != exact))
}

/// The text of a decimal of whatever size and scale, without trailing zeros; none where it is more than is taken.
pub(super) fn decimal_text(bytes: &[u8], scale: u32) -> Option<String> {
    // What a longer number has in front is its sign, and nothing else.
    let sign = if bytes.first()? & 0x80 == 0 { 0 } else { 0xFF };
    let spare = bytes.len().saturating_sub(BYTES);
    if bytes[..spare].iter().any(|byte| *byte != sign) {
        return None;
    }
    let mut whole = [sign; BYTES];
    let own = bytes.len().min(BYTES);
    whole[BYTES - own..].copy_from_slice(&bytes[spare..]);
    of_whole(i128::from_be_bytes(whole), scale)
}

/// The text of a decimal by its digits and how many of them stand behind the point.
pub(super) fn of_whole(whole: i128, scale: u32) -> Option<String> {
    let (mut whole, mut scale) = (whole, scale);
    while scale > 0 && whole % 10 == 0 {
        whole /= 10;
        scale -= 1;
    }
    let number = Decimal::try_from_i128_with_scale(whole, scale).ok()?;
    Some(number.normalize().to_string())
}

fn first_day() -> NaiveDate {
    NaiveDate::default()
}

/// A day as the days since 1970-01-01.
pub(super) fn date(text: &str) -> Option<i32> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    i32::try_from(date.signed_duration_since(first_day()).num_days()).ok()
}

/// The text of a day.
pub(super) fn date_text(days: i32) -> Option<String> {
    let count = Days::new(u64::from(days.unsigned_abs()));
    let date = match days < 0 {
        true => first_day().checked_sub_days(count),
        false => first_day().checked_add_days(count),
    };
    Some(date?.format("%Y-%m-%d").to_string())
}

/// The text of a number that some program kept as a float: the shortest that means it.
pub(super) fn float_text(number: f64) -> Option<String> {
    let shortest = number.to_string();
    let number: Decimal = shortest.parse().ok()?;
    Some(number.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_after_a_file_or_said_to_be_rounded() {
        for text in [
            "0",
            "12",
            "-3",
            "61.1",
            "1000000000000",
            "0.000333333333333333",
            "-0.5",
        ] {
            let (bytes, is_rounded) = decimal(text).expect("within");
            assert!(!is_rounded, "{text}");
            assert_eq!(decimal_text(&bytes, DECIMALS).as_deref(), Some(text));
        }
        let noise = "0.0000000000000000555111512313";
        let (bytes, is_rounded) = decimal(noise).expect("within");
        assert!(is_rounded);
        let text = decimal_text(&bytes, DECIMALS);
        assert_eq!(text.as_deref(), Some("0.000000000000000056"));
        assert_eq!(
            decimal("100000000000000000000"),
            None,
            "more digits than there are"
        );
        assert_eq!(decimal("十二"), None);
    }

    #[test]
    fn decimals_of_other_programs_are_read_whatever_their_size() {
        assert_eq!(decimal_text(&[0x04, 0xD2], 2).as_deref(), Some("12.34"));
        assert_eq!(decimal_text(&[0xFF], 0).as_deref(), Some("-1"));
        let mut long = vec![0; 20];
        long.push(7);
        assert_eq!(decimal_text(&long, 0).as_deref(), Some("7"));
        long[0] = 1;
        assert_eq!(decimal_text(&long, 0), None);
        assert_eq!(decimal_text(&[], 0), None);
        assert_eq!(float_text(61.1).as_deref(), Some("61.1"));
        assert_eq!(float_text(f64::NAN), None);
    }

    #[test]
    fn days_go_and_come_back() {
        for text in ["1970-01-01", "2026-03-31", "1969-12-31"] {
            let days = date(text).expect("a day");
            assert_eq!(date_text(days).as_deref(), Some(text));
        }
        assert_eq!(date("2026-02-30"), None);
    }
}
