//! `areas` (登録): a registry to be filled in, as a workbook or as CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::added::add_to_folder;
use super::args::CommonOptions;
use super::exit::{Exit, Failure};
use super::handout_args::AreasOptions;
use super::shared::{Streams, print};
use super::shown::{in_text, shown};
use super::templates::definitions;
use crate::definition::{Definitions, Registry};
use crate::ledger::csv_of;
use crate::model::FiscalYear;
use crate::render;
use crate::report::blank_registry;

pub(super) fn run(
    common: &CommonOptions,
    options: &AreasOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let definitions = definitions(common)?;
    let years = years(&definitions, options)?;
    let out = &options.blank;
    let name = out.file_name().map(in_text).unwrap_or_default();
    let ending = out.extension().map(|ending| ending.to_ascii_lowercase());
    let bytes = match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("xlsx") => {
            let book = blank_registry(&definitions.areas, &years);
            render::xlsx::form(&book).map_err(|error| Failure::unfinished(error.to_string()))?
        }
        Some("csv") => csv(&definitions, &years)?,
        _ => {
            return Err(Failure::usage(format!(
                "--blank には、.xlsx か .csv のファイルを指定してください: {}",
                shown(out)
            )));
        }
    };
    let folder = out.parent().unwrap_or(Path::new(""));
    add_to_folder(folder, &BTreeMap::from([(name, bytes)]))?;
    if !common.quiet {
        let rows = years
            .iter()
            .map(|year| definitions.areas.wards_within(*year).len());
        let rows: usize = rows.sum();
        let part = &definitions.areas.nouns().part;
        let text = format!(
            "{part}数の登録を作りました: {}（{rows}行）\n　書いたら、--areas でこのファイルを指定します。\n",
            shown(out)
        );
        print(streams, &text)?;
    }
    Ok(Exit::Done)
}

/// The fiscal years of every form, or the one of the date that was given.
fn years(definitions: &Definitions, options: &AreasOptions) -> Result<Vec<FiscalYear>, Failure> {
    let all = definitions.forms.iter().flat_map(|form| &form.years);
    let all: BTreeSet<FiscalYear> = all.map(|column| column.year).collect();
    let Some(as_of) = options.as_of else {
        return Ok(all.into_iter().collect());
    };
    let year = as_of.fiscal_year();
    if all.contains(&year) {
        return Ok(vec![year]);
    }
    let known: Vec<String> = all.iter().map(ToString::to_string).collect();
    Err(Failure::usage(format!(
        "時点 {as_of} は、どの様式の年度（{}）にも入りません",
        known.join("・")
    )))
}

/// As `--areas` reads it.
fn csv(definitions: &Definitions, years: &[FiscalYear]) -> Result<Vec<u8>, Failure> {
    let areas = &definitions.areas;
    let heads = Registry::headings(areas.nouns()).to_vec();
    let rows = years.iter().flat_map(|year| {
        let units = areas.wards_within(*year).into_iter();
        units.map(|unit| {
            let code = unit.code.to_string();
            vec![code, unit.name.clone(), year.to_string(), String::new()]
        })
    });
    csv_of(std::iter::once(heads).chain(rows))
        .map_err(|error| Failure::unfinished(error.to_string()))
}
