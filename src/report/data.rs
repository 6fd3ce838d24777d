//! The rows of the machine-readable tables: plain numbers or empty, never a text in their place.

use rust_decimal::Decimal;

use super::subject::Subject;
use compile::{CompiledFact, Run};
use ledger::{FactRow, FigureRow, NarrativeRow};
use model::{AreaCode, FiscalYear, Indicator, IndicatorId, Provenance, Row, circled};

/// A number without trailing zeros.
fn plain(value: Option<Decimal>) -> Option<Decimal> {
    value.map(|value| value.normalize())
}

/// A rate keeps its one decimal: `75.0`.
fn with_decimals(value: Option<Decimal>, decimals: u32) -> Option<Decimal> {
    match value {
        Some(value) if decimals > 0 => {
            let mut value = value.trunc_with_scale(decimals);
            value.rescale(decimals);
            Some(value)
        }
        _ => plain(value),
    }
}

/// A label without its circled number, which machine-readable tables avoid.
pub(super) fn plain_label(label: &str) -> String {
    label.chars().filter(|c| circled(*c).is_none()).collect()
}

/// A label with the entry or the code that it is asked for.
pub(super) fn with_row(label: String, row: &Row) -> String {
    match row.key() {
        Some(key) => format!("{label}（{key}）"),
        None => label,
    }
}

/// One row = ward × fiscal year × indicator × row, as reported. A number accepted before that did not come again has the date of that
/// collection; what came in its stead and does not count stands behind it.
pub fn facts(subject: Subject<'_>) -> impl Iterator<Item = FactRow> {
    let facts = subject.compilation.facts.iter();
    let facts = facts.flat_map(CompiledFact::with_rejected);
    facts.map(move |fact| {
        let id = fact.id();
        let indicator = subject.indicator(&fact.indicator);
        let read = fact.fact.as_ref().map(|read| &read.provenance);
        let place = read.filter(|_| !subject.is_public);
        FactRow {
            ward: id.body(),
            ward_name: subject.body_name(&fact.ward, &fact.row),
            year: fact.year,
            era_year: fact.year.wareki(),
            as_of: subject.compilation.as_of_fact(fact),
            indicator: IndicatorId::new(id.measure()),
            label: with_row(plain_label(&indicator.label), &fact.row),
            unit: indicator.unit.clone(),
            value: plain(fact.number()),
            denominator: plain(fact.denominator),
            state: fact.state,
            file: if subject.is_public {
                String::new()
            } else {
                fact.file.to_string()
            },
            sheet: place
                .map(|place| place.sheet.to_string())
                .unwrap_or_default(),
            cell: place.map(|place| place.cell),
            text: read.map(|place| place.text.to_string()).unwrap_or_default(),
        }
    })
}

/// One row = area × fiscal year × indicator × row, as compiled: the city first, then the wards, then the whole by
/// code and the rows that were reported.
pub fn figures<'a>(subject: Subject<'a>) -> impl Iterator<Item = FigureRow> + use<'a> {
    let areas = &subject.definitions.areas;
    // A city without wards reports itself, and has one row.
    let mut wards = subject.all_units();
    if areas.is_one() {
        wards.clear();
    }
    let whole = std::iter::once(areas.city()).chain(wards);
    let whole = whole.map(|area| (&area.code, &Row::Whole));
    let codes = subject.compilation.codes.iter();
    let codes = codes.map(|code| (&areas.city().code, code));
    let below = subject.compilation.rows.iter();
    let below = codes.chain(below.map(|row| (&row.ward, &row.row)));
    let bodies: Vec<(&AreaCode, &Row)> = whole.chain(below).collect();
    let runs = runs(subject);
    let bodies = bodies.into_iter();
    bodies.flat_map(move |(code, row)| figures_of(subject, &runs, (code, row)))
}

/// The figures of a fiscal year and indicator.
type RunOf<'a> = (FiscalYear, &'a Indicator, Run<'a>);

/// Fiscal year by fiscal year, and in each indicator by indicator.
fn runs(subject: Subject<'_>) -> Vec<RunOf<'_>> {
    let compilation = subject.compilation;
    let years = compilation.years.iter().copied();
    let indicators = || compilation.indicators.iter().chain(&compilation.former);
    let run = |year, one: &Indicator| compilation.figures.run(year, &one.id);
    let runs = years.flat_map(|year| indicators().map(move |one| (year, one, run(year, one))));
    runs.collect()
}

/// The figures of an area, or of a row of it.
fn figures_of(
    subject: Subject<'_>,
    runs: &[RunOf<'_>],
    (code, row): (&AreaCode, &Row),
) -> Vec<FigureRow> {
    let name = subject.body_name(code, row);
    let mut near = 0;
    let figure = |(year, indicator, run): &RunOf<'_>| {
        let figure = run.get(code, row, &mut near)?;
        let id = figure.id.fact();
        debug_assert!(*code == subject.definitions.areas.city().code || figure.expected <= 1);
        Some(FigureRow {
            area: id.body(),
            area_name: name.clone(),
            year: *year,
            era_year: year.wareki(),
            as_of: subject.compilation.as_of_figure(figure).iso(),
            indicator: IndicatorId::new(id.measure()),
            label: with_row(plain_label(&indicator.label), row),
            unit: indicator.unit.clone(),
            value: with_decimals(figure.value, indicator.decimals),
            numerator: plain(figure.numerator),
            denominator: plain(figure.denominator),
            reported: figure.reported,
            expected: figure.expected,
            standing: figure.standing.label().to_owned(),
        })
    };
    runs.iter().filter_map(figure).collect()
}

/// The cell; with its sheet where the sender's sheet has another name than the form's.
pub(super) fn cell_in(sheet: &str, place: &Provenance) -> String {
    if *place.sheet == *sheet {
        place.cell.to_string()
    } else {
        format!("{}!{}", place.sheet, place.cell)
    }
}

/// One row = ward × fiscal year × section × bullet, in the ward's words; behind them the words of repeated rows, under
/// the year of the as-of date, the row in place of the number.
pub fn narrative<'a>(subject: Subject<'a>) -> impl Iterator<Item = NarrativeRow> + use<'a> {
    let city = &subject.definitions.areas.city().code;
    let whole = subject.compilation.whole_narratives.iter();
    let units = subject.compilation.narratives.iter();
    let units = units.map(|one| (&one.ward, &one.item));
    let bullets = whole.map(move |item| (city, item)).chain(units);
    let bullets = bullets.filter_map(move |(ward, item)| {
        let (sheet, block) = subject.narrative_block(&item.block)?;
        let place = [&*sheet.name, &block.label, &item.number.to_string()];
        Some(NarrativeRow {
            text: item.text.to_string(),
            ..words(subject, (ward, item.year), place, &item.provenance)
        })
    });
    let rows = subject.compilation.rows.iter();
    let rows = rows.flat_map(move |one| {
        let definition = subject.form.rows_block(&one.block).into_iter();
        definition.flat_map(move |definition| {
            definition.text.iter().filter_map(move |column| {
                let written = one.texts.get(&column.id)?;
                let place = [&*definition.name, &column.header, &one.name];
                let at = (&one.ward, subject.live_year());
                (!written.text.is_empty()).then(|| words(subject, at, place, written))
            })
        })
    });
    bullets.chain(rows)
}

/// Words of a ward and fiscal year with sheet, section and number of their place.
fn words(
    subject: Subject<'_>,
    (ward, year): (&AreaCode, FiscalYear),
    place: [&str; 3],
    words: &Provenance,
) -> NarrativeRow {
    // Where a thing stands is for the office alone.
    let outside = |place: String| {
        if subject.is_public {
            String::new()
        } else {
            place
        }
    };
    let [sheet, section, number] = place.map(str::to_owned);
    NarrativeRow {
        ward: ward.clone(),
        ward_name: subject.name(ward),
        year,
        era_year: year.wareki(),
        cell: outside(cell_in(&sheet, words)),
        sheet,
        section,
        number,
        text: words.text.to_string(),
        file: outside(words.file.to_string()),
    }
}
