//! Two wards that filled in the sheet for their areas: `generate-samples --areas DIR`. Their figures are those of `r7`;
//! which area carries which part is invented.

use std::path::Path;

use rust_decimal::Decimal;
use torimatome::definition::{Definitions, ValueColumnKind};
use torimatome::model::AsOf;
use torimatome::report::{Entry, WardValues};

use super::{Failure, Random, invent, write};

/// Writes the wards whose areas the registry names.
pub(super) fn generate(definitions: &Definitions, folder: &Path) -> Result<(), Failure> {
    let as_of = AsOf::parse_iso("2026-03-31").ok_or("no date")?;
    let city = invent(definitions, &[])?;
    for (ward, values) in definitions.areas.wards().iter().zip(city) {
        if definitions.registry.area_names(&ward.code).is_empty() {
            continue;
        }
        let mut random = Random::seeded(&["areas", ward.code.as_str()]);
        let names = definitions.registry.area_names(&ward.code);
        let names = names
            .iter()
            .filter(|name| name.holds_in(as_of.fiscal_year()));
        let rows: Vec<u32> = (1..).zip(names).map(|(row, _)| row).collect();
        let values = with_areas(definitions, &mut random, &rows, values, as_of)?;
        let path = folder.join(format!("{}_{}.xlsx", ward.code, ward.name));
        write(definitions, ward, as_of, &values, &path)?;
    }
    Ok(())
}

/// Spreads the live year's values over the rows of areas and leaves the form's fields to their formulas.
pub(super) fn with_areas(
    definitions: &Definitions,
    random: &mut Random,
    rows: &[u32],
    mut values: WardValues,
    as_of: AsOf,
) -> Result<WardValues, Failure> {
    let year = as_of.fiscal_year();
    let sheet = definitions.forms[0].rows.first();
    let sheet = sheet.ok_or("the form has no repeated rows")?;
    for column in &sheet.column {
        let id = &column.indicator;
        let field = values.fields.remove(&(id.clone(), year));
        let Some(Entry::Number(total)) = field else {
            return Err(format!("no {id} to spread").into());
        };
        let total: u32 = total.to_string().parse()?;
        let mut order = rows.to_vec();
        random.shuffle(&mut order);
        let count = u32::try_from(order.len())?;
        for (at, row) in (0..).zip(order) {
            let entry = match column.kind {
                ValueColumnKind::Mark if at < total => Entry::Text(sheet.yes[0].clone()),
                ValueColumnKind::Mark => continue,
                ValueColumnKind::Count => {
                    let share = total / count + u32::from(at < total % count);
                    // Neighbours in the order trade a few persons, so that not all are alike.
                    let shift = total / count / 10 * (at / 2 % 4);
                    let is_whole_pair = at / 2 * 2 + 1 < count;
                    let number = match (is_whole_pair, at % 2) {
                        (true, 0) => share + shift,
                        (true, _) => share - shift,
                        (false, _) => share,
                    };
                    Entry::Number(Decimal::from(number))
                }
            };
            values.row_cell(&sheet.id, row, id.clone(), year, entry);
        }
    }
    Ok(values)
}
