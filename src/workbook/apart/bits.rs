//! Numbers and errors as the two binary formats write them.

use crate::cell::CellValue;

/// Two bytes at a place.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u16::from_le_bytes(two))
}

/// Four bytes at a place.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_le_bytes(four))
}

/// Eight bytes at a place, as the number that they are.
pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let eight = bytes.get(at..at.checked_add(8)?)?.try_into().ok()?;
    Some(f64::from_le_bytes(eight))
}

/// A number in four bytes: a whole one or the upper half of another, as it is or a hundredfold.
pub(super) fn short_number(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 {
        number
    } else {
        number / 100.0
    }
}

/// An error by its number.
pub(super) fn error(number: u8) -> CellValue {
    let text = match number {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#UNKNOWN!",
    };
    CellValue::Error(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_number_is_whole_or_half_of_one() {
        let whole = |number: i32| (number << 2).cast_unsigned() | 2;
        let half = |number: f64| (number.to_bits() >> 32) as u32;
        for (bits, expected) in [
            (whole(453), 453.0),
            (whole(-1), -1.0),
            (whole(8_546) | 1, 85.46),
            (half(0.75), 0.75),
            (half(75.0) | 1, 0.75),
        ] {
            assert_eq!(short_number(bits).to_bits(), f64::to_bits(expected));
        }
    }
}
