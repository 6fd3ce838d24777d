//! Zip containers: which document they hold, and whether its parts stay within the bounds.

use std::io::Read;

use super::container::{Container, Kind};
use super::limits::{
    MAX_PART, MAX_STRINGS, MAX_STYLE_TAGS, MAX_STYLES, MAX_TAGS, MAX_TOTAL, within_file,
};
use crate::refusal::{Refusal, WRONG_FILE};
use crate::zip::Zip;

/// The part that says what kind each part is.
const KINDS: &str = "[Content_Types].xml";
/// Up to this sum of sizes nothing need be counted: tags of three bytes would stay within the bounds.
const UNCOUNTED: u64 = 3 * MAX_STYLE_TAGS as u64;

/// A zip with what its list of parts tells.
struct Listed<'a> {
    zip: Zip<'a>,
    names: Vec<String>,
    sizes: Vec<u64>,
    is_locked: bool,
}

impl Listed<'_> {
    /// Which document it is. The main part of a binary workbook may stand under any name; the list of kinds knows it.
    fn document(&mut self) -> Result<Container, Refusal> {
        const BINARY: &str = "sheet.binary.macroEnabled.main";
        let found = document(&self.names)?;
        let names = || self.names.iter();
        let is_plain = names().any(|name| name.eq_ignore_ascii_case("xl/workbook.xml"));
        let has_binary = names().any(|name| name.ends_with(".bin"));
        if found != Container::Workbook || is_plain || !has_binary {
            return Ok(found);
        }
        let place = names().position(|name| name.eq_ignore_ascii_case(KINDS));
        let part = place.and_then(|index| self.zip.inflate(index));
        let mut list = String::new();
        let is_read =
            part.is_some_and(|part| part.take(MAX_PART).read_to_string(&mut list).is_ok());
        Ok(if is_read && list.contains(BINARY) {
            Container::OwnProcess(Kind::Binary)
        } else {
            found
        })
    }
}

fn list(bytes: &[u8]) -> Result<Listed<'_>, Refusal> {
    let mut listed = Listed {
        zip: Zip::of_any(bytes)?,
        names: Vec::new(),
        sizes: Vec::new(),
        is_locked: false,
    };
    for entry in listed.zip.entries() {
        let entry = entry.ok_or_else(|| Refusal::broken("部品の一覧を読めない"))?;
        listed.is_locked |= entry.is_locked;
        listed.names.push(entry.part_name());
        listed.sizes.push(entry.size);
    }
    Ok(listed)
}

/// Tells which document a zip holds, whatever its size.
pub(super) fn kind(bytes: &[u8]) -> Result<Container, Refusal> {
    list(bytes)?.document()
}

/// Whether an archive's members are the parts of some document.
pub(crate) fn is_document<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let names: Vec<String> = names.map(str::to_owned).collect();
    document(&names) != Ok(Container::Archive)
}

/// Tells which document a zip holds; refuses what is no workbook, and what is beyond the bounds.
pub(super) fn container(bytes: &[u8]) -> Result<Container, Refusal> {
    let mut listed = list(bytes)?;
    let found = listed.document()?;
    if found == Container::Archive {
        return Ok(found);
    }
    listed.zip.within_parts()?;
    within_file(bytes)?;
    if listed.is_locked {
        return Err(Refusal::encrypted());
    }
    bounds(&listed.names, &listed.sizes)?;
    if listed.sizes.iter().sum::<u64>() > UNCOUNTED {
        elements(&mut listed.zip, &listed.names)?;
    }
    Ok(found)
}

fn bounds(names: &[String], sizes: &[u64]) -> Result<(), Refusal> {
    let mut total = 0u64;
    for (name, size) in names.iter().zip(sizes) {
        total = total.saturating_add(*size);
        let limit = if is_style_sheet(name) {
            MAX_STYLES
        } else if is_string_table(name) {
            MAX_STRINGS
        } else {
            MAX_PART
        };
        if *size > limit || total > MAX_TOTAL {
            return Err(Refusal::beyond(format!(
                "ファイルを開くと大きくなりすぎます（{name}。上限は1つの部品で{}MB、全体で{}MB）。",
                limit >> 20,
                MAX_TOTAL >> 20
            )));
        }
    }
    Ok(())
}

/// Counts the tags of all parts together: each takes the parser time, and in some tables memory. A part may stand under
/// any name, so none is left out.
fn elements(zip: &mut Zip<'_>, names: &[String]) -> Result<(), Refusal> {
    let mut total = 0;
    let mut chunk = vec![0; 64 << 10];
    for (index, name) in names.iter().enumerate() {
        let broken = || Refusal::broken("部品を展開できない");
        let mut part = zip.inflate(index).ok_or_else(broken)?;
        let before = total;
        loop {
            let length = part.read(&mut chunk).map_err(|_| broken())?;
            if length == 0 {
                break;
            }
            let tags = chunk[..length].iter().filter(|byte| **byte == b'<');
            total += tags.count();
            if total > MAX_TAGS || is_style_sheet(name) && total - before > MAX_STYLE_TAGS {
                return Err(Refusal::beyond(format!(
                    "ファイルの中の要素が多すぎます（{name}。上限は全体で{}万個、書式で{}万個）。",
                    MAX_TAGS / 10_000,
                    MAX_STYLE_TAGS / 10_000
                )));
            }
        }
    }
    Ok(())
}

fn is_style_sheet(name: &str) -> bool {
    name.ends_with("styles.xml")
}

fn is_string_table(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("sharedstrings.xml")
}

/// Which document the container holds, told by its parts, whose names some programs write in small letters.
fn document(names: &[String]) -> Result<Container, Refusal> {
    let has = |name: &str| names.iter().any(|part| part.eq_ignore_ascii_case(name));
    let has_in = |folder: &str| names.iter().any(|part| part.starts_with(folder));
    if has("xl/workbook.bin") {
        return Ok(Container::OwnProcess(Kind::Binary));
    }
    if has("content.xml") {
        return Ok(Container::OwnProcess(Kind::OpenDocument));
    }
    if !has(KINDS) {
        if has_in("Index/") && names.iter().any(|part| part.ends_with(".iwa")) {
            return Err(Refusal::unreadable(
                "Macの表計算（Numbers）のファイルです。",
                "Numbersで「書き出す」→「Excel」を選び、.xlsxにして送ってください。",
            ));
        }
        return Ok(Container::Archive);
    }
    if has_in("word/") {
        return Err(Refusal::unreadable(
            "Excelではなく、Wordの文書（.docx）です。",
            WRONG_FILE,
        ));
    }
    if has_in("ppt/") {
        return Err(Refusal::unreadable(
            "Excelではなく、PowerPointの資料（.pptx）です。",
            WRONG_FILE,
        ));
    }
    Ok(Container::Workbook)
}
