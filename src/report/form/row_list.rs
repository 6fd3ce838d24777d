//! Which repeated rows a ward's form prints: as written, else the units below, the codes, or blank ones.

use super::ward_fill::WardFill;
use definition::{RepeatedRows, RowsKind};
use model::FiscalYear;

/// One row of the sheet.
pub(super) struct Row {
    /// Running number, or what its code stands for.
    pub(super) head: Option<String>,
    pub(super) key: String,
    /// The years in which it is asked for.
    pub(super) years: Vec<FiscalYear>,
}

/// The rows: as written, else as they are known; and below them some without a key.
pub(super) fn rows(fill: &WardFill<'_>, definition: &RepeatedRows) -> Vec<Row> {
    let all: Vec<FiscalYear> = fill.form.years.iter().map(|y| y.year).collect();
    let row = |key: String| Row {
        head: None,
        key,
        years: all.clone(),
    };
    let meaning = |key: &String| {
        let mut codes = definition.code.iter();
        codes.find(|code| code.code == *key)
    };
    let written = fill.values.rows.get(&definition.id);
    let written = written.map(|written| &written.keys);
    let mut rows: Vec<Row> = match written.filter(|keys| !keys.is_empty()) {
        Some(keys) => keys.values().map(|key| row(key.clone())).collect(),
        None if definition.rows == RowsKind::OnePerPart => parts(fill, definition, &all),
        None => definition
            .code
            .iter()
            .map(|c| row(c.code.clone()))
            .collect(),
    };
    for row in &mut rows {
        row.head = meaning(&row.key).map(|code| code.label.clone());
    }
    let spare = if fill.is_copy {
        0
    } else {
        let short = definition
            .min_rows
            .saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        definition.spare_rows.max(short)
    };
    rows.extend((0..spare).map(|_| row(String::new())));
    rows
}

/// The units below a ward: as the registry names them, else by number.
fn parts(fill: &WardFill<'_>, definition: &RepeatedRows, all: &[FiscalYear]) -> Vec<Row> {
    let row = |key: String, holds: &dyn Fn(FiscalYear) -> bool| Row {
        head: None,
        key,
        years: all.iter().copied().filter(|year| holds(*year)).collect(),
    };
    let names = fill.registry.area_names(&fill.ward.code);
    if names.is_empty() {
        let areas = |year: FiscalYear| fill.areas(year).unwrap_or(0);
        let most = all.iter().map(|year| areas(*year)).max().unwrap_or(0);
        let rows =
            (1..=most).map(|number| row(definition.unnamed(number), &|year| number <= areas(year)));
        return rows.collect();
    }
    let rows = names
        .iter()
        .map(|name| row(name.name.clone(), &|year| name.holds_in(year)));
    rows.filter(|row| !row.years.is_empty()).collect()
}
