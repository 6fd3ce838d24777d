//! The workbook's own part: its sheets in order, its names, the other workbooks it links to, and whether it waits to be
//! calculated.

use crate::fault::Fault;
use crate::package::{Package, Relations};
use crate::sheets::Listed;
use crate::xml::{Piece, pieces};

/// Most links to other workbooks that are looked at.
const MAX_LINKS: usize = 50;

/// What the workbook's own part tells.
pub(super) struct Book {
    /// Name of the part.
    pub(super) main: String,
    /// Worksheets in order.
    pub(super) sheets: Vec<Listed>,
    /// Defined names with what they point at.
    pub(super) names: Vec<(String, String)>,
    /// Days are counted from 1904.
    pub(super) is_1904: bool,
    /// The program that wrote it left the formulas to be calculated by whoever opens it.
    pub(super) is_to_be_calculated: bool,
    pub(super) relations: Relations,
}

impl Book {
    pub(super) fn of(package: &mut Package<'_>) -> Option<Self> {
        let top = Relations::of(package, "").ok()?;
        let main = top.first("officeDocument")?.to_owned();
        let relations = Relations::of(package, &main).ok()?;
        let text = package.text(&main).ok()??;
        let mut book = Self {
            main,
            sheets: Vec::new(),
            names: Vec::new(),
            is_1904: false,
            is_to_be_calculated: false,
            relations,
        };
        let mut name: Option<(String, String)> = None;
        pieces(&text, &mut |piece| match piece {
            Piece::Open(open) => match open.name() {
                "workbookPr" => book.is_1904 |= open.is_set("date1904"),
                "calcPr" => book.is_to_be_calculated |= open.is_set("fullCalcOnLoad"),
                "definedName" => name = Some((open.get("name").unwrap_or_default(), String::new())),
                "sheet" => {
                    let (title, id) = (open.get("name"), open.get("id"));
                    let found = id.and_then(|id| book.relations.by_id(&id));
                    if let (Some(title), Some(found)) = (title, found)
                        && found.kind == "worksheet"
                    {
                        let state = open.get("state");
                        book.sheets.push(Listed {
                            name: title,
                            part: found.target.clone(),
                            is_hidden: matches!(state.as_deref(), Some("hidden" | "veryHidden")),
                        });
                    }
                }
                _ => {}
            },
            Piece::Text(part) => {
                if let Some((_, target)) = &mut name {
                    target.push_str(part);
                }
            }
            Piece::Close("definedName") => book.names.extend(name.take()),
            Piece::Close(_) => {}
        });
        Some(book)
    }

    /// The text of the part that a relation of the workbook leads to; empty where there is none.
    ///
    /// # Errors
    /// The part is there and cannot be unpacked.
    pub(super) fn related(&self, package: &mut Package<'_>, kind: &str) -> Result<String, Fault> {
        let Some(part) = self.relations.first(kind) else {
            return Ok(String::new());
        };
        Ok(package.text(part)?.unwrap_or_default())
    }

    /// Whether a relation of the workbook leads to a part that is not there or cannot be unpacked.
    pub(super) fn lacks(&self, package: &mut Package<'_>, kind: &str) -> bool {
        let part = self.relations.first(kind);
        part.is_some_and(|part| !matches!(package.text(part), Ok(Some(_))))
    }

    /// The parts that every sheet depends on.
    pub(super) fn common(&self) -> impl Iterator<Item = &str> {
        let kinds = ["sharedStrings", "styles"];
        let parts = kinds
            .into_iter()
            .filter_map(|kind| self.relations.first(kind));
        std::iter::once(self.main.as_str()).chain(parts)
    }
}

/// The file names of other workbooks that a workbook links to, each once.
pub(crate) fn links(package: &mut Package<'_>, relations: &Relations) -> Vec<String> {
    let links = relations.inner();
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
