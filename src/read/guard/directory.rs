//! A zip's list of entries, opened only where it states a sane number of them: the zip reader keeps every one in memory.

use std::io::Cursor;

use super::refusal::Refusal;
use super::{MAX_PARTS, Zip};

/// How far from the end of the file a zip's closing record may stand: its own length and the longest comment.
const TAIL: usize = 22 + 65_535 + 76;

/// Opens a zip.
pub(crate) fn open(bytes: &[u8]) -> Result<Zip<'_>, Refusal> {
    let count = entries(bytes);
    if count > MAX_PARTS as u64 {
        return Err(Refusal::beyond(format!(
            "ファイルの中の部品が多すぎます（上限は{MAX_PARTS}個）。"
        )));
    }
    let archive = Zip::new(Cursor::new(bytes)).map_err(|_| cut_short(bytes))?;
    if archive.len() > MAX_PARTS {
        return Err(Refusal::beyond(format!(
            "ファイルの中の部品が多すぎます（{}個。上限は{MAX_PARTS}個）。",
            archive.len()
        )));
    }
    Ok(archive)
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
            let refusal = open(&bytes).map(drop).expect_err("refused");
            assert_eq!(refusal.code, diagnostic::Code::FILE_BEYOND_LIMIT);
        }
    }
}
