//! The records of an old workbook's stream: a kind, a content, and the pieces that continue it. Texts may run over pieces.

use super::super::bits::u16_at;
use super::super::formula::Width;
use encoding_rs::Encoding;

/// Continues the record before it.
const CONTINUED: u16 = 0x003C;

/// How the texts of this workbook are written.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    /// Unicode, since 1997.
    pub(super) is_wide: bool,
    pub(super) encoding: &'static Encoding,
}

impl Texts {
    /// How formulas of the same days are written.
    pub(super) fn width(self) -> Width {
        if self.is_wide {
            Width::Old
        } else {
            Width::Early
        }
    }

    /// A text of the days before Unicode.
    pub(super) fn old(&self, bytes: &[u8]) -> String {
        self.encoding
            .decode_without_bom_handling(bytes)
            .0
            .into_owned()
    }
}

/// One record.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) content: &'a [u8],
    /// What continues it.
    pub(super) more: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// All of it, from a place in its content on.
    pub(super) fn cursor(&self, from: usize) -> Cursor<'_> {
        Cursor {
            rest: self.content.get(from..).unwrap_or_default(),
            more: &self.more,
        }
    }

    /// What continues it only.
    pub(super) fn continued(&self) -> Cursor<'_> {
        Cursor {
            rest: &[],
            more: &self.more,
        }
    }
}

/// Records of a stream from a place on.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let content = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some((kind, content))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, content) = self.one()?;
        let mut more = Vec::new();
        while u16_at(self.stream, self.at) == Some(CONTINUED) {
            let Some((_, piece)) = self.one() else { break };
            more.push(piece);
        }
        Some(Record {
            kind,
            content,
            more,
        })
    }
}

/// A place in the pieces of a record.
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    more: &'a [&'a [u8]],
}

impl<'a> Cursor<'a> {
    fn turn(&mut self) -> Option<()> {
        let (first, more) = self.more.split_first()?;
        (self.rest, self.more) = (first, more);
        Some(())
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        while self.rest.is_empty() {
            self.turn()?;
        }
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.rest.len() {
            count -= self.rest.len();
            self.turn()?;
        }
        self.rest = &self.rest[count..];
        Some(())
    }

    /// So many characters, of one byte or two each; every further piece says anew which.
    pub(super) fn characters(&mut self, count: usize, mut is_wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            if self.rest.is_empty() {
                self.turn()?;
                is_wide = self.byte()? & 1 == 1;
                continue;
            }
            units.push(if is_wide {
                self.u16()?
            } else {
                u16::from(self.byte()?)
            });
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A text with its parts: from which character on which font.
    pub(super) fn text(&mut self) -> Option<(String, Vec<(usize, usize)>)> {
        let count = usize::from(self.u16()?);
        self.text_of(count)
    }

    /// The same after its number of characters.
    pub(super) fn text_of(&mut self, count: usize) -> Option<(String, Vec<(usize, usize)>)> {
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { self.u16()? };
        let readings = if flags & 4 == 0 { 0 } else { self.u32()? };
        let text = self.characters(count, flags & 1 == 1)?;
        let runs = self.runs(usize::from(runs))?;
        self.skip(usize::try_from(readings).ok()?)?;
        Some((text, runs))
    }

    fn runs(&mut self, count: usize) -> Option<Vec<(usize, usize)>> {
        (0..count)
            .map(|_| Some((usize::from(self.u16()?), usize::from(self.u16()?))))
            .collect()
    }

    /// So many bytes of the days before Unicode.
    pub(super) fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        (0..count).map(|_| self.byte()).collect()
    }
}

/// How texts were written before Unicode, by the number of the code page. Without one it is that of Japan.
pub(super) fn encoding(page: u16) -> &'static Encoding {
    match page {
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1252 | 32_769 => encoding_rs::WINDOWS_1252,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        10_000 | 32_768 => encoding_rs::MACINTOSH,
        _ => encoding_rs::SHIFT_JIS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record<'a>(content: &'a [u8], more: &[&'a [u8]]) -> Record<'a> {
        Record {
            kind: 0,
            content,
            more: more.to_vec(),
        }
    }

    #[test]
    fn a_text_runs_over_pieces_and_changes_its_width() {
        let first = [3, 0, 0, b'a'];
        let second = [1, 0x42, 0x30, b'c', 0];
        let found = record(&first, &[&second]).cursor(0).text();
        assert_eq!(found, Some(("aあc".to_owned(), Vec::new())));
        // Two runs, one of them in the next piece, and readings after them.
        let first = [2, 0, 0x0C, 2, 0, 3, 0, 0, 0, b'2', b'1', 0, 0];
        let second = [5, 0, 1, 0, 6, 0, 9, 9, 9];
        let record = record(&first, &[&second]);
        let mut cursor = record.cursor(0);
        let found = cursor.text();
        assert_eq!(found, Some(("21".to_owned(), vec![(0, 5), (1, 6)])));
        assert_eq!(cursor.byte(), None);
    }

    #[test]
    fn a_stream_cut_inside_a_record_ends_before_it() {
        let stream = [1, 0, 1, 0, 7, 0x3C, 0, 1, 0, 8, 2, 0, 9, 0, 1];
        let kinds: Vec<_> = Records::new(&stream, 0)
            .map(|record| (record.kind, record.more.len()))
            .collect();
        assert_eq!(kinds, [(1, 1)]);
    }
}
