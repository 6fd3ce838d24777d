//! One field and year ▸ facts: the parts of what was written, each with its cell and what was set aside.

use super::doubt;
use super::fold::fold;
use super::grid::Grid;
use super::moved_name;
use super::pieces::{Fragment, Parts, split};
use super::remarks;
use super::rows;
use super::said::{parse, telling, with_other_unit};
use super::session::Session;
use super::spot::{Region, Spot};
use super::trouble;
use super::value::{self, Parsed, Trouble};
use definition::FieldLayout;
use model::{CellRef, Fact, Indicator, IndicatorId, Normalisation, Row, Value, WrittenNumber};
use workbook::{Cell, formula, names};

/// The cells of a field and year, and what they say by part.
struct Written<'a> {
    cells: Vec<(CellRef, &'a Cell)>,
    parts: Parts<'a>,
    /// Where a value stands that is not there.
    home: CellRef,
    /// The cells that the template's names give to the number and to its rate.
    named: Option<CellRef>,
    named_rate: Option<CellRef>,
}

/// What was read of one part, on its way to a fact.
struct Taken {
    at: CellRef,
    parsed: Parsed,
    is_formula: bool,
    /// What the formula says, in a cell that the template names.
    formula: Option<String>,
    denominator: Option<WrittenNumber>,
}

/// Reads the facts of a field and year; says nothing if the field was not found at all.
pub(super) fn read(session: &mut Session<'_>, grid: &Grid<'_>, spot: &Spot<'_>) {
    let field = spot.field;
    let named = session.named(
        session.words.name_of(&field.indicator, spot.year),
        grid.sheet,
    );
    let Some(named) = own_name(session, grid, spot, named) else {
        return;
    };
    let rate_id = field.rate.as_ref();
    let named_rate =
        rate_id.and_then(|rate| session.named(&names::field(rate, spot.year), grid.sheet));
    if is_shared(session, grid, spot) {
        return;
    }
    let cells: Vec<(CellRef, &Cell)> = match &spot.region {
        Some(region) => grid
            .region(region.rows.clone(), region.columns.clone())
            .map(|seen| (seen.at, seen.cell))
            .collect(),
        None if named.is_some() => named
            .into_iter()
            .chain(named_rate)
            .filter_map(|at| grid.view.get(at))
            .filter(|seen| !seen.is_covered)
            .map(|seen| (seen.at, seen.cell))
            .collect(),
        None => return,
    };
    session.uses(grid.sheet, cells.iter().map(|(at, _)| *at));
    let mut parts = split(&cells, field.layout, session.area_words());
    if named.is_some() {
        by_name(&mut parts, &cells, named, named_rate);
    }
    let home = named.or_else(|| spot.region.as_ref().map(Region::corner));
    let Some(home) = home else { return };
    let written = Written {
        cells,
        parts,
        home,
        named,
        named_rate,
    };
    let number = number(session, grid, spot, &written);
    if let (Some(fact), Some(rate)) = (number, rate_id) {
        rate_of(session, grid, spot, rate, &written, &fact);
    }
}

/// The cell that the template's name gives, if any; nothing where the name has moved away alone. `None` where name, label and
/// year disagree on the place, which is told.
fn own_name(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    named: Option<CellRef>,
) -> Option<Option<CellRef>> {
    let (Some(region), Some(cell)) = (&spot.region, named) else {
        return Some(named);
    };
    if region.holds(cell) {
        return Some(named);
    }
    if moved_name::told(session, grid, spot, (region, cell)) {
        return Some(None);
    }
    let places = [cell, region.corner()];
    let about = (&spot.field.indicator, Some(spot.year));
    let told = session.in_places(grid.sheet, spot.field, about, &places);
    session.push(told.hint("見出しや年度の並びを変えていれば、配付した様式のとおりに戻してください。セルを切り取って貼り付けていれば、配付した様式に書き直してください。"));
    None
}

/// Tells of a place that is merged with other years' or fields' cells.
fn is_shared(session: &mut Session<'_>, grid: &Grid<'_>, spot: &Spot<'_>) -> bool {
    if let Some(region) = &spot.region
        && let Some(at) = across_years(grid, region)
    {
        trouble::across_years(session, grid, spot, at);
        session.uses(grid.sheet, [at]);
        return true;
    }
    if let Some(at) = spot.shared {
        trouble::across_fields(session, grid, spot, at);
        session.uses(grid.sheet, [at]);
        return true;
    }
    false
}

fn across_years(grid: &Grid<'_>, region: &Region) -> Option<CellRef> {
    let header = grid.header_for(region.rows.start)?;
    grid.across_years(header, &region.rows, &region.columns)
}

/// Where the template's names are, the rate's own cell is the rate whatever its format says,
/// and formulas beside the named cells are print.
fn by_name<'a>(
    parts: &mut Parts<'a>,
    cells: &[(CellRef, &'a Cell)],
    named: Option<CellRef>,
    named_rate: Option<CellRef>,
) {
    let is_print = |fragment: &Fragment<'_>| {
        fragment.cell.is_formula && Some(fragment.at) != named && Some(fragment.at) != named_rate
    };
    parts.number.retain(|fragment| !is_print(fragment));
    let Some(rate_at) = named_rate else { return };
    parts.number.retain(|fragment| fragment.at != rate_at);
    parts.denominator.retain(|fragment| fragment.at != rate_at);
    parts.rate.retain(|fragment| !is_print(fragment));
    let has_own = parts.rate.iter().any(|fragment| fragment.at == rate_at);
    if let (false, Some((at, cell))) = (has_own, cells.iter().find(|(at, _)| *at == rate_at)) {
        let text = cell.text();
        if cell.is_formula || !text.trim().is_empty() {
            parts.rate.push(Fragment {
                at: *at,
                cell,
                text,
                is_whole: true,
            });
        }
    }
}

/// The main number of the field; `None` if it was ambiguous and nothing was taken.
fn number(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    written: &Written<'_>,
) -> Option<Fact> {
    let (field, parts) = (spot.field, &written.parts);
    let indicator = session.indicator(&field.indicator);
    let fragments = telling(&parts.number, indicator);
    let mut parsed = match parse(&fragments, indicator) {
        Ok(parsed) => parsed,
        Err(cells) => match with_other_unit(&fragments, indicator) {
            Some(parsed) => parsed,
            None => {
                session.ambiguous(grid.sheet, field, &field.indicator, Some(spot.year), &cells);
                return None;
            }
        },
    };
    let at = fragments
        .first()
        .map_or(written.home, |fragment| fragment.at);
    if let Some(first) = fragments.first() {
        let formula = grid.sheet.beside.formulas.get(&first.at);
        let cell = (first.cell, formula.map(String::as_str));
        parsed = match rows::nought(session, field, spot.year, cell, &parsed) {
            Some(known) => known,
            None => doubt::doubt(session, grid, first, indicator, parsed),
        };
    }
    if is_unclear(spot, parts, at) && written.named != Some(at) && !fragments.is_empty() {
        session.ambiguous(
            grid.sheet,
            field,
            &field.indicator,
            Some(spot.year),
            &[written.home, at],
        );
        return None;
    }
    if let (Some(unit), Some(_)) = (&parts.unit, parsed.value.number()) {
        parsed = value::beside_unit(parsed, &unit.text, indicator);
    }
    let denominator = match denominator(session, grid, parts) {
        Ok(denominator) => denominator,
        Err(()) => {
            parsed = Parsed::unreadable(Trouble::Composite);
            None
        }
    };
    let first = fragments.first();
    let taken = Taken {
        at,
        parsed,
        is_formula: first.is_some_and(|fragment| fragment.cell.is_formula),
        formula: own_formula(grid, at).filter(|_| first.is_some()),
        denominator,
    };
    let mut fact = fact(session, grid, spot, indicator, taken);
    remarks::alone(session, grid, spot, indicator, &mut fact);
    session.facts.insert(fact.key(), fact.clone());
    Some(fact)
}

/// A lone number below the label may belong to a row whose label is gone; below the first line of a count with its rate it
/// may be the one or the other.
fn is_unclear(spot: &Spot<'_>, parts: &Parts<'_>, at: CellRef) -> bool {
    spot.region.as_ref().is_some_and(|region| {
        if spot.field.layout == FieldLayout::OfAreasWithRate {
            at.row > region.rows.start && parts.denominator.is_empty()
        } else {
            at.row >= region.below
        }
    })
}

/// What the formula of a cell says, where its text is known.
fn own_formula(grid: &Grid<'_>, at: CellRef) -> Option<String> {
    let text = grid.sheet.beside.formulas.get(&at);
    text.map(|text| formula::canonical(text))
}

/// The number of areas written after the slash. `Err` for something there that is no number of areas.
fn denominator(
    session: &Session<'_>,
    grid: &Grid<'_>,
    parts: &Parts<'_>,
) -> Result<Option<WrittenNumber>, ()> {
    let text: String = parts
        .denominator
        .iter()
        .map(|fragment| fragment.text.as_str())
        .collect();
    if !fold(&text).contains(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    let value = value::denominator(&text, session.area_words()).ok_or(())?;
    let has_digit = |text: &str| fold(text).contains(|c: char| c.is_ascii_digit());
    let at = parts
        .denominator
        .iter()
        .find(|fragment| has_digit(&fragment.text))
        .map(|fragment| fragment.at)
        .ok_or(())?;
    Ok(Some(WrittenNumber {
        value,
        provenance: session.provenance(grid.sheet, at),
    }))
}

fn fact(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    indicator: &Indicator,
    taken: Taken,
) -> Fact {
    let provenance = session.provenance(grid.sheet, taken.at);
    if let Some(trouble) = &taken.parsed.trouble {
        let label = spot.field.label_line();
        let diagnostic = trouble::diagnostic(trouble, indicator, spot.year, &label, &provenance);
        session.push(diagnostic);
    }
    Fact {
        indicator: indicator.id.clone(),
        year: spot.year,
        row: Row::Whole,
        value: taken.parsed.value,
        provenance,
        denominator: taken.denominator.map(Box::new),
        normalisations: taken.parsed.normalisations,
        is_formula: taken.is_formula,
        formula: taken.formula,
    }
}

/// The percentage beside a number.
fn rate_of(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    rate: &IndicatorId,
    written: &Written<'_>,
    number: &Fact,
) {
    let indicator = session.indicator(rate);
    let fragments = telling(&written.parts.rate, indicator);
    let mut parsed = match parse(&fragments, indicator) {
        Ok(parsed) => parsed,
        Err(places) => {
            session.ambiguous(grid.sheet, spot.field, rate, Some(spot.year), &places);
            return;
        }
    };
    let printed = written
        .cells
        .iter()
        .find(|(_, cell)| cell.text().contains(['％', '%']))
        .map(|(at, _)| *at);
    let at = fragments
        .first()
        .map(|fragment| fragment.at)
        .or(written.named_rate)
        .or(printed)
        .unwrap_or(number.provenance.cell);
    let is_formula = fragments
        .first()
        .is_some_and(|fragment| fragment.cell.is_formula);
    let is_zero = |value: &Value| value.number().is_some_and(|number| number.is_zero());
    // Nought of any number of areas is nought percent, whoever was to calculate it.
    let is_certain = is_zero(&number.value) && is_zero(&parsed.value);
    if let Some(first) = fragments.first() {
        if !is_certain {
            parsed = doubt::doubt(session, grid, first, indicator, parsed);
        }
        // The form itself may compute the percentage: that is nothing to tell.
        parsed
            .normalisations
            .retain(|kind| *kind != Normalisation::Formula);
    }
    if let Some(trouble @ (Trouble::NotCalculated | Trouble::Stale(_))) = &parsed.trouble {
        // Without a count there is nothing to compute, and nothing to tell.
        if number.value.number().is_some() {
            let provenance = session.provenance(grid.sheet, at);
            let label = spot.field.label_line();
            let (_, part) = session.area_words();
            let about = (spot.year, part);
            let note = trouble::rate_not_calculated(trouble, indicator, about, &label, &provenance);
            session.push(note);
        }
        parsed = Parsed::blank();
    }
    // LibreOffice keeps 0 in an .xls where the form's formula gave an empty text. Without a count there is no rate.
    if is_formula && number.value.is_blank() && is_zero(&parsed.value) {
        parsed = Parsed::blank();
    }
    let is_named = is_formula && written.named_rate == Some(at);
    let taken = Taken {
        at,
        parsed,
        is_formula,
        formula: own_formula(grid, at).filter(|_| is_named),
        denominator: None,
    };
    let fact = fact(session, grid, spot, indicator, taken);
    session.facts.insert(fact.key(), fact);
}
