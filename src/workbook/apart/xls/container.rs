//! The container of an old workbook: named streams, each a chain of sectors.

use super::super::bits::{u16_at, u32_at};

/// What stands for no sector at all.
const LAST: u32 = 0xFFFF_FFF0;
/// Streams shorter than this lie in small sectors of their own stream.
const SMALL: usize = 4_096;
const SMALL_SECTOR: usize = 64;

/// The streams of a container.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// What follows which sector.
    table: Vec<u8>,
    small_table: Vec<u8>,
    small: Vec<u8>,
    entries: Vec<(String, u32, usize)>,
}

impl<'a> Container<'a> {
    /// Opens a container; `None` for one that is broken.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let mut container = Self {
            bytes,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            entries: Vec::new(),
        };
        for number in container.tables()? {
            let part = container.sector(number)?;
            container.table.extend_from_slice(part);
        }
        let directory = container.chain(u32_at(bytes, 48)?)?;
        container.small_table = container.chain(u32_at(bytes, 60)?)?;
        for entry in directory.chunks_exact(128) {
            let start = u32_at(entry, 116)?;
            match entry[66] {
                2 => {
                    let length = usize::try_from(u32_at(entry, 120)?).ok()?;
                    container.entries.push((name(entry), start, length));
                }
                5 => container.small = container.chain(start).unwrap_or_default(),
                _ => {}
            }
        }
        Some(container)
    }

    /// The sectors that hold the table, listed in the head and from there on in sectors of their own.
    fn tables(&self) -> Option<Vec<u32>> {
        let mut listed: Vec<u32> = (0..109)
            .map_while(|at| u32_at(self.bytes, 76 + at * 4))
            .collect();
        let mut next = u32_at(self.bytes, 68)?;
        let most = self.bytes.len() / self.sector;
        for _ in 0..most {
            if next >= LAST {
                break;
            }
            let part = self.sector(next)?;
            let numbers = part.chunks_exact(4).filter_map(|four| u32_at(four, 0));
            let mut numbers: Vec<u32> = numbers.collect();
            next = numbers.pop()?;
            listed.extend(numbers);
        }
        listed.retain(|number| *number < LAST);
        // No file has more tables than sectors; a list that runs in a circle has.
        (listed.len() <= most).then_some(listed)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let number = usize::try_from(number).ok()?;
        let start = number.checked_add(1)?.checked_mul(self.sector)?;
        // The last sector may be cut short.
        let end = self.bytes.len().min(start.checked_add(self.sector)?);
        self.bytes.get(start..end)
    }

    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let mut joined = Vec::new();
        let mut number = first;
        while number < LAST {
            joined.extend_from_slice(self.sector(number)?);
            // A chain longer than the file runs in a circle.
            if joined.len() > self.bytes.len() {
                return None;
            }
            number = u32_at(&self.table, usize::try_from(number).ok()?.checked_mul(4)?)?;
        }
        Some(joined)
    }

    /// A stream by its name, in whatever case; `None` for one that is not there or broken.
    pub(super) fn stream(&self, wanted: &str) -> Option<Vec<u8>> {
        let mut entries = self.entries.iter();
        let (_, start, length) = entries.find(|(name, ..)| name.eq_ignore_ascii_case(wanted))?;
        if *length >= SMALL {
            let mut stream = self.chain(*start)?;
            stream.truncate(*length);
            return Some(stream);
        }
        let mut stream = Vec::new();
        let mut number = *start;
        while number < LAST && stream.len() < *length {
            let at = usize::try_from(number).ok()?;
            let from = at.checked_mul(SMALL_SECTOR)?;
            let end = self.small.len().min(from.checked_add(SMALL_SECTOR)?);
            let part = self.small.get(from..end)?;
            if part.is_empty() {
                return None;
            }
            stream.extend_from_slice(part);
            number = u32_at(&self.small_table, at.checked_mul(4)?)?;
        }
        stream.truncate(*length);
        Some(stream)
    }
}

fn name(entry: &[u8]) -> String {
    let units: Vec<u16> = (0..32).map_while(|at| u16_at(entry, at * 2)).collect();
    let name = String::from_utf16_lossy(&units);
    name.split('\0').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_that_runs_in_a_circle_is_none() {
        let mut bytes = vec![0; 512];
        bytes[30] = 9;
        bytes[68..72].fill(0xFF);
        bytes[80..512].fill(0xFF);
        // The table lies in sector 0 and says that sector 0 follows sector 0.
        bytes.extend(vec![0; 512]);
        assert!(Container::open(&bytes).is_none());
    }

    #[test]
    fn cut_short_anywhere_it_never_panics() {
        let mut bytes = vec![0xFF; 3 * 512];
        bytes[30..32].copy_from_slice(&[9, 0]);
        for end in (0..bytes.len()).step_by(7) {
            assert!(Container::open(&bytes[..end]).is_none_or(|found| found.entries.is_empty()));
        }
    }
}
