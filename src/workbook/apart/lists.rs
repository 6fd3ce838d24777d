//! Lists of values inside a formula, `{1,2;"a",TRUE}`: their token only holds the place, the values follow all tokens.

use encoding_rs::Encoding;

use super::bits::{error, f64_at, u16_at, u32_at};
use super::formula::Width;
use crate::cell::CellValue;

/// Most values of one list.
const MAX_VALUES: usize = 2_000;

/// What follows the tokens of a formula, taken up in their order.
pub(super) struct After<'a> {
    rest: &'a [u8],
    width: Width,
    encoding: &'static Encoding,
}

impl<'a> After<'a> {
    pub(super) fn new(rest: &'a [u8], width: Width, encoding: &'static Encoding) -> Self {
        Self {
            rest,
            width,
            encoding,
        }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (found, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(found)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|one| one[0])
    }

    /// Passes over the regions of a list of cells, whose own tokens say the same.
    pub(super) fn pass_cells(&mut self) -> Option<()> {
        let (count, size) = match self.width {
            Width::Early => (usize::from(u16_at(self.take(2)?, 0)?), 6),
            Width::Old => (usize::from(u16_at(self.take(2)?, 0)?), 8),
            Width::Wide => (usize::try_from(u32_at(self.take(4)?, 0)?).ok()?, 16),
        };
        self.take(count.checked_mul(size)?).map(|_| ())
    }

    /// The next list, as a formula's text writes it.
    pub(super) fn list(&mut self) -> Option<String> {
        let (rows, cols) = if self.width == Width::Wide {
            let sizes = self.take(8)?;
            let size = |at| usize::try_from(u32_at(sizes, at)?).ok();
            (size(0)?, size(4)?)
        } else {
            let cols = usize::from(self.byte()?);
            (usize::from(u16_at(self.take(2)?, 0)?) + 1, cols + 1)
        };
        if rows.checked_mul(cols)? > MAX_VALUES {
            return None;
        }
        let mut text = String::from("{");
        for row in 0..rows {
            for col in 0..cols {
                if col > 0 {
                    text.push(',');
                } else if row > 0 {
                    text.push(';');
                }
                text.push_str(&self.value()?);
            }
        }
        text.push('}');
        Some(text)
    }

    fn value(&mut self) -> Option<String> {
        let truth = |byte: u8| if byte == 0 { "FALSE" } else { "TRUE" }.to_owned();
        if self.width == Width::Wide {
            return Some(match self.byte()? {
                0 => f64_at(self.take(8)?, 0)?.to_string(),
                1 => {
                    let count = usize::from(u16_at(self.take(2)?, 0)?);
                    quoted(&wide(self.take(2 * count)?))
                }
                2 => truth(self.byte()?),
                4 => written(error(self.take(4)?[0])),
                _ => return None,
            });
        }
        Some(match self.byte()? {
            0 => {
                self.take(8)?;
                "\"\"".to_owned()
            }
            1 => f64_at(self.take(8)?, 0)?.to_string(),
            2 => self.text()?,
            4 => truth(self.take(8)?[0]),
            0x10 => written(error(self.take(8)?[0])),
            _ => return None,
        })
    }

    fn text(&mut self) -> Option<String> {
        if self.width == Width::Early {
            let count = usize::from(self.byte()?);
            let bytes = self.take(count)?;
            return Some(quoted(&self.encoding.decode_without_bom_handling(bytes).0));
        }
        let head = self.take(3)?;
        let count = usize::from(u16_at(head, 0)?);
        Some(quoted(&if head[2] & 1 == 1 {
            wide(self.take(2 * count)?)
        } else {
            narrow(self.take(count)?)
        }))
    }
}

/// Characters of two bytes.
pub(super) fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2);
    let units: Vec<u16> = units
        .map(|two| u16::from_le_bytes([two[0], two[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

/// Characters of one byte, the first 256 of Unicode.
pub(super) fn narrow(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn written(error: CellValue) -> String {
    match error {
        CellValue::Error(text) => text,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(bytes: &[u8], width: Width) -> Option<String> {
        After::new(bytes, width, encoding_rs::SHIFT_JIS).list()
    }

    #[test]
    fn values_of_three_widths_have_one_text() {
        let expected = Some("{1,\"あ\";TRUE,#N/A}".to_owned());
        let one = 1f64.to_le_bytes();
        let (truth, lost) = (
            [4, 1, 0, 0, 0, 0, 0, 0, 0],
            [0x10, 0x2A, 0, 0, 0, 0, 0, 0, 0],
        );
        let old = [
            &[1, 1, 0, 1][..],
            &one,
            &[2, 1, 0, 1, 0x42, 0x30],
            &truth,
            &lost,
        ];
        assert_eq!(list(&old.concat(), Width::Old), expected);
        let early = [&[1, 1, 0, 1][..], &one, &[2, 2, 0x82, 0xA0], &truth, &lost];
        assert_eq!(list(&early.concat(), Width::Early), expected);
        let wide = [
            &[2, 0, 0, 0, 2, 0, 0, 0, 0][..],
            &one,
            &[1, 1, 0, 0x42, 0x30, 2, 1, 4, 0x2A, 0, 0, 0],
        ];
        assert_eq!(list(&wide.concat(), Width::Wide), expected);
    }

    #[test]
    fn one_that_breaks_off_or_is_too_large_is_none() {
        assert_eq!(list(&[0, 0, 0, 2, 9, 0, 0], Width::Old), None);
        assert_eq!(list(&[0xFF; 8], Width::Wide), None);
        assert_eq!(list(&[], Width::Early), None);
    }
}
