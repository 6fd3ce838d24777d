//! `--waivers`: the bureau's reasons from a CSV (UTF-8 with or without BOM, or CP932) or a workbook.

use std::path::Path;

use super::exit::Failure;
use super::given::{given, unreadable};
use crate::definition::Definitions;
use crate::read::{self, Waivers};

/// The reasons in the file, if one is given.
///
/// # Errors
/// The file is missing or holds no table of reasons. A row at fault is told with the findings.
pub(super) fn waivers(
    path: Option<&Path>,
    definitions: &Definitions,
) -> Result<Option<Waivers>, Failure> {
    let Some(path) = path else {
        return Ok(None);
    };
    let what = "理由のファイル";
    let given = given(path, "--waivers", what)?;
    let table = (given.sheet.as_deref(), &given.rows[..]);
    read::waivers(&given.name, given.sha256, table, definitions)
        .map(Some)
        .map_err(|reason| unreadable(what, &given.name, &reason))
}
