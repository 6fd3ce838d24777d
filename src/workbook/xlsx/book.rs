//! The workbook's own part: its sheets in order, the other workbooks it links to, and whether it waits to be calculated.

use crate::package::{Package, Relations, SheetPart};
use crate::xml::{Piece, pieces};

/// Most links to other workbooks that are looked at.
const MAX_LINKS: usize = 50;

/// What the workbook's own part tells.
pub(super) struct Book {
    /// Name of the part.
    pub(super) main: String,
    /// Sheets of any kind, in order.
    pub(super) sheets: Vec<SheetPart>,
    /// The program that wrote it left the formulas to be calculated by whoever opens it.
    pub(super) is_to_be_calculated: bool,
    relations: Relations,
}

impl Book {
    pub(super) fn of(package: &mut Package<'_>) -> Option<Self> {
        let top = Relations::of(package, "").ok()?;
        let main = top.first("officeDocument")?.to_owned();
        let relations = Relations::of(package, &main).ok()?;
        let mut sheets = Vec::new();
        let mut is_to_be_calculated = false;
        let text = package.text(&main).ok().flatten().unwrap_or_default();
        pieces(&text, &mut |piece| {
            let Piece::Open(open) = piece else { return };
            match open.name() {
                "calcPr" => is_to_be_calculated |= open.is_set("fullCalcOnLoad"),
                "sheet" => {
                    if let (Some(name), Some(id)) = (open.get("name"), open.get("id"))
                        && let Some(part) = relations.target(&id)
                    {
                        sheets.push(SheetPart {
                            name,
                            part: part.to_owned(),
                        });
                    }
                }
                _ => {}
            }
        });
        Some(Self {
            main,
            sheets,
            is_to_be_calculated,
            relations,
        })
    }

    /// The file names of other workbooks that this one links to, each once.
    pub(super) fn links(&self, package: &mut Package<'_>) -> Vec<String> {
        let links = self.relations.inner();
        let links = links.filter(|relation| relation.kind == "externalLink");
        let mut names: Vec<String> = Vec::new();
        for link in links.take(MAX_LINKS) {
            let Ok(paths) = Relations::of(package, &link.target) else {
                continue;
            };
            for path in paths.all() {
                let name = path.target.rsplit(['/', '\\']).next().unwrap_or_default();
                let name = name.replace("%20", " ");
                if path.kind.starts_with("externalLinkPath") && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}
