//! What an OLE container holds, told without following its chains of sectors, which may run in circles.

use super::container::{Container, Kind};
use crate::refusal::{Refusal, SAVE_AS, WRONG_FILE};

/// Tells an old workbook from an encrypted one and from everything else.
pub(super) fn container(bytes: &[u8]) -> Result<Container, Refusal> {
    // The directory's entries take 128 bytes each and begin with the name, ended by a zero.
    let holds = |name: &str| {
        let wide: Vec<u8> = name
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect();
        bytes.chunks(128).any(|entry| entry.starts_with(&wide))
    };
    if holds("EncryptedPackage") || holds("EncryptionInfo") {
        Err(Refusal::encrypted())
    } else if holds("Workbook") || holds("Book") {
        if has_file_password(bytes) {
            return Err(Refusal::encrypted());
        }
        Ok(Container::OwnProcess(Kind::Legacy))
    } else if holds("WordDocument") {
        Err(Refusal::unreadable(
            "Excelではなく、Wordの文書（.doc）です。",
            WRONG_FILE,
        ))
    } else if is_cut_short(bytes) {
        Err(Refusal::unreadable(
            "ファイルが途中で切れています。",
            "送付や複写の途中で失われています。元のファイルを開けるか確かめ、送り直してください。",
        ))
    } else {
        Err(Refusal::unreadable(
            "Excelブック（.xlsx）ではなく、古いOfficeの形式のファイルです。",
            SAVE_AS,
        ))
    }
}

/// Whether the file ends before its directory, which office programs write last.
fn is_cut_short(bytes: &[u8]) -> bool {
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(four)).ok()
    };
    let shift = bytes.get(30).map_or(9, |shift| u32::from(shift & 31));
    // The header takes the room of one sector, before the sector of number nought.
    let directory = number(48).and_then(|sector| (sector + 1).checked_shl(shift));
    directory.is_none_or(|start| start >= bytes.len())
}

/// Whether the workbook's stream says that it is encrypted. All three ways, the weak XOR too, put the record FILEPASS
/// near its beginning; the parser knows two of them.
fn has_file_password(bytes: &[u8]) -> bool {
    const BEGIN: u16 = 0x0809;
    const FILE_PASSWORD: u16 = 0x002F;
    // Records of the whole workbook that may stand before it: write protection, interface, user name, code page.
    const MOST_BEFORE: usize = 8;
    let record = |at: usize| {
        let head = bytes.get(at..at + 4)?;
        Some((
            u16::from_le_bytes([head[0], head[1]]),
            usize::from(u16::from_le_bytes([head[2], head[3]])),
        ))
    };
    // Streams begin at a sector of 512 bytes, small ones at one of 64.
    (512..bytes.len()).step_by(64).any(|start| {
        let Some((BEGIN, length @ (8 | 16))) = record(start) else {
            return false;
        };
        // Version 5 or 8, and the stream of the whole workbook.
        if !matches!(
            bytes.get(start + 4..start + 8),
            Some([0x00, 0x05 | 0x06, 0x05, 0x00])
        ) {
            return false;
        }
        let mut at = start + 4 + length;
        for _ in 0..MOST_BEFORE {
            match record(at) {
                Some((FILE_PASSWORD, _)) => return true,
                Some((_, length)) => at += 4 + length,
                None => return false,
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old_workbook(records: &[(u16, &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(512, 0);
        bytes.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(1_024, 0);
        for (kind, data) in records {
            bytes.extend(kind.to_le_bytes());
            bytes.extend((data.len() as u16).to_le_bytes());
            bytes.extend(*data);
        }
        bytes.resize(2_048, 0);
        bytes
    }

    const BEGIN: &[u8] = &[0x00, 0x06, 0x05, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn the_weak_password_of_old_workbooks_is_recognised() {
        let xor: &[u8] = &[0, 0, 0x59, 0xB3, 0x0A, 0x9A];
        for records in [
            vec![(0x0809, BEGIN), (0x002F, xor)],
            vec![(0x0809, BEGIN), (0x0086, &[][..]), (0x002F, xor)],
        ] {
            let found = container(&old_workbook(&records));
            assert_eq!(found, Err(Refusal::encrypted()));
        }
    }

    #[test]
    fn a_workbook_without_its_end_is_told_as_that() {
        let whole = {
            let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
            bytes.resize(4_096, 0);
            bytes[30] = 9;
            // The directory is the seventh sector.
            bytes[48] = 6;
            bytes
        };
        let told = |bytes: &[u8]| container(bytes).expect_err("no workbook").message;
        assert!(
            told(&whole).contains("古いOfficeの形式"),
            "{}",
            told(&whole)
        );
        for length in [8, 40, 512, 3_584] {
            let cut = told(&whole[..length]);
            assert!(cut.contains("途中で切れています"), "{length}: {cut}");
        }
    }

    #[test]
    fn an_open_old_workbook_is_one() {
        let records = [(0x0809, BEGIN), (0x0042, &[0xB0, 0x04][..])];
        let found = container(&old_workbook(&records));
        assert_eq!(found, Ok(Container::OwnProcess(Kind::Legacy)));
    }
}
