//! The sheets that a workbook lists, one after the other; a broken one costs only itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::grid::{Sheet, SheetFault, SheetWhy, Workbook};
use crate::refusal::Refusal;
use model::CellRef;

/// One worksheet as the workbook lists it.
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) part: String,
    pub(crate) is_hidden: bool,
}

/// What stands in the way of one sheet.
pub(crate) enum Stop {
    /// The whole workbook is refused.
    Beyond(Refusal),
    /// This sheet is broken after its last whole cell; the others are read.
    Broken(Option<CellRef>),
}

/// Reads every listed sheet from its part; a part that the package holds twice belongs to no sheet for certain.
pub(crate) fn each(
    workbook: &mut Workbook,
    listed: &[Listed],
    is_doubled: impl Fn(&str) -> bool,
    mut read: impl FnMut(&str, &Arc<str>) -> Result<Sheet, Stop>,
) -> Result<(), Refusal> {
    // Many sheets may share one part; it is read once.
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for listed in listed {
        let name: Arc<str> = Arc::from(listed.name.as_str());
        if is_doubled(&listed.part) {
            workbook.faults.push(SheetFault {
                sheet: name,
                after: None,
                why: SheetWhy::Doubled,
            });
            continue;
        }
        let found = match known.get(listed.part.as_str()) {
            Some(at) => Ok(workbook.sheets[*at].clone()),
            None => read(&listed.part, &name),
        };
        if found.is_ok() {
            known.entry(&listed.part).or_insert(workbook.sheets.len());
        }
        keep(workbook, name, listed.is_hidden, found)?;
    }
    Ok(())
}

/// Keeps a sheet that was read under its name, or what stood in its way.
pub(crate) fn keep(
    workbook: &mut Workbook,
    name: Arc<str>,
    is_hidden: bool,
    found: Result<Sheet, Stop>,
) -> Result<(), Refusal> {
    match found {
        Ok(sheet) => workbook.sheets.push(Sheet {
            name,
            is_hidden,
            ..sheet
        }),
        Err(Stop::Beyond(refusal)) => return Err(refusal),
        Err(Stop::Broken(after)) => workbook.faults.push(SheetFault {
            sheet: name,
            after,
            why: SheetWhy::Broken,
        }),
    }
    Ok(())
}
