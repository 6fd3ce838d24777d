//! The formula by which the distributed form gives a percentage of parts; whoever draws it and whoever compares it say the same.

use super::CellRef;

/// The percentage that the number in a cell is of this number of parts, without an equals sign.
pub fn rate_formula(count: CellRef, parts: u32) -> String {
    format!("IF(ISNUMBER({count}),ROUND({count}/{parts}*100,1),\"\")")
}
