//! The old and the binary workbook (.xls, .xlsb): handed ones in tests/workbooks/told/, and workbooks whose records are changed
//! here, one oddity each. A value is right, or the cell is told.

use std::io::{Cursor, Read as _, Write as _};

use torimatome::read::ReadResult;
use zip::write::SimpleFileOptions;

use crate::told::Found::{Anywhere, Told, Value};
use crate::told::{Found, SAMPLE, assert_found, reading, reading_apart, root, said};

const RAISED: &str = "基本目標2!H15";

fn told(name: &str) -> Vec<u8> {
    root(&format!("tests/workbooks/told/{name}"))
}

#[test]
fn handed_workbooks_are_read_rightly_or_told() {
    for (name, cell, found) in [
        ("struck-run.xls", RAISED, Told("V206", "取り消し線")),
        (
            "comment-only.xls",
            "基本目標1!H19",
            Told("V205", "（H19「453件」）"),
        ),
        (
            "never-calculated.xls",
            "基本目標1!N15",
            Told("V202", "計算結果が保存されていません"),
        ),
        (
            "formula-error.xlsb",
            "基本目標1!H19",
            Told("V201", "数式のエラー（#DIV/0!）"),
        ),
        ("short-records.xlsb", "基本目標1!H19", Value("453")),
    ] {
        assert_found(name, &reading_apart(told(name)), cell, &found);
    }
}

#[test]
fn what_is_odd_in_an_xlsx_is_told_alike_in_the_binary_formats() {
    for (stem, found) in [
        ("whole-column-merged", Value("453")),
        ("unit-retyped", Told("V201", "横の単位が「世帯」")),
        (
            "invisible-character",
            Told("V201", "1文字目に文字の向きを決める記号（U+200E）"),
        ),
        ("conversation", Told("V205", "（H19「453件です」）")),
        ("very-large-number", Told("V201", "数が大きすぎます")),
    ] {
        let all = |result: &ReadResult| -> Vec<String> {
            let told = result.diagnostics.iter();
            told.map(|one| format!("{} {:?} {}", one.code.id(), one.place.cell, one.message))
                .collect()
        };
        let expected = all(&reading(told(&format!("{stem}.xlsx"))));
        for ending in ["xls", "xlsb"] {
            let name = format!("{stem}.{ending}");
            let result = reading_apart(told(&name));
            assert_found(&name, &result, "基本目標1!H19", &found);
            assert_eq!(all(&result), expected, "{name}");
        }
    }
}

#[test]
fn cells_that_leave_out_their_column_are_read_like_the_sample() {
    let expected = said(&reading(root(SAMPLE)));
    assert!(expected.len() > 80);
    let result = reading_apart(told("short-records.xlsb"));
    assert_eq!(said(&result), expected);
    assert!(result.diagnostics.is_empty(), "{:#?}", result.diagnostics);
}

#[test]
fn a_workbook_of_excel_95_is_read_like_a_newer_one() {
    let bytes = told("excel-95.xls");
    let result = reading_apart(bytes.clone());
    for (cell, found) in [
        ("基本目標1!H20", Value("136")),
        (
            "基本目標1!H19",
            Told("V202", "もとのセルのいまの値から計算すると302です"),
        ),
        ("基本目標1!H18", Told("V205", "（H18「1148人」）")),
        (
            "基本目標1!H21",
            Told("S114", "画像かグラフが欄の上に重なっています（H21）"),
        ),
        ("基本目標1!P2", Told("S115", "図形があります（P2）")),
        ("", Anywhere("S143", "「集計.xls」")),
    ] {
        assert_found("excel-95.xls", &result, cell, &found);
    }
    // The form's defined names lead to the percentage, whose formula is another than the form's.
    let all = crate::formulas::told("271225_西成区.xls", &bytes);
    let rate = all
        .iter()
        .find(|[code, cell, _]| code == "S140" && cell == "I17");
    let [.., message] = rate.unwrap_or_else(|| panic!("{all:#?}"));
    assert!(message.contains("から「=H16/16*100」に"), "{message}");
    // Another kind of object there is none that is passed over: a rectangle may have words as well.
    let place = [1, 0, 0, 0, 6, 0, 1, 0];
    let mut other = bytes;
    let at = other
        .windows(8)
        .position(|here| here == place)
        .expect("the box");
    other[at + 4] = 2;
    let result = reading_apart(other);
    assert_found(
        "a rectangle",
        &result,
        "基本目標1!P2",
        &Told("S115", "図形があります（P2）"),
    );
}

/// The records of an old workbook: kind, and where the content begins and ends. The one file of these tests keeps its stream
/// in one piece.
fn records(bytes: &[u8]) -> Vec<(u16, usize, usize)> {
    const BEGIN: [u8; 8] = [0x09, 0x08, 0x10, 0, 0, 6, 5, 0];
    let start = bytes.windows(8).position(|found| found == BEGIN);
    let mut at = start.expect("a stream");
    let two = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let mut found: Vec<(u16, usize, usize)> = Vec::new();
    while at + 4 <= bytes.len() && found.last().is_none_or(|(kind, ..)| *kind != 0) {
        let end = at + 4 + usize::from(two(at + 2));
        found.push((two(at), at + 4, end));
        at = end;
    }
    found
}

/// The old workbook with one record changed: of this kind and with this beginning, the first of a sheet by its number.
fn old(kind: u16, head: &[u8], sheet: usize, change: impl Fn(&mut [u8])) -> ReadResult {
    const BEGIN: u16 = 0x0809;
    let mut bytes = told("signs.xls");
    let mut number = 0;
    for (found, from, to) in records(&bytes) {
        number += usize::from(found == BEGIN);
        if found == kind && number == sheet + 1 && bytes[from..to].starts_with(head) {
            change(&mut bytes[from..to]);
            return reading_apart(bytes);
        }
    }
    panic!("no record {kind:#x}");
}

/// The binary workbook with one part changed.
pub(crate) fn changed(name: &str, part: &str, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let source = Cursor::new(told(name));
    let mut archive = zip::ZipArchive::new(source).expect("a zip");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let entry_name = entry.name().expect("a name").to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("whole");
        if entry_name == part {
            let before = content.clone();
            change(&mut content);
            assert_ne!(content, before, "{part} is not changed");
        }
        writer
            .start_file(entry_name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(&content).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

/// Changes the bytes that stand there once.
fn replace(content: &mut [u8], from: &[u8], to: &[u8]) {
    let mut places = content.windows(from.len()).enumerate();
    let found = places.find(|(_, window)| *window == from);
    let (at, _) = found.expect("the bytes to be changed");
    content[at..at + to.len()].copy_from_slice(to);
}

/// The font of the raised run: 12 points, not bold.
const OLD_RUN: [u8; 10] = [240, 0, 0, 0, 0xFF, 0x7F, 0x90, 1, 1, 0];
const NEW_RUN: [u8; 8] = [240, 0, 0, 0, 0x90, 1, 1, 0];
const FIRST_SHEET: usize = 0;

#[test]
fn looks_of_a_part_of_a_number_are_told() {
    // Height, struck, palette colour, raised or lowered.
    let kinds: [(u8, u8, u8, u8, Found); 6] = [
        (240, 0, 0x7F, 1, Told("V201", "上付きの")),
        (240, 0, 0x7F, 2, Told("V201", "下付きの")),
        (240, 8, 0x7F, 0, Told("V206", "取り消し線")),
        (240, 0, 1, 0, Told("V201", "見えない")),
        (80, 0, 0x7F, 0, Told("V201", "ほかよりずっと小さい")),
        (220, 0, 0x7F, 0, Told("V203", "21")),
    ];
    for (height, flags, colour, raised, found) in kinds {
        let name = format!("{height} {flags} {colour} {raised}");
        let result = old(0x0031, &OLD_RUN, FIRST_SHEET, |font| {
            font[0] = height;
            font[2] = flags;
            if colour == 1 {
                font[4..6].copy_from_slice(&[1, 0]);
            }
            font[8] = raised;
        });
        assert_found(&format!("xls {name}"), &result, RAISED, &found);
        let bytes = changed("signs.xlsb", "xl/styles.bin", |styles| {
            // The font of the run is the last; its colour follows four bytes after it, and is white by its number.
            let head = [height, 0, flags, 0, 0x90, 1, raised, 0];
            let is_white = colour == 1;
            let tail = [
                0,
                0,
                128,
                0,
                if is_white { 3 } else { 0 },
                u8::from(is_white),
            ];
            replace(styles, &NEW_RUN, &[&head[..], &tail].concat());
            // One variant is the font as it is; a record that says nothing makes it a change.
            styles.extend([0x5F, 0]);
        });
        assert_found(
            &format!("xlsb {name}"),
            &reading_apart(bytes),
            RAISED,
            &found,
        );
    }
}

#[test]
fn a_row_or_column_of_no_size_is_told() {
    let hidden = Told("S114", "非表示の行か列に値があります");
    // Row 15 of the second sheet, column H of the third.
    let row = old(0x0208, &[14, 0], 2, |row| row[6..8].fill(0));
    assert_found("xls row", &row, "基本目標1!E15", &hidden);
    let column = old(0x007D, &[7, 0, 7, 0], 2, |column| column[4..6].fill(0));
    assert_found("xls column", &column, "基本目標1!H15", &hidden);
    let goal_1 = "xl/worksheets/sheet2.bin";
    let row = changed("signs.xlsb", goal_1, |sheet| {
        let height = 30 * 20;
        let head = [
            14,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            (height & 0xFF) as u8,
            (height >> 8) as u8,
        ];
        replace(sheet, &head, &[14, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    });
    assert_found("xlsb row", &reading_apart(row), "基本目標1!E15", &hidden);
    let column = changed("signs.xlsb", goal_1, |sheet| {
        // Kind and length of a column's record, first and last column.
        let head = [60, 18, 7, 0, 0, 0, 7, 0, 0, 0];
        let at = sheet.windows(10).position(|found| found == head);
        sheet[at.expect("a column") + 10..][..4].fill(0);
    });
    assert_found(
        "xlsb column",
        &reading_apart(column),
        "基本目標1!H15",
        &hidden,
    );
}

#[test]
fn noughts_that_a_sheet_does_not_show_are_told() {
    let nothing = Told("V201", "何も表示されていません");
    let result = old(0x023E, &[], 2, |view| view[0] &= !0x10);
    assert_found("xls", &result, "基本目標1!H18", &nothing);
    let bytes = changed("signs.xlsb", "xl/worksheets/sheet2.bin", |sheet| {
        replace(sheet, &[0x89, 1, 30, 0x1C, 0], &[0x89, 1, 30, 0x0C, 0]);
    });
    assert_found("xlsb", &reading_apart(bytes), "基本目標1!H18", &nothing);
}

#[test]
fn a_sheet_that_breaks_off_costs_no_other() {
    // A record that reaches behind the end of the stream.
    let mut bytes = told("struck-run.xls");
    let starts: Vec<usize> = records(&bytes)
        .iter()
        .filter(|(kind, ..)| *kind == 0x0809)
        .map(|(_, from, _)| *from)
        .collect();
    let last = starts.last().expect("a sheet");
    bytes[last + 18] = 0xFF;
    bytes[last + 19] = 0xFF;
    let result = reading_apart(bytes);
    assert_found("xls", &result, "", &Anywhere("S101", "シート「参加支援」"));
    assert_found("xls", &result, "基本目標1!H19", &Value("453"));

    let bytes = changed("short-records.xlsb", "xl/worksheets/sheet4.bin", |sheet| {
        sheet.truncate(sheet.len() / 2);
    });
    let result = reading_apart(bytes);
    assert_found("xlsb", &result, "", &Anywhere("S101", "シート「参加支援」"));
    assert_found("xlsb", &result, "基本目標1!H19", &Value("453"));
}

#[test]
fn parts_of_a_binary_workbook_are_found_wherever_they_are() {
    let name = "short-records.xlsb";
    let mut archive = zip::ZipArchive::new(Cursor::new(told(name))).expect("a zip");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let moved = entry.name().expect("a name").replace("xl/", "elsewhere/");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("whole");
        if moved.ends_with(".rels") || moved.ends_with("].xml") {
            let text = String::from_utf8(content).expect("text");
            content = text.replace("xl/", "elsewhere/").into_bytes();
        }
        writer
            .start_file(moved, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(&content).expect("written");
    }
    let bytes = writer.finish().expect("a zip").into_inner();
    let result = reading_apart(bytes);
    assert_eq!(said(&result), said(&reading(root(SAMPLE))));
}

#[test]
fn a_binary_sheet_that_is_there_twice_is_told() {
    let mut archive = zip::ZipArchive::new(Cursor::new(told("short-records.xlsb"))).expect("a zip");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let part = entry.name().expect("a name").to_string();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("whole");
        let options = SimpleFileOptions::default();
        writer.start_file(part.clone(), options).expect("a part");
        writer.write_all(&content).expect("written");
        if part == "xl/worksheets/sheet2.bin" {
            let second = "xl/worksheets/sheetX.bin";
            writer.start_file(second, options).expect("a part");
            writer.write_all(&content).expect("written");
        }
    }
    let mut bytes = writer.finish().expect("a zip").into_inner();
    for _ in 0..2 {
        replace(&mut bytes, b"sheetX.bin", b"sheet2.bin");
    }
    let result = reading_apart(bytes);
    let twice = Anywhere("S101", "中身がファイルの中に2つあり");
    assert_found("xlsb", &result, "", &twice);
}
