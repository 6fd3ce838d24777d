//! `--areas`: the registry from a CSV (UTF-8 with or without BOM, or CP932) or a workbook.

use std::collections::BTreeSet;
use std::path::Path;

use super::exit::Failure;
use super::given::{Given, given, unreadable};
use crate::definition::{Definitions, Registry};
use crate::model::FiscalYear;

/// The registry of the run: the one given, else the one built into the definitions.
///
/// # Errors
/// The file is missing or not a registry.
pub(super) fn registry(
    path: Option<&Path>,
    definitions: &Definitions,
) -> Result<Registry, Failure> {
    match path {
        Some(path) => of_table(&table(path, definitions)?, definitions),
        None => Ok(definitions.registry.clone()),
    }
}

/// The table of a registry.
///
/// # Errors
/// The file is missing, or it is no table.
pub(super) fn table(path: &Path, definitions: &Definitions) -> Result<Given, Failure> {
    given(path, "--areas", &what(definitions))
}

/// The registry that a table holds.
///
/// # Errors
/// It holds none, or one of years that no form has.
pub(super) fn of_table(table: &Given, definitions: &Definitions) -> Result<Registry, Failure> {
    let registry = Registry::from_rows(&table.name, &table.rows, &definitions.areas)
        .map_err(|error| Failure::usage(error.to_string()))?;
    match out_of_reach(&registry, definitions) {
        Some(reason) => Err(unreadable(&what(definitions), &table.name, &reason)),
        None => Ok(registry),
    }
}

fn what(definitions: &Definitions) -> String {
    format!("{}数の登録", definitions.areas.nouns().part)
}

/// Years that no form has: later ones are a slip, and a table of earlier ones alone would say nothing. Years gone by beside
/// those of the forms are a table's history.
fn out_of_reach(registry: &Registry, definitions: &Definitions) -> Option<String> {
    let forms = definitions.forms.iter().flat_map(|form| &form.years);
    let known: BTreeSet<FiscalYear> = forms.map(|column| column.year).collect();
    let given: BTreeSet<FiscalYear> = registry.entries().map(|(_, year, _)| year).collect();
    let last = known.last()?;
    let is_out = |year: &&FiscalYear| *year > last;
    let out: Vec<&FiscalYear> = if given.is_disjoint(&known) {
        given.iter().collect()
    } else {
        given.iter().filter(is_out).collect()
    };
    let years = |years: &[&FiscalYear]| {
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        years.join("、")
    };
    (!out.is_empty()).then(|| {
        format!(
            "{}年度は、どの様式の年度（{}）でもありません。年度を確かめて直してください",
            years(&out),
            years(&known.iter().collect::<Vec<_>>())
        )
    })
}
