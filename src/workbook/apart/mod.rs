//! The kinds that are read in a process of their own with a memory limit: .xls, .xlsb and .ods. Their files say how much
//! of everything follows in many places, and what one of them says wrongly must cost that file only.

mod bits;
mod formula;
mod held;
mod lists;
mod looks;
mod ods;
mod plain;
mod text;
mod xls;
mod xlsb;

use crate::grid::Workbook;
use crate::guard::Kind;
use crate::refusal::Refusal;

/// Opens a file of one of these kinds.
pub(crate) fn open(kind: Kind, bytes: &[u8]) -> Result<Workbook, Refusal> {
    match kind {
        Kind::Legacy => xls::open(bytes),
        Kind::Binary => xlsb::open(bytes),
        Kind::OpenDocument => ods::open(bytes),
    }
}
