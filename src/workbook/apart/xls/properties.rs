//! When an old workbook was last saved, and the properties that whoever made it has given it.

use std::collections::BTreeMap;

use super::super::bits::{u16_at, u32_at};
use super::container::Container;
use super::records::encoding;

/// The properties that programs agree on, and those of one's own: how their sections are marked.
const COMMON: [u8; 4] = [0xE0, 0x85, 0x9F, 0xF2];
const OWN: [u8; 4] = [0x05, 0xD5, 0xCD, 0xD5];
/// Most properties that are looked at.
const MAX_PROPERTIES: u32 = 1_000;
/// From 1601 to 1970, in seconds.
const EPOCH: i64 = 11_644_473_600;

/// When it was saved, as the other formats write it, and the properties of its own.
pub(super) fn of(container: &Container<'_>) -> (Option<String>, BTreeMap<String, String>) {
    let stream = |name: &str| container.stream(name).unwrap_or_default();
    let summary = stream("\u{5}SummaryInformation");
    let own = stream("\u{5}DocumentSummaryInformation");
    (
        Section::find(&summary, COMMON).and_then(|section| section.saved()),
        Section::find(&own, OWN).map_or_else(BTreeMap::new, |section| section.own()),
    )
}

/// A section of a stream of properties.
struct Section<'a>(&'a [u8]);

impl<'a> Section<'a> {
    fn find(stream: &'a [u8], mark: [u8; 4]) -> Option<Self> {
        let count = u32_at(stream, 24)?.min(4);
        let mut places = (0..count).filter_map(|number| {
            let at = 28 + usize::try_from(number).ok()? * 20;
            let is_it = stream.get(at..at + 4)? == mark;
            is_it.then(|| u32_at(stream, at + 16)).flatten()
        });
        let from = usize::try_from(places.next()?).ok()?;
        Some(Self(stream.get(from..)?))
    }

    /// The number of each property, and where it stands.
    fn list(&self) -> impl Iterator<Item = (u32, usize)> {
        let count = u32_at(self.0, 4).unwrap_or(0).min(MAX_PROPERTIES);
        (0..count).map_while(|number| {
            let at = 8 + usize::try_from(number).ok()? * 8;
            let place = usize::try_from(u32_at(self.0, at + 4)?).ok()?;
            Some((u32_at(self.0, at)?, place))
        })
    }

    fn place(&self, wanted: u32) -> Option<usize> {
        let (_, at) = self.list().find(|(number, _)| *number == wanted)?;
        Some(at)
    }

    fn page(&self) -> u16 {
        let at = self.place(1);
        at.and_then(|at| u16_at(self.0, at + 4)).unwrap_or(1252)
    }

    fn saved(&self) -> Option<String> {
        const SAVED: u32 = 13;
        const TIME: u32 = 64;
        let at = self.place(SAVED)?;
        let (low, high) = (u32_at(self.0, at + 4)?, u32_at(self.0, at + 8)?);
        let ticks = i64::try_from(u64::from(high) << 32 | u64::from(low)).ok()?;
        let seconds = ticks / 10_000_000 - EPOCH;
        let moment = chrono::DateTime::from_timestamp(seconds, 0)?;
        let is_time = u32_at(self.0, at)? == TIME && ticks > 0;
        is_time.then(|| moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// Names by number, and the values that are texts.
    fn own(&self) -> BTreeMap<String, String> {
        let page = self.page();
        let names = self.names(page).unwrap_or_default();
        let values = self.list().filter_map(|(number, at)| {
            let name = names.get(&number)?.clone();
            Some((name, self.value(at, page)?))
        });
        values.collect()
    }

    fn names(&self, page: u16) -> Option<BTreeMap<u32, String>> {
        let mut at = self.place(0)?;
        let count = u32_at(self.0, at)?.min(MAX_PROPERTIES);
        at += 4;
        let mut names = BTreeMap::new();
        for _ in 0..count {
            let (number, length) = (u32_at(self.0, at)?, u32_at(self.0, at + 4)?);
            let length = usize::try_from(length).ok()?;
            // Unicode names are counted in characters and end at a place that four divides.
            let size = if page == 1_200 {
                (length.checked_mul(2)?.checked_add(3)?) & !3
            } else {
                length
            };
            let end = (at + 8).checked_add(size)?;
            names.insert(number, text(self.0.get(at + 8..end)?, page));
            at = end;
        }
        Some(names)
    }

    fn value(&self, at: usize, page: u16) -> Option<String> {
        const TEXT: u32 = 30;
        const WIDE_TEXT: u32 = 31;
        let length = usize::try_from(u32_at(self.0, at + 4)?).ok()?;
        let (length, page) = match u32_at(self.0, at)? {
            TEXT => (length, page),
            WIDE_TEXT => (length.checked_mul(2)?, 1_200),
            _ => return None,
        };
        let end = (at + 8).checked_add(length)?;
        Some(text(self.0.get(at + 8..end)?, page))
    }
}

fn text(bytes: &[u8], page: u16) -> String {
    let text = match page {
        1_200 => {
            let units: Vec<u16> = (0..bytes.len() / 2)
                .map_while(|at| u16_at(bytes, at * 2))
                .collect();
            String::from_utf16_lossy(&units)
        }
        65_001 => String::from_utf8_lossy(bytes).into_owned(),
        page => encoding(page)
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    };
    text.split('\0').next().unwrap_or_default().to_owned()
}
