//! The parts of a workbook file, for what the parser does not tell: which part is which sheet, and what hangs on it.
//! What is found there is told by `beside`; sheets that the parser refuses are mended by `mend`.

mod beside;
mod mend;
mod strings;
mod xml;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub use beside::Beside;
use xml::{Node, walk};

use super::cell::CellValue;
use super::workbook::Workbook;

/// Largest part that is looked into; the guard has refused larger ones.
const MAX_PART: u64 = 64 << 20;

/// Most links to other workbooks that are looked at.
const MAX_LINKS: usize = 50;

/// A workbook file as named parts.
pub(super) struct Package {
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
}

impl Package {
    pub(super) fn open(bytes: &Arc<[u8]>) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(Arc::clone(bytes))).ok()?;
        Some(Self { archive })
    }

    /// The text of a part.
    fn part(&mut self, name: &str) -> Option<String> {
        let part = self.archive.by_name(name).ok()?;
        let mut text = Vec::new();
        part.take(MAX_PART).read_to_end(&mut text).ok()?;
        let text = String::from_utf8(text).ok()?;
        Some(
            text.strip_prefix('\u{FEFF}')
                .map_or_else(|| text.clone(), str::to_owned),
        )
    }

    /// What a part points at: id, the last word of the kind, and the part.
    fn relations(&mut self, of: &str) -> Vec<(String, String, String)> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let place = format!("{folder}/_rels/{file}.rels");
        let Some(xml) = self.part(place.trim_start_matches('/')) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        walk(&xml, &mut |node| {
            if let Node::Open(open) = node
                && open.name() == "Relationship"
                && let (Some(id), Some(kind), Some(target)) =
                    (open.get("Id"), open.get("Type"), open.get("Target"))
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.push((id, kind, resolve(folder, &target)));
            }
        });
        found
    }

    /// The part of the workbook itself.
    fn main(&mut self) -> Option<String> {
        self.relations("")
            .into_iter()
            .find(|(_, kind, _)| kind == "officeDocument")
            .map(|(.., part)| part)
    }

    /// The file names of other workbooks that this one links to, each once.
    fn links(&mut self, main: &str) -> Vec<String> {
        let relations = self.relations(main).into_iter();
        let parts = relations.filter(|(_, kind, _)| kind == "externalLink");
        let mut names: Vec<String> = Vec::new();
        for (.., part) in parts.take(MAX_LINKS) {
            for (_, kind, target) in self.relations(&part) {
                let name = target.rsplit(['/', '\\']).next().unwrap_or_default();
                let name = name.replace("%20", " ");
                if kind.starts_with("externalLinkPath") && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// Sheets in order: name and part.
    fn sheets(&mut self, main: &str) -> Vec<(String, String)> {
        let relations = self.relations(main);
        let mut sheets = Vec::new();
        walk(&self.part(main).unwrap_or_default(), &mut |node| {
            if let Node::Open(open) = node
                && open.name() == "sheet"
                && let (Some(name), Some(id)) = (open.get("name"), open.get("id"))
                && let Some((.., part)) = relations.iter().find(|(other, ..)| *other == id)
            {
                sheets.push((name, part.clone()));
            }
        });
        sheets
    }

    /// The same file with some parts replaced.
    fn with(&mut self, replaced: &[(String, String)]) -> Option<Arc<[u8]>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.archive.len() {
            let part = self.archive.by_index_raw(index).ok()?;
            let name = String::from_utf8_lossy(part.name_raw()).into_owned();
            match replaced.iter().find(|(other, _)| *other == name) {
                Some((name, text)) => {
                    let options = SimpleFileOptions::default();
                    writer.start_file(name.as_str(), options).ok()?;
                    writer.write_all(text.as_bytes()).ok()?;
                }
                None => writer.raw_copy_file(part).ok()?,
            }
        }
        let bytes = writer.finish().ok()?.into_inner();
        Some(Arc::from(bytes))
    }
}

/// A target relative to a folder, as the name of a part.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Sheets that the parser refused because of some cells, read again without these cells.
pub(super) fn mended<E>(
    workbook: Workbook,
    bytes: &Arc<[u8]>,
    open: impl FnOnce(Arc<[u8]>) -> Result<Workbook, E>,
) -> Workbook {
    let refused: Vec<&str> = workbook.faults.iter().map(|fault| &*fault.sheet).collect();
    let mended = (!refused.is_empty())
        .then(|| mend(bytes, &refused))
        .flatten();
    let Some((bytes, cells)) = mended else {
        return workbook;
    };
    let Ok(mut again) = open(bytes) else {
        return workbook;
    };
    for (name, at, holds) in cells {
        if let Some(sheet) = again.sheets.iter_mut().find(|sheet| *sheet.name == *name) {
            if let Some(cell) = sheet.cells.get_mut(&at) {
                cell.value = CellValue::Error(holds.clone());
            }
            sheet.beside.refused.insert(at, holds);
        }
    }
    again
}

/// Makes the cells that the parser refuses readable as errors; `None` if there is nothing to mend.
fn mend(bytes: &Arc<[u8]>, sheets: &[&str]) -> Option<(Arc<[u8]>, Vec<mend::Mended>)> {
    let mut package = Package::open(bytes)?;
    let main = package.main()?;
    let strings = strings::count(&mut package, &main);
    let mut replaced = Vec::new();
    let mut mended = Vec::new();
    for (name, part) in package.sheets(&main) {
        if !sheets.contains(&name.as_str()) {
            continue;
        }
        let xml = package.part(&part)?;
        let (text, cells) = mend::sheet(&xml, &name, strings)?;
        if !cells.is_empty() {
            replaced.push((part, text));
            mended.extend(cells);
        }
    }
    if mended.is_empty() {
        return None;
    }
    Some((package.with(&replaced)?, mended))
}

/// Adds to every sheet what stands beside its values.
pub(super) fn look_beside(bytes: &Arc<[u8]>, mut workbook: Workbook) -> Workbook {
    let Some(mut package) = Package::open(bytes) else {
        return workbook;
    };
    let Some(main) = package.main() else {
        return workbook;
    };
    walk(&package.part(&main).unwrap_or_default(), &mut |node| {
        if let Node::Open(open) = node
            && open.name() == "calcPr"
        {
            workbook.is_to_be_calculated |= open.is_set("fullCalcOnLoad");
        }
    });
    workbook.links = package.links(&main);
    let struck = strings::Strikes::of(&mut package, &main);
    // Many sheets may share one part; it is walked over once.
    let mut known: BTreeMap<String, Beside> = BTreeMap::new();
    for (name, part) in package.sheets(&main) {
        if let Some(sheet) = workbook
            .sheets
            .iter_mut()
            .find(|sheet| *sheet.name == *name)
        {
            let refused = std::mem::take(&mut sheet.beside.refused);
            sheet.beside = known
                .entry(part)
                .or_insert_with_key(|part| Beside::of(&mut package, part, &struck))
                .clone();
            sheet.beside.refused = refused;
        }
    }
    workbook
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_their_part() {
        assert_eq!(
            resolve("xl/worksheets", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(resolve("xl", "/xl/worksheets/a.xml"), "xl/worksheets/a.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("xl", "../../../etc/passwd"), "etc/passwd");
    }
}
