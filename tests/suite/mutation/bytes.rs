//! A share of the mutants written into real .xlsx bytes, to prove that the flat grid and the file say the same.

use std::io::{Cursor, Read, Write};

use rayon::prelude::*;
use torimatome::read::{Cell, CellValue, InputFile, ReadResult, Reader};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::mutant::{Mutant, Plant, line};
use super::world::{Put, World, definitions, sample_path};

/// How many mutants go through real bytes.
const SHARE: usize = 60;

/// A cell as SpreadsheetML, with the style that it had.
fn element(at: &str, style: &str, cell: Option<&Cell>) -> Option<String> {
    let open = format!("<c r=\"{at}\"{style}");
    match cell.map(|cell| &cell.value) {
        None => Some(format!("{open}/>")),
        Some(CellValue::Number(number)) => Some(format!("{open}><v>{number}</v></c>")),
        Some(CellValue::Text(text)) => {
            let text = text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            Some(format!(
                "{open} t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            ))
        }
        Some(_) => None,
    }
}

/// A worksheet with another content in one cell; `None` where the cell is not in the file or cannot be written so.
fn patched_sheet(xml: &str, (_, at, cell): &Put) -> Option<String> {
    let is_plain = cell
        .as_ref()
        .is_none_or(|cell| !cell.is_formula && !cell.is_percent);
    let at = at.to_string();
    let start = xml.find(&format!("<c r=\"{at}\"")).filter(|_| is_plain)?;
    let tag_end = start + xml[start..].find('>')?;
    let tag = &xml[start..tag_end];
    let end = if tag.ends_with('/') {
        tag_end + 1
    } else {
        tag_end + xml[tag_end..].find("</c>")? + "</c>".len()
    };
    let style = tag.split(' ').find(|part| part.starts_with("s=\""));
    let style = style.map_or_else(String::new, |style| {
        format!(" {}", style.trim_end_matches('/'))
    });
    let new = element(&at, &style, cell.as_ref())?;
    Some(format!("{}{new}{}", &xml[..start], &xml[end..]))
}

/// The ward's sample file with other cells.
fn patched(world: &World, ward: usize, cells: &[Put]) -> Option<Vec<u8>> {
    let bytes = std::fs::read(sample_path("r7", &world.wards()[ward])).expect("a sample");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let sheets = &world.books[ward].sheets;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its content");
        for put in cells {
            let number = sheets.iter().position(|sheet| sheet.name == put.0)? + 1;
            if name == format!("xl/worksheets/sheet{number}.xml") {
                let xml = String::from_utf8(content).expect("text");
                content = patched_sheet(&xml, put)?.into_bytes();
            }
        }
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(&content).expect("its content");
    }
    Some(writer.finish().expect("a zip").into_inner())
}

/// What a reading says, for comparing.
fn said(result: &ReadResult) -> (Vec<String>, String) {
    let told = result.diagnostics.iter().map(line).collect();
    let facts = result
        .submission
        .as_ref()
        .map(|submission| &submission.facts);
    (told, format!("{facts:?}"))
}

#[test]
fn real_bytes_say_the_same_as_the_grid() {
    let world = World::sample("r7", Some("r6"));
    let mutants: Vec<Mutant> = super::planted(&world);
    let mut inputs = Vec::new();
    // Every so many, so that all kinds have their turn.
    for mutant in mutants.iter().step_by(mutants.len() / (SHARE * 3)) {
        if let Plant::Cells(ward, cells) = &mutant.plant
            && inputs.len() < SHARE
            && let Some(bytes) = patched(&world, *ward, cells)
        {
            inputs.push((mutant, *ward, cells, bytes));
        }
    }
    assert!(
        inputs.len() >= 50,
        "only {} mutants could be written",
        inputs.len()
    );
    inputs.par_iter().for_each(|(mutant, ward, cells, bytes)| {
        let name = &world.books[*ward].file;
        let file = InputFile::new(name, bytes.clone(), String::new());
        let of_file = Reader::new(definitions()).read(&file);
        let of_grid = Reader::new(definitions()).workbook(&world.changed(*ward, cells), "");
        assert_eq!(
            said(&of_file),
            said(&of_grid),
            "{}",
            mutant.describe(&world)
        );
    });
    println!("{} mutants say the same from real bytes", inputs.len());
}
