//! The counts of an indicator and fiscal year that may be used, and what they are without one submission's.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

/// Counts by file, their sum, and the ends of their range.
#[derive(Debug, Default)]
pub(super) struct Counts {
    by_file: BTreeMap<Arc<str>, Decimal>,
    sorted: Vec<Decimal>,
    sum: Decimal,
}

/// How many counts there are, what they add up to, the smallest and the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) count: usize,
    pub(super) sum: Decimal,
    pub(super) low: Decimal,
    pub(super) high: Decimal,
}

impl Counts {
    pub(super) fn of(by_file: BTreeMap<Arc<str>, Decimal>) -> Self {
        let mut sorted: Vec<Decimal> = by_file.values().copied().collect();
        sorted.sort_unstable();
        Self {
            sum: sorted.iter().copied().sum(),
            sorted,
            by_file,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    pub(super) fn sum(&self) -> Decimal {
        self.sum
    }

    /// The counts of all submissions but that of a file; `None` if there is no other.
    pub(super) fn without(&self, file: &str) -> Option<Range> {
        let own = self.by_file.get(file).copied();
        let mut low = self.sorted.iter().copied();
        let mut high = self.sorted.iter().rev().copied();
        // Of equal counts it does not matter which one is left out.
        let first = |numbers: &mut dyn Iterator<Item = Decimal>| {
            let first = numbers.next()?;
            if Some(first) == own {
                numbers.next()
            } else {
                Some(first)
            }
        };
        Some(Range {
            count: self.len() - usize::from(own.is_some()),
            sum: self.sum - own.unwrap_or_default(),
            low: first(&mut low)?,
            high: first(&mut high)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_without_one_are_those_of_the_others() {
        let numbers = [("a", 3), ("b", 9), ("c", 3), ("d", 0)];
        let by_file = numbers.map(|(file, number)| (Arc::from(file), Decimal::from(number)));
        let counts = Counts::of(by_file.clone().into());
        for (left_out, _) in numbers.into_iter().chain([("z", 0)]) {
            let others = by_file.iter().filter(|(file, _)| **file != *left_out);
            let others: Vec<Decimal> = others.map(|(_, number)| *number).collect();
            let range = counts.without(left_out).expect("others");
            assert_eq!(range.count, others.len(), "{left_out}");
            assert_eq!(range.sum, others.iter().copied().sum(), "{left_out}");
            assert_eq!(Some(&range.low), others.iter().min(), "{left_out}");
            assert_eq!(Some(&range.high), others.iter().max(), "{left_out}");
        }
        let [one, ..] = by_file;
        assert_eq!(Counts::of([one].into()).without("a"), None);
    }
}
