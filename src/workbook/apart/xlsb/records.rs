//! The records of a binary part: a kind, a content, and the fields in it.

use super::super::bits::f64_at;

/// Records of a part.
pub(super) struct Records<'a> {
    rest: &'a [u8],
    /// It ends in the middle of a record.
    pub(super) is_cut: bool,
}

impl<'a> Records<'a> {
    pub(super) fn new(part: &'a [u8]) -> Self {
        Self {
            rest: part,
            is_cut: false,
        }
    }

    /// A number in groups of seven bits, at most so many.
    fn number(&mut self, groups: u32) -> Option<u32> {
        let mut number = 0;
        for group in 0..groups {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(first & 0x7F) << (7 * group);
            if first & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }

    fn one(&mut self) -> Option<(u32, &'a [u8])> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        let kind = if first & 0x80 == 0 {
            u32::from(*first)
        } else {
            let (second, rest) = self.rest.split_first()?;
            self.rest = rest;
            u32::from(first & 0x7F) | u32::from(*second) << 7
        };
        let length = usize::try_from(self.number(4)?).ok()?;
        let (content, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some((kind, content))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u32, Fields<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() || self.is_cut {
            return None;
        }
        let found = self.one();
        self.is_cut = found.is_none();
        found.map(|(kind, content)| (kind, Fields(content)))
    }
}

/// What is left of a record's content.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (found, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(found)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|found| found[0])
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(super) fn number(&mut self) -> Option<f64> {
        f64_at(self.take(8)?, 0)
    }

    /// A text after its number of characters; one that is not there is empty.
    pub(super) fn text(&mut self) -> Option<String> {
        const NONE: u32 = u32::MAX;
        let count = match self.u32()? {
            NONE => 0,
            count => usize::try_from(count).ok()?,
        };
        let bytes = self.take(count.checked_mul(2)?)?;
        let units = bytes.chunks_exact(2);
        let units: Vec<u16> = units
            .map(|two| u16::from_le_bytes([two[0], two[1]]))
            .collect();
        Some(String::from_utf16_lossy(&units))
    }

    /// A text with its parts: from which character on which font.
    pub(super) fn rich(&mut self) -> Option<(String, Vec<(usize, usize)>)> {
        let flags = self.byte()?;
        let text = self.text()?;
        let mut runs = Vec::new();
        if flags & 1 == 1 {
            for _ in 0..self.u32()? {
                runs.push((usize::from(self.u16()?), usize::from(self.u16()?)));
            }
        }
        Some((text, runs))
    }

    /// The tokens of a formula after their number of bytes.
    pub(super) fn tokens(&mut self) -> Option<&'a [u8]> {
        let size = usize::try_from(self.u32()?).ok()?;
        self.take(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_lengths_are_written_in_seven_bits() {
        let mut part = vec![0x9C, 0x01, 0x02, 7, 8, 0x05, 0x81, 0x01];
        part.extend([9; 129]);
        let found: Vec<_> = Records::new(&part)
            .map(|(kind, fields)| (kind, fields.0.len()))
            .collect();
        assert_eq!(found, [(156, 2), (5, 129)]);
        part.pop();
        let mut records = Records::new(&part);
        assert_eq!(records.by_ref().count(), 1);
        assert!(records.is_cut);
    }

    #[test]
    fn texts_carry_their_runs() {
        let content = [1, 2, 0, 0, 0, 0x32, 0, 0x31, 0, 1, 0, 0, 0, 1, 0, 7, 0];
        assert_eq!(
            Fields(&content).rich(),
            Some(("21".to_owned(), vec![(1, 7)]))
        );
        assert_eq!(Fields(&content[..12]).rich(), None);
        assert_eq!(Fields(&[0xFF; 4]).text().as_deref(), Some(""));
    }
}
