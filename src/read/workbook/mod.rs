//! A file as a flat grid of cells, no meaning yet. Which parser reads it is decided by its bytes, in `guard`.
//!
//! Only this folder imports calamine. Parsers that can abort on hostile bytes run in a process of their own (`apart`).

mod apart;
mod bounds;
mod ods;
mod value;
mod wire;
mod xls_percent;
mod xlsx;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::InputFile;
use super::cell::Cell;
use super::guard::{self, Container, End, Refusal};
use super::names;
use super::package::{self, Beside};
use super::watch;
use model::CellRef;

pub(super) use bounds::LIMITS;

/// One worksheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Name.
    pub name: Arc<str>,
    /// Cells that hold something.
    pub cells: BTreeMap<CellRef, Cell>,
    /// Merged regions, first and last cell.
    pub merges: Vec<(CellRef, CellRef)>,
    /// Whether the sheet is hidden.
    pub is_hidden: bool,
    /// What stands beside the values.
    pub beside: Beside,
}

/// A sheet that could not be read; the others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetFault {
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// The last cell that could still be read.
    pub after: Option<CellRef>,
    /// What the parser says.
    pub reason: String,
}

/// One file as a grid.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// File name relative to what was given.
    pub file: Arc<str>,
    /// Worksheets in order.
    pub sheets: Vec<Sheet>,
    /// The template's defined names that point at one cell: name ▸ (sheet name, cell).
    pub names: BTreeMap<String, (Arc<str>, CellRef)>,
    /// Custom document properties.
    pub properties: BTreeMap<String, String>,
    /// When it was last saved, as the file itself writes it.
    pub saved: Option<String>,
    /// Other workbooks it links to, by file name.
    pub links: Vec<String>,
    /// Sheets that could not be read.
    pub faults: Vec<SheetFault>,
    /// The program that wrote it left the formulas to be calculated by whoever opens it.
    pub is_to_be_calculated: bool,
}

impl Workbook {
    /// Opens a file, or takes what another process made of it.
    pub(super) fn open(file: &InputFile) -> Result<Self, Refusal> {
        let opened = match &file.grid {
            Some(grid) => (*grid.0).clone(),
            None => match guard::container(&file.bytes)? {
                Container::Workbook => contained(|| whole(&file.bytes)),
                other => Err(other.unread()),
            },
        };
        let mut workbook = opened?;
        workbook.file = Arc::clone(&file.name);
        Ok(workbook)
    }

    /// Makes a workbook from plain tables, for tests: sheet name ▸ rows of cells. Text that is a plain number becomes one.
    pub fn from_tables(file: &str, tables: &[(&str, &[&[&str]])]) -> Self {
        let sheets = tables
            .iter()
            .map(|(name, rows)| Sheet {
                name: Arc::from(*name),
                cells: (0..)
                    .zip(rows.iter())
                    .flat_map(|(row, cells)| {
                        (0..)
                            .zip(cells.iter())
                            .filter(|(_, text)| !text.is_empty())
                            .map(move |(col, text)| (CellRef::new(row, col), Cell::plain(text)))
                    })
                    .collect(),
                ..Sheet::default()
            })
            .collect();
        Self {
            file: Arc::from(file),
            sheets,
            ..Self::default()
        }
    }

    /// The sheet with this name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| *sheet.name == *name)
    }
}

/// An Office Open XML workbook: what the parser gives, mended where one cell cost it a sheet, and what stands beside the values.
fn whole(bytes: &Arc<[u8]>) -> Result<Workbook, Refusal> {
    let workbook = package::mended(xlsx::open(Arc::clone(bytes))?, bytes, xlsx::open);
    Ok(package::look_beside(bytes, workbook))
}

/// What was made of a file elsewhere: a grid, or why there is none. Goes into [`InputFile`] in place of the file's own reading.
#[derive(Clone, Debug)]
pub struct Grid(Box<Result<Workbook, Refusal>>);

impl Grid {
    fn new(result: Result<Workbook, Refusal>) -> Self {
        Self(Box::new(result))
    }

    /// Reads a file whose parser can abort, see [`Handling`](super::Handling). Only for a process that may die.
    pub fn read_alone(bytes: Arc<[u8]>) -> Self {
        Self::new(
            guard::container(&bytes).and_then(|container| match container {
                Container::Workbook => contained(|| whole(&bytes)),
                Container::OwnProcess(kind) => contained(|| apart::open(kind, bytes)),
                Container::Archive => Err(container.unread()),
            }),
        )
    }

    /// What is told of a file whose process came to an early end.
    pub fn died(end: End) -> Self {
        Self::new(Err(Refusal::died(end)))
    }

    /// What is told of a file that the system does not let us open; `reason` is the system's.
    pub fn not_opened(reason: &str) -> Self {
        Self::new(Err(Refusal::unreadable(
            format!("ファイルを開けません（{reason}）。"),
            "Excelで開いているときは閉じてください。閉じても開けないときは、別の場所に複写して渡してください。",
        )))
    }

    /// Why a file was not read at all.
    pub(super) fn refused(refusal: Refusal) -> Self {
        Self::new(Err(refusal))
    }

    /// The bytes that carry it from one process to the other.
    pub fn to_wire(&self) -> Vec<u8> {
        wire::write(&self.0)
    }

    /// The other end of [`Grid::to_wire`]; `None` where the bytes are not whole.
    pub fn from_wire(bytes: &[u8]) -> Option<Self> {
        wire::read(bytes).map(Self::new)
    }
}

/// Runs a parser; a panic inside it is told as a broken file.
fn contained(parse: impl FnOnce() -> Result<Workbook, Refusal>) -> Result<Workbook, Refusal> {
    watch::caught(parse).unwrap_or_else(|| Err(Refusal::broken("読み取り中の異常")))
}

/// Most names of the template looked at; each is compared with every merged region.
const MAX_NAMES: usize = 2_000;

/// The template's names that point at one cell, or at one merged region. A name that stands twice (a copied sheet) is left out.
fn single_names(
    defined: &[(String, String)],
    sheets: &[Sheet],
) -> BTreeMap<String, (Arc<str>, CellRef)> {
    let mut names = BTreeMap::new();
    let mut twice = BTreeSet::new();
    let ours = defined.iter().filter(|(name, _)| names::is_ours(name));
    for (name, formula) in ours.take(MAX_NAMES) {
        let Some(target) = names::target(formula, sheets) else {
            continue;
        };
        if names
            .insert(name.clone(), target.clone())
            .is_some_and(|before| before != target)
        {
            twice.insert(name.clone());
        }
    }
    names.retain(|name, _| !twice.contains(name));
    names
}
