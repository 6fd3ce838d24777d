//! A zip written anew: entries that were not touched are copied byte for byte, header and all.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::read::Zip;
use super::sound::is_sound;
use super::system::as_everywhere;
use crate::fault::Fault;

/// Marks a field whose value stands in the 64-bit record of the entry.
const ELSEWHERE: u32 = u32::MAX;

/// A zip of these entries, none with a date.
///
/// # Errors
/// An entry's name is taken or cannot be written.
pub fn fresh<'a>(entries: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, Fault> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(name, options)
            .map_err(|_| Fault::Unfamiliar)?;
        writer.write_all(bytes).map_err(|_| Fault::Broken)?;
    }
    let bytes = writer.finish().map_err(|_| Fault::Broken)?;
    Ok(as_everywhere(bytes.into_inner()))
}

/// A zip with these parts changed where it has them, and added at its end where it has not. `names` are those of its entries.
pub(crate) fn copied(
    zip: &mut Zip<'_>,
    names: &[String],
    parts: &BTreeMap<String, String>,
) -> Result<Vec<u8>, Fault> {
    let texts = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()));
    let fresh = fresh(texts)?;
    let mut other = ZipArchive::new(Cursor::new(&fresh[..])).map_err(|_| Fault::Broken)?;
    let mut sink = Sink::default();
    for (index, name) in names.iter().enumerate() {
        if parts.contains_key(name) {
            let raw = zip.archive.by_index_raw(index).map_err(|_| Fault::Broken)?;
            // The new entry carries the plain name; the sender's must be the same.
            if raw.name_raw() != name.as_bytes() || !name.is_ascii() {
                return Err(Fault::Unfamiliar);
            }
            drop(raw);
            let at = other.index_for_name(name).ok_or(Fault::Broken)?;
            sink.copy(&fresh, &mut other, at)?;
        } else {
            is_sound(zip, index, name)?;
            sink.copy(zip.bytes, &mut zip.archive, index)?;
        }
    }
    // An entry may not stand in the bytes of another; so the sum is bounded by what was given.
    if sink.out.len() > zip.bytes.len() + fresh.len() {
        return Err(Fault::Unfamiliar);
    }
    for name in parts.keys().filter(|name| !names.contains(name)) {
        let at = other.index_for_name(name).ok_or(Fault::Broken)?;
        sink.copy(&fresh, &mut other, at)?;
    }
    Ok(sink.finish())
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
    ) -> Result<(), Fault> {
        let entry = archive.by_index_raw(index).map_err(|_| Fault::Broken)?;
        let place = |at: u64| usize::try_from(at).map_err(|_| Fault::Broken);
        let from = place(entry.header_start())?;
        let data = place(entry.data_start().ok_or(Fault::Broken)?)?;
        let sizes = (entry.compressed_size(), entry.size());
        let end = data.checked_add(place(sizes.0)?).ok_or(Fault::Broken)?;
        let local = bytes.get(from..end).ok_or(Fault::Broken)?;
        let record = record(bytes, place(entry.central_header_start())?)?;
        let has_sizes_after = local.get(6).is_some_and(|flags| flags & 8 != 0);
        let after = if has_sizes_after {
            sizes_after(&bytes[end..], entry.crc32(), sizes).ok_or(Fault::Unfamiliar)?
        } else {
            &[]
        };
        let offset = u32::try_from(self.out.len()).map_err(|_| Fault::TooLarge)?;
        self.records.extend(moved(record, offset)?);
        self.out.extend(local);
        self.out.extend(after);
        self.count = self.count.checked_add(1).ok_or(Fault::TooLarge)?;
        // Guards against a list whose entries all stand for the same bytes.
        if self.out.len() > 4 * bytes.len().max(1 << 20) {
            return Err(Fault::Unfamiliar);
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
fn record(bytes: &[u8], at: usize) -> Result<&[u8], Fault> {
    let record = || {
        let rest = bytes.get(at..)?;
        let length = 46 + half(rest, 28)? + half(rest, 30)? + half(rest, 32)?;
        rest.starts_with(b"PK\x01\x02")
            .then(|| rest.get(..length))?
    };
    record().ok_or(Fault::Broken)
}

/// The record with the entry's new place, which may stand in its 64-bit record.
fn moved(record: &[u8], offset: u32) -> Result<Vec<u8>, Fault> {
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
    let (at, length) = change().ok_or(Fault::Unfamiliar)?;
    let field = moved.get_mut(at..at + length).ok_or(Fault::Unfamiliar)?;
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
