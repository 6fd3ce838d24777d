//! `trace` (追跡): from a printed figure to its cells, and from a cell to its figures.

use super::args::{CommonOptions, TraceOptions};
use super::exit::{Exit, Failure};
use super::folder::Folder;
use super::shared::{Streams, print_shown};
use super::templates::definitions;
use crate::read::has_workbook_ending;
use crate::trace::{
    CellTrace, FindError, Tracer, cell_facts, cell_text, choice_text, figure, figure_text,
    figures_of, list_text,
};

impl From<FindError> for Failure {
    fn from(error: FindError) -> Self {
        Self::usage(error.to_string())
    }
}

pub(super) fn run(
    common: &CommonOptions,
    options: &TraceOptions,
    streams: &mut Streams,
) -> Result<Exit, Failure> {
    let definitions = definitions(common)?;
    let folder = Folder::open(&options.out, definitions.areas.nouns())?;
    let tracer = Tracer::new(&folder.ledger, &definitions);
    let mut text = folder.warning(&options.out);
    if !tracer.knows_relations() {
        text.push_str(&format!(
            "注意: この出力の様式は {} で、このプログラムの定義にありません。割合が何から作られたかは示せません。\n",
            folder.ledger.manifest.form
        ));
    }
    text.push_str(&answer(&tracer, options)?);
    print_shown(streams, &text)?;
    Ok(Exit::Done)
}

fn answer(tracer: &Tracer<'_>, options: &TraceOptions) -> Result<String, Failure> {
    let ledger = tracer.ledger;
    let Some(typed) = &options.figure else {
        return Ok(list_text(ledger));
    };
    // A figure's id has a fiscal year between strokes; a file's name has an ending.
    let is_file = ledger.facts.iter().any(|fact| fact.file == *typed);
    if options.cell.is_none() && !is_file && !has_workbook_ending(typed) {
        let by_id = figure(ledger, typed);
        let found = match (by_id, &figures_of(ledger, typed)[..]) {
            (Ok(found), _) => found,
            (Err(_), [only]) => only,
            (Err(error), []) => return Err(error.into()),
            (Err(_), several) => return Ok(choice_text(ledger, several)),
        };
        let trace = tracer.figure(found);
        return Ok(figure_text(&trace, &ledger.manifest.registry.name));
    }
    let facts = cell_facts(ledger, typed, options.cell.as_deref())?;
    let traces: Vec<CellTrace<'_>> = facts.into_iter().map(|fact| tracer.fact(fact)).collect();
    Ok(cell_text(&traces))
}
