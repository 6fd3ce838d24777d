//! Which form and edition the rows of a file are of: the tables say what was asked, not by which form.

use super::bullets::{block_of, column_of};
use super::group::Group;
use definition::{Definitions, FormDefinition, RowsKind};
use ledger::{FactRow, NarrativeRow};
use model::{AsOf, Row};

/// The edition that asks for everything that the rows say: the one that the table's own run names, else the one whose live year
/// is that of the rows, else the newest.
pub(super) fn edition<'d>(
    definitions: &'d Definitions,
    group: &Group<'_>,
    (named, among): (Option<&str>, &[&str]),
    as_of: Option<AsOf>,
) -> Option<&'d FormDefinition> {
    let asking = definitions.forms.iter();
    let asking = asking.filter(|form| group.facts.iter().all(|row| asks(form, row)));
    let mut fitting: Vec<&FormDefinition> = asking.collect();
    let mut keep = |is_it: &dyn Fn(&FormDefinition) -> bool| {
        if fitting.iter().any(|form| is_it(form)) {
            fitting.retain(|form| is_it(form));
        }
    };
    keep(&|form| group.words.iter().all(|row| has_place(form, row)));
    keep(&|form| Some(form.id.edition.as_str()) == named);
    keep(&|form| among.contains(&form.id.to_string().as_str()));
    keep(&|form| as_of.is_some_and(|as_of| form.year(as_of.fiscal_year()).is_some()));
    fitting.pop()
}

/// Whether a form has the place of a row of words.
fn has_place(form: &FormDefinition, row: &NarrativeRow) -> bool {
    block_of(form, row).is_some() || column_of(form, row).is_some()
}

/// Whether a form asks for what a row says, in that year and in such a row.
fn asks(form: &FormDefinition, row: &FactRow) -> bool {
    let id = row.id();
    let rows = || form.rows_column(&id.indicator).map(|(rows, _)| rows.rows);
    form.year(id.year).is_some()
        && match id.row {
            Row::Whole => form.asks(&id.indicator),
            Row::Part(_) => rows() == Some(RowsKind::OnePerPart),
            Row::Code(_) => rows() == Some(RowsKind::OnePerCode),
            Row::Entry(_) => {
                let entries = [Some(RowsKind::OnePerEntry), Some(RowsKind::Free)];
                entries.contains(&rows())
            }
        }
}
