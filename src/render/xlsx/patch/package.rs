//! The sender's zip: parts taken out as text, and written again with every entry that was not touched copied byte for
//! byte, header and all.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::Unpatchable;

/// Largest part that is patched; what the form needs is a hundredth of it.
const MAX_PART: u64 = 32 << 20;

/// Marks a field whose value stands in the 64-bit record of the entry.
const ELSEWHERE: u32 = u32::MAX;

/// A zip over bytes in memory.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Unpatchable> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unpatchable::Broken)?;
        let mut names = Vec::new();
        let mut seen = BTreeSet::new();
        for index in 0..archive.len() {
            let entry = archive
                .by_index_raw(index)
                .map_err(|_| Unpatchable::Broken)?;
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
            // Of two entries with one name nobody can say which one counts.
            if !seen.insert(name.to_lowercase()) {
                return Err(Unpatchable::Unfamiliar);
            }
            names.push(name);
        }
        if archive.has_duplicate_names() {
            return Err(Unpatchable::Unfamiliar);
        }
        Ok(Self {
            bytes,
            archive,
            names,
        })
    }

    /// Names of the parts, in the order of the zip.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of a part as the zip writes it; programs do not tell apart what differs in case only.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let exact = self.names.iter().find(|other| *other == name);
        let same = || {
            self.names
                .iter()
                .find(|other| other.eq_ignore_ascii_case(name))
        };
        exact.or_else(same).map(String::as_str)
    }

    /// The text of a part, without a byte-order mark.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Unpatchable> {
        let Some(name) = self.find(name) else {
            return Ok(None);
        };
        let Some(index) = self.names.iter().position(|other| other == name) else {
            return Ok(None);
        };
        let entry = self
            .archive
            .by_index(index)
            .map_err(|_| Unpatchable::Broken)?;
        if entry.size() > MAX_PART {
            return Err(Unpatchable::TooLarge);
        }
        let mut bytes = Vec::new();
        entry
            .take(MAX_PART)
            .read_to_end(&mut bytes)
            .map_err(|_| Unpatchable::Broken)?;
        let text = String::from_utf8(bytes).map_err(|_| Unpatchable::Unfamiliar)?;
        Ok(Some(match text.strip_prefix('\u{FEFF}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }))
    }

    /// The zip with these parts changed where it has them, and added at its end where it has not.
    pub(super) fn with(
        &mut self,
        parts: &BTreeMap<String, String>,
    ) -> Result<Vec<u8>, Unpatchable> {
        let fresh = fresh(parts)?;
        let mut other =
            ZipArchive::new(Cursor::new(&fresh[..])).map_err(|_| Unpatchable::Broken)?;
        let mut sink = Sink::default();
        for index in 0..self.archive.len() {
            let name = &self.names[index];
            if parts.contains_key(name) {
                let raw = self
                    .archive
                    .by_index_raw(index)
                    .map_err(|_| Unpatchable::Broken)?;
                // The new entry carries the plain name; the sender's must be the same.
                if raw.name_raw() != name.as_bytes() || !name.is_ascii() {
                    return Err(Unpatchable::Unfamiliar);
                }
                drop(raw);
                let at = other.index_for_name(name).ok_or(Unpatchable::Broken)?;
                sink.copy(&fresh, &mut other, at)?;
            } else {
                sink.copy(self.bytes, &mut self.archive, index)?;
            }
        }
        // An entry may not stand in the bytes of another; so the sum is bounded by what was given.
        if sink.out.len() > self.bytes.len() + fresh.len() {
            return Err(Unpatchable::Unfamiliar);
        }
        for name in parts.keys().filter(|name| !self.names.contains(name)) {
            let at = other.index_for_name(name).ok_or(Unpatchable::Broken)?;
            sink.copy(&fresh, &mut other, at)?;
        }
        Ok(sink.finish())
    }
}

/// A zip of the new texts alone, from which their entries are taken.
fn fresh(parts: &BTreeMap<String, String>) -> Result<Vec<u8>, Unpatchable> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(name.as_str(), options)
            .map_err(|_| Unpatchable::Unfamiliar)?;
        writer
            .write_all(text.as_bytes())
            .map_err(|_| Unpatchable::Broken)?;
    }
    let bytes = writer.finish().map_err(|_| Unpatchable::Broken)?;
    Ok(bytes.into_inner())
}

/// A zip under construction: entries one after the other, and their records for the end.
#[derive(Default)]
struct Sink {
    out: Vec<u8>,
    records: Vec<u8>,
    count: u16,
}

impl Sink {
    /// Copies an entry: local header, data and trailing sizes as they are; its record with the new place.
    fn copy(
        &mut self,
        bytes: &[u8],
        archive: &mut ZipArchive<Cursor<&[u8]>>,
        index: usize,
    ) -> Result<(), Unpatchable> {
        let entry = archive
            .by_index_raw(index)
            .map_err(|_| Unpatchable::Broken)?;
        let place = |at: u64| usize::try_from(at).map_err(|_| Unpatchable::Broken);
        let from = place(entry.header_start())?;
        let data = place(entry.data_start().ok_or(Unpatchable::Broken)?)?;
        let sizes = (entry.compressed_size(), entry.size());
        let end = data
            .checked_add(place(sizes.0)?)
            .ok_or(Unpatchable::Broken)?;
        let local = bytes.get(from..end).ok_or(Unpatchable::Broken)?;
        let record = record(bytes, place(entry.central_header_start())?)?;
        let has_sizes_after = local.get(6).is_some_and(|flags| flags & 8 != 0);
        let after = if has_sizes_after {
            sizes_after(&bytes[end..], entry.crc32(), sizes).ok_or(Unpatchable::Unfamiliar)?
        } else {
            &[]
        };
        let offset = u32::try_from(self.out.len()).map_err(|_| Unpatchable::TooLarge)?;
        self.records.extend(moved(record, offset)?);
        self.out.extend(local);
        self.out.extend(after);
        self.count = self.count.checked_add(1).ok_or(Unpatchable::TooLarge)?;
        // Guards against a list whose entries all stand for the same bytes.
        if self.out.len() > 4 * bytes.len().max(1 << 20) {
            return Err(Unpatchable::Unfamiliar);
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<u8> {
        let start = u32::try_from(self.out.len()).unwrap_or(ELSEWHERE);
        let length = u32::try_from(self.records.len()).unwrap_or(ELSEWHERE);
        self.out.append(&mut self.records);
        self.out.extend(b"PK\x05\x06\0\0\0\0");
        self.out.extend(self.count.to_le_bytes());
        self.out.extend(self.count.to_le_bytes());
        self.out.extend(length.to_le_bytes());
        self.out.extend(start.to_le_bytes());
        self.out.extend([0, 0]);
        self.out
    }
}

fn half(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes([
        *bytes.get(at)?,
        *bytes.get(at + 1)?,
    ])))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// An entry's record in the list at the end of the zip.
fn record(bytes: &[u8], at: usize) -> Result<&[u8], Unpatchable> {
    let record = || {
        let rest = bytes.get(at..)?;
        let length = 46 + half(rest, 28)? + half(rest, 30)? + half(rest, 32)?;
        rest.starts_with(b"PK\x01\x02")
            .then(|| rest.get(..length))?
    };
    record().ok_or(Unpatchable::Broken)
}

/// The record with the entry's new place, which may stand in its 64-bit record.
fn moved(record: &[u8], offset: u32) -> Result<Vec<u8>, Unpatchable> {
    let mut moved = record.to_vec();
    let change = || {
        if word(record, 42)? != ELSEWHERE {
            return Some((42, 4));
        }
        let mut at = 46 + half(record, 28)?;
        let end = at + half(record, 30)?;
        while at + 4 <= end {
            if half(record, at)? == 1 {
                let before = [20, 24]
                    .into_iter()
                    .filter(|at| word(record, *at) == Some(ELSEWHERE));
                return Some((at + 4 + 8 * before.count(), 8));
            }
            at += 4 + half(record, at + 2)?;
        }
        None
    };
    let (at, length) = change().ok_or(Unpatchable::Unfamiliar)?;
    let field = moved
        .get_mut(at..at + length)
        .ok_or(Unpatchable::Unfamiliar)?;
    field.copy_from_slice(&u64::from(offset).to_le_bytes()[..length]);
    Ok(moved)
}

/// The sizes that follow the data of an entry written as a stream, in any of the four ways they are written.
fn sizes_after(rest: &[u8], crc: u32, (packed, whole): (u64, u64)) -> Option<&[u8]> {
    let mut short = crc.to_le_bytes().to_vec();
    let mut long = short.clone();
    for size in [packed, whole] {
        short.extend(u32::try_from(size).ok()?.to_le_bytes());
        long.extend(size.to_le_bytes());
    }
    let signed = |sizes: &[u8]| [b"PK\x07\x08", sizes].concat();
    [signed(&long), signed(&short), long, short]
        .iter()
        .find(|sizes| rest.starts_with(sizes))
        .map(|sizes| &rest[..sizes.len()])
}
