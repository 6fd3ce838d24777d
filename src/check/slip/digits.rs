//! Slips within the digits of one number: swapped, too many, missing, a sign, a shifted percentage.

use rust_decimal::Decimal;

use super::doubt::Expected;
use super::written::Written;
use diagnostic::SlipKind;

/// Every kind of slip in the digits that leads from an accepted number to the written one, with that number if it is
/// the only one of its kind.
pub(super) fn candidates(written: Written, expected: Expected) -> Vec<(SlipKind, Option<Decimal>)> {
    let mut found: Vec<(SlipKind, Option<Decimal>)> = Vec::new();
    // A range accepts many numbers, so that it tells less.
    let is_range = matches!(expected, Expected::Within(..) | Expected::Bounds(..));
    if written.value < Decimal::ZERO {
        let meant = Written {
            value: -written.value,
            ..written
        };
        if meant.value > Decimal::ONE && meant.is(expected) {
            found.push((SlipKind::Sign, Some(meant.value)));
        }
        return found;
    }
    if written.is_percent {
        found.extend(share(written, expected));
    }
    let Some(text) = Digits::of(written) else {
        return found;
    };
    if !text.tells() {
        return found;
    }
    let groups = [
        (SlipKind::DigitsSwapped, text.swapped()),
        (SlipKind::DigitTooMany, text.without_zeros()),
        (SlipKind::DigitTooMany, text.without_one(is_range)),
        (SlipKind::DigitMissing, text.with_zeros()),
        // Within a range some digit more would nearly always do.
        (
            SlipKind::DigitMissing,
            if is_range {
                Vec::new()
            } else {
                text.with_one()
            },
        ),
    ];
    for (kind, meant) in groups {
        // A shift by ten explains more than some digit somewhere: where it fits, the rest of its kind is not asked.
        if found.iter().any(|(known, _)| *known == kind) {
            continue;
        }
        let mut accepted: Vec<Decimal> = meant
            .into_iter()
            .filter(|meant| meant.value > Decimal::ONE && meant.is(expected))
            .map(|meant| meant.value)
            .collect();
        accepted.sort_unstable();
        accepted.dedup();
        if let [first, rest @ ..] = &accepted[..] {
            // Within a range a missing digit may have been any.
            let is_open = is_range && kind == SlipKind::DigitMissing;
            found.push((kind, (rest.is_empty() && !is_open).then_some(*first)));
        }
    }
    found
}

/// 0.75 for 75, and 7500 for 75.
fn share(written: Written, expected: Expected) -> Option<(SlipKind, Option<Decimal>)> {
    let (kind, value, decimals) = if written.value > Decimal::ZERO && written.value <= Decimal::ONE
    {
        let value = written.value * Decimal::ONE_HUNDRED;
        (
            SlipKind::Fraction,
            value,
            written.decimals.saturating_sub(2),
        )
    } else if written.value > Decimal::ONE_HUNDRED {
        let value = written.value / Decimal::ONE_HUNDRED;
        // As the person wrote it before Excel made a hundredfold of it.
        (SlipKind::PercentTwice, value, value.normalize().scale())
    } else {
        return None;
    };
    let meant = Written::percent(value, decimals);
    meant.is(expected).then_some((kind, Some(value)))
}

/// The digits of a number and where its point stands.
struct Digits {
    digits: Vec<u8>,
    scale: usize,
    written: Written,
}

impl Digits {
    fn of(written: Written) -> Option<Self> {
        let decimals = written.decimals.max(written.value.normalize().scale());
        let places = usize::try_from(decimals).ok()?;
        let text = format!("{:.places$}", written.value);
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        // A point in a count is a fault of another kind.
        let is_plain = written.is_percent || places == 0;
        (is_plain && digits.len() <= 12).then_some(Self {
            digits,
            scale: places,
            written,
        })
    }

    /// Whether there are digits enough not to agree by chance.
    fn tells(&self) -> bool {
        if self.written.is_percent {
            self.written.value >= Decimal::ONE
        } else {
            self.digits.len() >= 2
        }
    }

    /// The number of these digits; `None` if it begins with a needless zero.
    fn number(&self, digits: &[u8], scale: usize) -> Option<Written> {
        let whole = digits.len().checked_sub(scale).filter(|whole| *whole > 0)?;
        if whole > 1 && digits[0] == b'0' {
            return None;
        }
        let mantissa = digits
            .iter()
            .fold(0i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        let decimals = u32::try_from(scale).ok()?;
        Some(Written {
            value: Decimal::new(mantissa, decimals),
            decimals,
            ..self.written
        })
    }

    fn swapped(&self) -> Vec<Written> {
        (1..self.digits.len())
            .filter(|at| self.digits[at - 1] != self.digits[*at])
            .filter_map(|at| {
                let mut digits = self.digits.clone();
                digits.swap(at - 1, at);
                self.number(&digits, self.scale)
            })
            .collect()
    }

    /// One or two shifts to the right: 1180 for 118, 750 for 75.0. A count must stay whole.
    fn without_zeros(&self) -> Vec<Written> {
        let mut meant = Vec::new();
        for (shift, by) in [(1, Decimal::TEN), (2, Decimal::ONE_HUNDRED)] {
            let value = (self.written.value / by).normalize();
            // Percentages are written with one decimal, or with as many as stand there.
            let most = if self.written.is_percent {
                self.written.decimals.max(1)
            } else {
                0
            };
            if value.scale() <= most {
                let decimals = if self.written.is_percent {
                    self.written.decimals + shift
                } else {
                    0
                };
                meant.push(Written {
                    value,
                    decimals,
                    ..self.written
                });
            }
        }
        meant
    }

    /// One or two shifts to the left: 12 for 120, 7.5 for 75.
    fn with_zeros(&self) -> Vec<Written> {
        [(1, Decimal::TEN), (2, Decimal::ONE_HUNDRED)]
            .map(|(shift, by)| Written {
                value: self.written.value * by,
                decimals: self.written.decimals.saturating_sub(shift),
                ..self.written
            })
            .to_vec()
    }

    /// One digit less before the point, wherever it stood, or only one that stands doubled; what is left has two
    /// digits or more.
    fn without_one(&self, doubled: bool) -> Vec<Written> {
        (0..self.digits.len() - self.scale)
            .filter(|at| !doubled || self.digits.get(at + 1) == Some(&self.digits[*at]))
            .filter_map(|at| {
                let mut digits = self.digits.clone();
                digits.remove(at);
                self.number(&digits, self.scale)
            })
            .filter(|meant| meant.value >= Decimal::TEN)
            .collect()
    }

    /// One digit more before the point, whichever and wherever.
    fn with_one(&self) -> Vec<Written> {
        let whole = self.digits.len() - self.scale;
        let mut meant = Vec::new();
        for at in 0..=whole {
            for digit in b'0'..=b'9' {
                let mut digits = self.digits.clone();
                digits.insert(at, digit);
                meant.extend(self.number(&digits, self.scale));
            }
        }
        meant
    }
}
