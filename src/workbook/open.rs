//! A file's bytes ▸ a workbook. Which parser reads it is decided by `guard`.
//!
//! Parsers that can abort on hostile bytes run in a process of their own (`apart`); what they made travels as a [`Grid`].

use std::sync::Arc;

use crate::grid::Workbook;
use crate::guard::{Container, container};
use crate::paper::Papers;
use crate::refusal::{End, Refusal};
use crate::{apart, wire, xlsx};

/// Opens a file that this process may read.
///
/// # Errors
/// It is no such workbook, or beyond the bounds.
pub fn open(bytes: &Arc<[u8]>) -> Result<Workbook, Refusal> {
    match container(bytes)? {
        Container::Workbook => contained(|| xlsx::whole(bytes)),
        other => Err(other.unread()),
    }
}

/// The paper of a file; nothing of one whose format does not tell.
pub fn papers(bytes: &Arc<[u8]>) -> Option<Papers> {
    match container(bytes) {
        Ok(Container::Workbook) => model::caught(|| xlsx::papers(bytes)).ok().flatten(),
        _ => None,
    }
}

/// What was made of a file elsewhere, or before it could be read: a grid, or why there is none.
#[derive(Clone, Debug)]
pub struct Grid(Box<Result<Workbook, Refusal>>);

impl Grid {
    fn new(result: Result<Workbook, Refusal>) -> Self {
        Self(Box::new(result))
    }

    /// The workbook, or why there is none.
    ///
    /// # Errors
    /// There is none.
    pub fn workbook(&self) -> Result<Workbook, Refusal> {
        (*self.0).clone()
    }

    /// Reads a file whose parser can abort, see [`Container::OwnProcess`]. Only for a process that may die.
    pub fn read_alone(bytes: Arc<[u8]>) -> Self {
        Self::new(container(&bytes).and_then(|container| match container {
            Container::Workbook => contained(|| xlsx::whole(&bytes)),
            Container::OwnProcess(kind) => contained(|| apart::open(kind, &bytes)),
            Container::Archive => Err(container.unread()),
        }))
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
    pub fn refused(refusal: Refusal) -> Self {
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

/// Runs a parser; a panic inside it is a fault of the program, whatever the file is like.
fn contained(parse: impl FnOnce() -> Result<Workbook, Refusal>) -> Result<Workbook, Refusal> {
    model::caught(parse).unwrap_or_else(|place| Err(Refusal::of_program(place)))
}
