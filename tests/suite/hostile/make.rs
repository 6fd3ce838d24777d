//! Makes hostile files: each tries to take the time or the memory of the others, or to bring the program down.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";
/// Just below what one part may inflate to.
const BIG: usize = 62 << 20;

/// Zips the parts quickly.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1));
    for (name, data) in parts {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(data).expect("written");
    }
    writer.finish().expect("a zip").into_inner()
}

/// A workbook of one sheet, with parts added or replaced.
fn workbook(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut all = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
    ];
    for part in parts {
        all.retain(|(name, _)| name != &part.0);
        all.push(*part);
    }
    let bytes: Vec<(&str, &[u8])> = all
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    zip(&bytes)
}

fn sheet(inner: &str) -> String {
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{inner}</worksheet>"
    )
}

fn rows(inner: &str) -> String {
    sheet(&format!("<sheetData>{inner}</sheetData>"))
}

fn of_rows(inner: &str) -> Vec<u8> {
    workbook(&[(SHEET, &rows(inner))])
}

fn of_strings(table: &str) -> Vec<u8> {
    let cell = rows("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>");
    workbook(&[(SHEET, &cell), (STRINGS, table)])
}

/// A deflate stream of `head`, then a real gigabyte of blanks, then `tail`; thirteen bytes stand for 2,064.
fn gigabyte(head: &[u8], tail: &[u8]) -> (Vec<u8>, u64) {
    let stored = |is_last: u8, data: &[u8]| {
        let length = u16::try_from(data.len()).expect("short");
        let mut block = vec![is_last];
        block.extend(length.to_le_bytes());
        block.extend((!length).to_le_bytes());
        block.extend(data);
        block
    };
    // The stored block ends with a blank, which the copies then repeat. Block type 1, not the last: bits 0, 1, 0.
    let head = [head, b" "].concat();
    let mut bits: Vec<u8> = vec![0, 1, 0];
    // Length 258 is the code 11000101, distance 1 the code 00000.
    const COPY: [u8; 13] = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0];
    for _ in 0..16 {
        bits.extend(COPY);
    }
    let byte = |bits: &[u8]| bits.iter().rev().fold(0u8, |all, bit| all << 1 | bit);
    let packed: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
    let period = &packed[13..26];
    let repeats = (1usize << 30) / (258 * 8);
    let mut stream = stored(0, &head);
    stream.extend(&packed[..13]);
    stream.extend(period.repeat(repeats));
    // The unfinished code of the period's end, the end-of-block code 0000000, and zeros up to the byte.
    let mut rest: Vec<u8> = bits[104..107].to_vec();
    rest.extend([0; 7]);
    rest.resize(16, 0);
    stream.extend(rest.chunks(8).map(byte));
    stream.extend(stored(1, tail));
    let copies = (8 + repeats * 8) as u64;
    (stream, head.len() as u64 + copies * 258 + tail.len() as u64)
}

/// One entry of a zip written by hand, so that its header may say anything.
struct Entry<'a> {
    name: &'a [u8],
    data: &'a [u8],
    method: u16,
    size: u32,
}

fn zip_by_hand(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = u32::try_from(body.len()).expect("small");
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0]);
        common.extend(entry.method.to_le_bytes());
        common.extend([0; 8]);
        common.extend(
            u32::try_from(entry.data.len())
                .expect("small")
                .to_le_bytes(),
        );
        common.extend(entry.size.to_le_bytes());
        common.extend(
            u16::try_from(entry.name.len())
                .expect("short")
                .to_le_bytes(),
        );
        common.extend([0; 2]);
        body.extend(b"PK\x03\x04");
        body.extend(&common);
        body.extend(entry.name);
        body.extend(entry.data);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name);
    }
    let count = u16::try_from(entries.len() % 65_536).expect("bounded");
    let (at, length) = (body.len() as u32, directory.len() as u32);
    body.extend(directory);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend(count.to_le_bytes());
    body.extend(count.to_le_bytes());
    body.extend(length.to_le_bytes());
    body.extend(at.to_le_bytes());
    body.extend([0; 2]);
    body
}

fn stored<'a>(name: &'a str, data: &'a str) -> Entry<'a> {
    Entry {
        name: name.as_bytes(),
        data: data.as_bytes(),
        method: 0,
        size: data.len() as u32,
    }
}

/// A workbook whose sheet is a deflate stream of one gigabyte that declares `size`.
fn deflate_bomb(size: Option<u32>) -> Vec<u8> {
    let (data, real) = gigabyte(b"<worksheet><sheetData>", b"</sheetData></worksheet>");
    zip_by_hand(&[
        stored("[Content_Types].xml", TYPES),
        stored("_rels/.rels", RELS),
        stored("xl/workbook.xml", BOOK),
        stored("xl/_rels/workbook.xml.rels", BOOK_RELS),
        Entry {
            name: SHEET.as_bytes(),
            data: &data,
            method: 8,
            size: size.unwrap_or_else(|| u32::try_from(real).expect("32 bits")),
        },
    ])
}

/// An OLE container whose directory lies in a sector that is followed by itself.
fn ole_loop() -> Vec<u8> {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.resize(24, 0);
    bytes.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    bytes.resize(44, 0);
    bytes.extend(1u32.to_le_bytes()); // sectors of the table
    bytes.extend(1u32.to_le_bytes()); // the directory's first sector
    bytes.resize(56, 0);
    bytes.extend(4096u32.to_le_bytes());
    bytes.extend(0xFFFF_FFFEu32.to_le_bytes()); // no small streams
    bytes.extend(0u32.to_le_bytes());
    bytes.extend(0xFFFF_FFFEu32.to_le_bytes());
    bytes.extend(0u32.to_le_bytes());
    bytes.extend(0u32.to_le_bytes()); // the table lies in sector 0
    bytes.resize(512, 0xFF);
    bytes.extend(0xFFFF_FFFDu32.to_le_bytes());
    bytes.extend(1u32.to_le_bytes()); // after sector 1 comes sector 1
    bytes.resize(1_024, 0xFF);
    bytes.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(1_536, 0);
    bytes
}

/// A binary workbook whose table of texts is one empty text after the other.
fn binary_strings() -> Vec<u8> {
    let rels = RELS.replace("workbook.xml", "workbook.bin");
    let inner = BOOK_RELS
        .replace("relationships/worksheet", "relationships/sharedStrings")
        .replace("worksheets/sheet1.xml", "sharedStrings.bin");
    zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.bin", b""),
        ("xl/_rels/workbook.bin.rels", inner.as_bytes()),
        (
            "xl/sharedStrings.bin",
            &[19, 5, 0, 0, 0, 0, 0].repeat(BIG / 7),
        ),
    ])
}

fn ods(cells: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"s\">{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
    ])
}

/// Names and contents.
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let mut files = positions();
    files.extend(counts());
    files.extend(sizes());
    files.extend(containers());
    files
}

/// Cells where no cell can be.
fn positions() -> Vec<(&'static str, Vec<u8>)> {
    let at = |cell: &str| {
        of_rows(&format!(
            "<row><c r=\"A1\"><v>1</v></c><c r=\"{cell}\"><v>1</v></c></row>"
        ))
    };
    let reversed = sheet(
        "<dimension ref=\"B2:A1\"/><sheetData><row><c r=\"A1\"><v>1</v></c></row></sheetData>",
    );
    let whole = sheet(
        "<dimension ref=\"A1:XFD1048576\"/><sheetData><row><c r=\"A1\"><v>1</v></c></row></sheetData>",
    );
    vec![
        ("two-cells-far-apart.xlsx", at("XFD1048576")),
        ("column-far-right.xlsx", at("XFD10000")),
        ("row-far-down.xlsx", at("A4294967290")),
        ("column-of-six-letters.xlsx", at("ZZZZZZ1")),
        ("column-of-twelve-letters.xlsx", at("AAAAAAAAAAAA1")),
        ("dimension-reversed.xlsx", workbook(&[(SHEET, &reversed)])),
        ("dimension-whole-sheet.xlsx", workbook(&[(SHEET, &whole)])),
    ]
}

/// Numbers that a careless reader would reserve memory for, and floods of small things.
fn counts() -> Vec<(&'static str, Vec<u8>)> {
    let table = |count: &str| {
        of_strings(&format!(
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"{count}\"><si><t>x</t></si></sst>"
        ))
    };
    let shared = "<row><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"100000000000\">1+1</f><v>2</v></c></row>";
    let sheets: String = (1..=20_000)
        .map(|n| format!("<sheet name=\"s{n}\" sheetId=\"{n}\" r:id=\"rId1\"/>"))
        .collect();
    let book = BOOK.replace("<sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/>", &sheets);
    // An unoptimised program gets fewer, to keep the test short.
    let many = if cfg!(debug_assertions) {
        400_000
    } else {
        1_000_000
    };
    let styled: String = (1..=many)
        .map(|row| format!("<row r=\"{row}\" s=\"1\" customFormat=\"1\"/>"))
        .collect();
    let merges = format!(
        "<sheetData><row><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells>{}</mergeCells>",
        "<mergeCell ref=\"A1:B2\"/>".repeat(BIG / 24)
    );
    let names: Vec<String> = (0..200_000).map(|n| format!("{n}.xml")).collect();
    let entries: Vec<Entry<'_>> = names.iter().map(|name| stored(name, "")).collect();
    vec![
        (
            "strings-18446744073709551615.xlsx",
            table("18446744073709551615"),
        ),
        ("strings-100000000000.xlsx", table("100000000000")),
        ("shared-formula-number.xlsx", of_rows(shared)),
        (
            "twenty-thousand-sheets.xlsx",
            workbook(&[("xl/workbook.xml", &book), (SHEET, &rows(""))]),
        ),
        ("styled-rows.xlsx", of_rows(&styled)),
        ("merge-flood.xlsx", workbook(&[(SHEET, &sheet(&merges))])),
        ("two-hundred-thousand-parts.xlsx", zip_by_hand(&entries)),
    ]
}

/// Small files that inflate to much.
fn sizes() -> Vec<(&'static str, Vec<u8>)> {
    let styles = format!(
        "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs>{}</cellXfs></styleSheet>",
        "<xf/>".repeat((15 << 20) / 5)
    );
    let sst = |inner: String| {
        of_strings(&format!(
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{inner}</sst>"
        ))
    };
    vec![
        ("gigabyte-of-blanks.xlsx", deflate_bomb(None)),
        ("gigabyte-that-declares-1KB.xlsx", deflate_bomb(Some(1_024))),
        (
            "gigabyte-that-declares-60MB.xlsx",
            deflate_bomb(Some(60 << 20)),
        ),
        ("blanks.xlsx", of_rows(&" ".repeat(BIG))),
        ("empty-cells.xlsx", of_rows(&"<c/>".repeat(BIG / 4))),
        (
            "same-cell.xlsx",
            of_rows(&"<c r=\"A1\"><v>1</v></c>".repeat(BIG / 24)),
        ),
        ("nested-elements.xlsx", of_rows(&"<a>".repeat(BIG / 3))),
        (
            "one-long-string.xlsx",
            sst(format!("<si><t>{}</t></si>", "x".repeat(BIG / 2))),
        ),
        ("empty-strings.xlsx", sst("<si/>".repeat(BIG / 5))),
        (
            "long-string-in-cell.xlsx",
            of_rows(&format!(
                "<row><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>",
                "x".repeat(BIG)
            )),
        ),
        (
            "styles.xlsx",
            workbook(&[(SHEET, &rows("")), ("xl/styles.xml", &styles)]),
        ),
    ]
}

/// Containers that lead nowhere, or elsewhere.
fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let laughs = format!(
        "<!DOCTYPE x [<!ENTITY a \"ha\">{}]>{}",
        (1..20)
            .map(|n| format!("<!ENTITY a{n} \"{}\">", "&a;".repeat(10)))
            .collect::<String>(),
        rows("<row><c r=\"A1\" t=\"inlineStr\"><is><t>&a19;</t></is></c></row>")
    );
    let outside = format!(
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}",
        rows("<row><c r=\"A1\" t=\"inlineStr\"><is><t>&e;</t></is></c></row>")
    );
    let escape = BOOK_RELS.replace("worksheets/sheet1.xml", "../../../../etc/passwd");
    let repeated = "<table:table-row table:number-rows-repeated=\"1000000000\"><table:table-cell table:number-columns-repeated=\"1000000000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    let block = repeated
        .replace("rows-repeated=\"1000000000\"", "rows-repeated=\"100000\"")
        .replace(
            "columns-repeated=\"1000000000\"",
            "columns-repeated=\"1000\"",
        );
    let noise: Vec<u8> = (0..4_096u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let binary = zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("xl/workbook.bin", &noise),
        ("xl/_rels/workbook.bin.rels", BOOK_RELS.as_bytes()),
    ]);
    let (data, size) = gigabyte(b"PK", b"");
    let member = |size: u32| {
        zip_by_hand(&[Entry {
            name: b"a.xlsx",
            data: &data,
            method: 8,
            size,
        }])
    };
    let mut matryoshka = zip(&[("a.txt", b"x")]);
    for _ in 0..6 {
        matryoshka = zip(&[("a.zip", &matryoshka)]);
    }
    vec![
        ("billion-laughs.xlsx", workbook(&[(SHEET, &laughs)])),
        ("outside-entity.xlsx", workbook(&[(SHEET, &outside)])),
        (
            "sheet-outside.xlsx",
            workbook(&[("xl/_rels/workbook.xml.rels", &escape), (SHEET, &rows(""))]),
        ),
        ("ole-loop.xls", ole_loop()),
        ("ole-loop.xlsx", ole_loop()),
        ("repeated-cells.ods", ods(repeated)),
        ("repeated-block.ods", ods(&block)),
        ("noise.xlsb", binary),
        ("empty-strings.xlsb", binary_strings()),
        (
            "gigabyte-member.zip",
            member(u32::try_from(size).expect("32 bits")),
        ),
        ("lying-member.zip", member(20 << 20)),
        ("zip-in-zip-in-zip.zip", matryoshka),
    ]
}
