//! Zip containers: which document they hold, and whether its parts stay within the bounds.

use std::io::Read;

use super::refusal::{Refusal, WRONG_FILE};
use super::{
    Container, Kind, MAX_PART, MAX_STRINGS, MAX_STYLE_TAGS, MAX_STYLES, MAX_TAGS, MAX_TOTAL, Zip,
    directory, part_name, strings, within_file,
};

/// Up to this sum of sizes nothing need be counted: tags of three bytes would stay within the bounds.
const UNCOUNTED: u64 = 3 * MAX_STYLE_TAGS as u64;

/// A zip with what its list of parts tells.
struct Package<'a> {
    archive: Zip<'a>,
    names: Vec<String>,
    sizes: Vec<u64>,
    is_locked: bool,
}

fn list(bytes: &[u8]) -> Result<Package<'_>, Refusal> {
    let mut package = Package {
        archive: directory::open(bytes)?,
        names: Vec::new(),
        sizes: Vec::new(),
        is_locked: false,
    };
    for index in 0..package.archive.len() {
        let part = package
            .archive
            .by_index_raw(index)
            .map_err(|_| Refusal::broken("部品の一覧を読めない"))?;
        package.is_locked |= part.encrypted();
        package.names.push(part_name(part.name_raw()));
        package.sizes.push(part.size());
    }
    Ok(package)
}

/// Tells which document a zip holds, whatever its size.
pub(super) fn kind(bytes: &[u8]) -> Result<Container, Refusal> {
    document(&list(bytes)?.names)
}

/// Tells which document a zip holds; refuses what is no workbook, and what is beyond the bounds.
pub(super) fn container(bytes: &[u8]) -> Result<Container, Refusal> {
    let mut package = list(bytes)?;
    let found = document(&package.names)?;
    if found == Container::Archive {
        return Ok(found);
    }
    within_file(bytes)?;
    if package.is_locked {
        return Err(Refusal::encrypted());
    }
    bounds(&package.names, &package.sizes)?;
    if package.sizes.iter().sum::<u64>() > UNCOUNTED {
        elements(&mut package.archive, &package.names)?;
    }
    if found == Container::Workbook {
        let tables = (0..package.names.len()).filter(|at| is_string_table(&package.names[*at]));
        for index in tables {
            strings::table(&mut package.archive, index)?;
        }
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
fn elements(archive: &mut Zip<'_>, names: &[String]) -> Result<(), Refusal> {
    let mut total = 0;
    let mut chunk = vec![0; 64 << 10];
    for (index, name) in names.iter().enumerate() {
        let broken = || Refusal::broken("部品を展開できない");
        let mut part = archive.by_index(index).map_err(|_| broken())?;
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

/// Which document the container holds, told by its parts.
fn document(names: &[String]) -> Result<Container, Refusal> {
    let has = |name: &str| names.iter().any(|part| part == name);
    let has_in = |folder: &str| names.iter().any(|part| part.starts_with(folder));
    if has("xl/workbook.bin") {
        return Ok(Container::OwnProcess(Kind::Binary));
    }
    if has("content.xml") {
        return Ok(Container::OwnProcess(Kind::OpenDocument));
    }
    if !has("[Content_Types].xml") {
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
