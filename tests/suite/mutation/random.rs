//! A seeded generator of numbers, so that every run plants the same slips in the same cells.

/// Steele, Lea and Flood's splitmix64.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Two seeds that differ in any part give unrelated numbers.
    pub(super) fn seeded(parts: &[&str]) -> Self {
        let mut random = Self(0x746f_7269_6d61_746f);
        for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
            random.0 = random.next() ^ u64::from(byte);
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.max(low) - low) + 1;
        low + u32::try_from(self.next() % span).expect("a small span")
    }

    /// Whether something happens that happens so often in a hundred.
    pub(super) fn percent(&mut self, chance: u32) -> bool {
        self.between(1, 100) <= chance
    }

    /// One of several.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let last = u32::try_from(items.len()).expect("few") - 1;
        &items[self.between(0, last) as usize]
    }

    /// A factor around one, from half to double: three dice make the middle likelier than the ends.
    pub(super) fn activity(&mut self) -> f64 {
        let dice: u32 = (0..3).map(|_| self.between(0, 1000)).sum();
        2f64.powf(f64::from(dice) / 1500.0 - 1.0)
    }

    /// A factor from `low` to `high`, both in percent.
    pub(super) fn factor(&mut self, low: u32, high: u32) -> f64 {
        f64::from(self.between(low * 10, high * 10)) / 1000.0
    }
}
