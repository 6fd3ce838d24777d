//! The ward's own number of areas, where the template asks for it.

use rust_decimal::Decimal;

use super::session::Session;
use super::value;
use diagnostic::{Code, Diagnostic, Place};
use model::{WrittenNumber, is_within};
use workbook::{CellValue, names};

/// Reads the ward's number of areas of every year.
pub(super) fn read(session: &mut Session<'_>) {
    for column in &session.form.years {
        let Some((sheet, at)) = session.workbook.names.get(&names::areas(column.year)) else {
            continue;
        };
        let Some(sheet) = session.workbook.sheet(sheet) else {
            continue;
        };
        let Some(cell) = sheet.cells.get(at) else {
            continue;
        };
        let provenance = session.provenance(sheet, *at);
        let value = match &cell.value {
            CellValue::Number(number) => Some(*number),
            CellValue::Text(text) => value::denominator(text, session.area_words()),
            _ => None,
        };
        match value
            .filter(|value| *value >= Decimal::ZERO && value.is_integer() && is_within(*value))
        {
            Some(value) => {
                session
                    .areas_written
                    .insert(column.year, WrittenNumber { value, provenance });
            }
            None if provenance.text.trim().is_empty() => {}
            None => {
                let noun = session.form.area_noun.clone();
                let part = &session.definitions.areas.nouns().part;
                session.push(
                    Diagnostic::new(
                        Code::VALUE_NOT_A_NUMBER,
                        Place::from(&provenance),
                        format!(
                            "{noun}の{}に「{}」とあり、数として読めません。",
                            column.year.wareki(),
                            provenance.text.trim()
                        ),
                    )
                    .hint(format!("{part}の数を数字だけで入力してください。"))
                    .year(column.year)
                    .field(noun)
                    .entered(provenance.text.clone())
                    .expected("0以上の整数"),
                );
            }
        }
    }
}
