//! `template` (ひな形): a blank workbook per ward, earlier years filled from last year's facts.

use std::collections::BTreeMap;

use super::args::{CommonOptions, TemplateOptions};
use super::check::Loaded;
use super::exit::{Exit, Failure};
use super::output::add_to_folder;
use super::{Streams, print};
use crate::check::Selection;
use crate::model::{Area, AsOf};
use crate::render;
use crate::report;

pub(super) fn run(
    common: &CommonOptions,
    options: &TemplateOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let loaded = Loaded::new(common, &options.basis, Selection::default())?;
    let definitions = &loaded.definitions;
    let as_of = options.basis.as_of.ok_or_else(|| {
        let first = definitions
            .form()
            .years
            .first()
            .map_or_else(String::new, |column| AsOf::new(column.year.end()).iso());
        Failure::usage(format!(
            "時点を --as-of で指定してください（例: --as-of {first}）"
        ))
    })?;
    if definitions.form().year(as_of.fiscal_year()).is_none() {
        let years: Vec<String> = definitions
            .form()
            .years
            .iter()
            .map(|column| column.year.to_string())
            .collect();
        return Err(Failure::usage(format!(
            "時点 {as_of} はこの様式の年度（{}）に入りません",
            years.join("・")
        )));
    }
    let wards = wards(&loaded, &options.ward)?;
    let previous = loaded.previous.as_ref().map(|previous| &previous.facts);
    let mut files = BTreeMap::new();
    for ward in &wards {
        let form = report::template(definitions, &loaded.registry, ward, as_of, previous);
        let bytes =
            render::xlsx::form(&form).map_err(|error| Failure::unfinished(error.to_string()))?;
        files.insert(format!("{}_{}.xlsx", ward.code, ward.name), bytes);
    }
    add_to_folder(&options.out, &files)?;
    if !common.quiet {
        print(
            streams,
            &format!(
                "{}件のひな形を作りました: {}\n",
                files.len(),
                options.out.display()
            ),
        )?;
    }
    Ok(Exit::Done)
}

/// The wards named, in the city's order; all if none is named.
fn wards<'a>(loaded: &'a Loaded, names: &[String]) -> Result<Vec<&'a Area>, Failure> {
    let areas = &loaded.definitions.areas;
    for name in names {
        if areas.ward_named(name).is_none() {
            let known: Vec<&str> = areas
                .wards()
                .iter()
                .map(|ward| ward.name.as_str())
                .collect();
            return Err(Failure::usage(format!(
                "この区はありません: {name}（{}）",
                known.join("・")
            )));
        }
    }
    Ok(areas
        .wards()
        .iter()
        .filter(|ward| names.is_empty() || names.contains(&ward.name))
        .collect())
}
