//! A zip's entries, opened only where it states a sane number of them: the zip reader keeps every one in memory.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use ::zip::ZipArchive;

use crate::refusal::Refusal;

/// Most parts in one container.
pub(crate) const MAX_PARTS: usize = 2_000;

/// How far from the end of the file a zip's closing record may stand: its own length and the longest comment.
const TAIL: usize = 22 + 65_535 + 76;

/// A zip over bytes in memory.
pub(crate) struct Zip<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) archive: ZipArchive<Cursor<&'a [u8]>>,
}

/// What a zip tells of one entry.
pub(crate) struct Entry {
    /// Name as it is written.
    pub(crate) raw: Vec<u8>,
    /// Declared size; the zip reader enforces it.
    pub(crate) size: u64,
    /// Whether it opens with a password only.
    pub(crate) is_locked: bool,
}

impl Entry {
    /// A part's name as the parsers look for it.
    pub(crate) fn part_name(&self) -> String {
        String::from_utf8_lossy(&self.raw).replace('\\', "/")
    }
}

impl<'a> Zip<'a> {
    /// Opens a zip.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let count = entries(bytes);
        if count > MAX_PARTS as u64 {
            return Err(Refusal::beyond(format!(
                "ファイルの中の部品が多すぎます（上限は{MAX_PARTS}個）。"
            )));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| cut_short(bytes))?;
        if archive.len() > MAX_PARTS {
            return Err(Refusal::beyond(format!(
                "ファイルの中の部品が多すぎます（{}個。上限は{MAX_PARTS}個）。",
                archive.len()
            )));
        }
        Ok(Self { bytes, archive })
    }

    /// Its entries in order; `None` for one that is broken.
    pub(crate) fn entries(&mut self) -> impl Iterator<Item = Option<Entry>> {
        (0..self.archive.len()).map(|index| {
            let entry = self.archive.by_index_raw(index).ok()?;
            Some(Entry {
                raw: entry.name_raw().to_vec(),
                size: entry.size(),
                is_locked: entry.encrypted(),
            })
        })
    }

    /// The names that two entries have; the zip reader keeps the last of them only.
    pub(crate) fn doubled(&self) -> Vec<String> {
        if !self.archive.has_duplicate_names() {
            return Vec::new();
        }
        let half = |at: usize| {
            let two = self.bytes.get(at..at + 2)?;
            Some(usize::from(u16::from_le_bytes([two[0], two[1]])))
        };
        let mut at = usize::try_from(self.archive.central_directory_start()).unwrap_or(usize::MAX);
        let (mut seen, mut doubled) = (BTreeSet::new(), Vec::new());
        while self
            .bytes
            .get(at..)
            .is_some_and(|rest| rest.starts_with(b"PK\x01\x02"))
        {
            let (Some(name), Some(extra), Some(remark)) =
                (half(at + 28), half(at + 30), half(at + 32))
            else {
                break;
            };
            let name = self.bytes.get(at + 46..at + 46 + name).unwrap_or_default();
            if !seen.insert(name) {
                doubled.push(String::from_utf8_lossy(name).replace('\\', "/"));
            }
            at += 46 + name.len() + extra + remark;
        }
        doubled
    }

    /// An entry's content; `None` for one that cannot be inflated.
    pub(crate) fn inflate(&mut self, index: usize) -> Option<impl Read> {
        self.archive.by_index(index).ok()
    }
}

/// A zip without its end; the beginning still tells whether it was a workbook.
fn cut_short(bytes: &[u8]) -> Refusal {
    let head = &bytes[..bytes.len().min(4_096)];
    let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    if holds(b"[Content_Types].xml") || holds(b"xl/") {
        Refusal::unreadable(
            "Excelブックが途中で切れているか、壊れています。",
            "送付や複写の途中で失われています。元のファイルをExcelで開けるか確かめ、送り直してください。",
        )
    } else {
        Refusal::unreadable(
            "ファイル（ZIP）が途中で切れているか、壊れています。",
            "送付や複写の途中で失われています。元のファイルを開けるか確かめ、送り直してください。",
        )
    }
}

/// The largest number of entries that any closing record in the file's tail states.
fn entries(bytes: &[u8]) -> u64 {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let mut largest = 0;
    for (at, window) in tail.windows(4).enumerate() {
        let record = &tail[at..];
        let count = match window {
            b"PK\x05\x06" => match record.get(10..12) {
                // All ones: the number stands in the 64-bit record.
                Some(&[low, high]) if (low, high) != (0xFF, 0xFF) => {
                    u64::from(u16::from_le_bytes([low, high]))
                }
                _ => 0,
            },
            b"PK\x06\x06" => record
                .get(32..40)
                .and_then(|count| count.try_into().ok())
                .map_or(0, u64::from_le_bytes),
            _ => 0,
        };
        largest = largest.max(count);
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_of_too_many_entries_is_not_opened() {
        let mut bytes = b"PK".to_vec();
        bytes.resize(500, 0);
        let mut short = bytes.clone();
        short.extend(b"PK\x05\x06\0\0\0\0\xD1\x07\xD1\x07");
        short.resize(600, 0);
        bytes.extend(b"PK\x06\x06");
        bytes.resize(532, 0);
        bytes.extend(1_000_000u64.to_le_bytes());
        bytes.resize(600, 0);
        for bytes in [short, bytes] {
            let refusal = Zip::open(&bytes).map(drop).expect_err("refused");
            assert_eq!(refusal.why, crate::refusal::Why::BeyondLimit);
        }
    }
}
