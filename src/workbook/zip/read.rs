//! A zip's entries, opened only where it states a sane number of them: the zip reader keeps every one in memory.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Seek, SeekFrom};

use ::zip::ZipArchive;

use crate::refusal::Refusal;

/// Most parts in one workbook.
pub(crate) const MAX_PARTS: usize = 2_000;
/// Most files in one archive: a folder of every ward's photographs.
pub(crate) const MAX_MEMBERS: usize = 20_000;

/// How far from the end of the file a zip's closing record may stand: its own length and the longest comment.
const TAIL: usize = 22 + 65_535 + 76;

/// Most bytes for which room is made before they are there.
const MAX_AHEAD: u64 = 1 << 20;

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
    /// Opens the zip of a workbook.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let zip = Self::of_any(bytes)?;
        zip.within_parts()?;
        Ok(zip)
    }

    /// Opens a zip that may be a workbook's or an archive.
    pub(crate) fn of_any(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = listed(Cursor::new(bytes)).map_err(|why| match why {
            Unlisted::TooMany => too_many_parts(),
            Unlisted::Broken => cut_short(bytes),
        })?;
        Ok(Self { bytes, archive })
    }

    /// Refuses a zip of more parts than any workbook has.
    pub(crate) fn within_parts(&self) -> Result<(), Refusal> {
        if self.archive.len() > MAX_PARTS {
            return Err(too_many_parts());
        }
        Ok(())
    }

    /// Its entries in order; `None` for one that is broken.
    pub(crate) fn entries(&mut self) -> impl Iterator<Item = Option<Entry>> {
        (0..self.archive.len()).map(|index| entry(&mut self.archive, index))
    }

    /// The names that two entries have; the zip reader keeps the last of them only.
    pub(crate) fn doubled(&self) -> Vec<String> {
        if !self.archive.has_duplicate_names() {
            return Vec::new();
        }
        let names = doubled(
            &mut Cursor::new(self.bytes),
            self.archive.central_directory_start(),
        );
        let part_name = |name: Vec<u8>| String::from_utf8_lossy(&name).replace('\\', "/");
        names.into_iter().map(part_name).collect()
    }

    /// An entry's content; `None` for one that cannot be inflated.
    pub(crate) fn inflate(&mut self, index: usize) -> Option<impl Read> {
        self.archive.by_index(index).ok()
    }

    /// The first bytes of an entry's content; `None` for one that cannot be inflated so far.
    pub(crate) fn taken(&mut self, index: usize, most: u64) -> Option<Vec<u8>> {
        let entry = self.archive.by_index(index).ok()?;
        // What a zip states of itself gives room ahead, within reason.
        let mut bytes = Vec::with_capacity(entry.size().min(MAX_AHEAD) as usize);
        entry.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// Why the entries of a zip are not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unlisted {
    /// It states more than any zip may hold.
    TooMany,
    /// It has no list, or it cannot be read.
    Broken,
}

/// The list of a zip's entries; `reader` may be a file, of which no more than the list is read.
pub(crate) fn listed<R: Read + Seek>(mut reader: R) -> Result<ZipArchive<R>, Unlisted> {
    let stated = tail(&mut reader).map_err(|_| Unlisted::Broken)?;
    if entries(&stated) > MAX_MEMBERS as u64 {
        return Err(Unlisted::TooMany);
    }
    let archive = ZipArchive::new(reader).map_err(|_| Unlisted::Broken)?;
    if archive.len() > MAX_MEMBERS {
        return Err(Unlisted::TooMany);
    }
    Ok(archive)
}

/// The names that two entries have, in the list that begins there; as far as it can be read.
pub(crate) fn doubled<R: Read + Seek>(reader: &mut R, start: u64) -> BTreeSet<Vec<u8>> {
    /// Length of what stands before an entry's name in the list.
    const BEFORE: usize = 46;
    let (mut seen, mut doubled) = (BTreeSet::new(), BTreeSet::new());
    if reader.seek(SeekFrom::Start(start)).is_err() {
        return doubled;
    }
    let mut next = || -> std::io::Result<Option<Vec<u8>>> {
        let mut before = [0; BEFORE];
        reader.read_exact(&mut before)?;
        if !before.starts_with(b"PK\x01\x02") {
            return Ok(None);
        }
        let length = |at: usize| u16::from_le_bytes([before[at], before[at + 1]]);
        let mut name = vec![0; usize::from(length(28))];
        reader.read_exact(&mut name)?;
        reader.seek_relative(i64::from(length(30)) + i64::from(length(32)))?;
        Ok(Some(name))
    };
    while let Ok(Some(name)) = next() {
        if !seen.insert(name.clone()) {
            doubled.insert(name);
        }
    }
    doubled
}

/// What a zip tells of one entry; `None` if it is broken.
pub(crate) fn entry<R: Read + Seek>(archive: &mut ZipArchive<R>, index: usize) -> Option<Entry> {
    let entry = archive.by_index_raw(index).ok()?;
    Some(Entry {
        raw: entry.name_raw().to_vec(),
        size: entry.size(),
        is_locked: entry.encrypted(),
    })
}

fn too_many_parts() -> Refusal {
    Refusal::beyond(format!(
        "ファイルの中の部品が多すぎます（上限は{MAX_PARTS}個）。"
    ))
}

/// The end of a zip, where its closing record stands.
fn tail<R: Read + Seek>(reader: &mut R) -> std::io::Result<Vec<u8>> {
    let length = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(length.saturating_sub(TAIL as u64)))?;
    let mut tail = Vec::new();
    reader.by_ref().take(TAIL as u64).read_to_end(&mut tail)?;
    Ok(tail)
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
fn entries(tail: &[u8]) -> u64 {
    let mut largest = 0;
    for at in memchr::memmem::find_iter(tail, b"PK") {
        let record = &tail[at..];
        let count = match record.get(..4).unwrap_or_default() {
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
        short.extend(b"PK\x05\x06\0\0\0\0\x21\x4E\x21\x4E");
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
