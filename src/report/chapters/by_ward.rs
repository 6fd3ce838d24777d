//! 区別一覧: wards × indicators, one table per fiscal year, with the city's total as live formulas.

use super::by_ward_formulas::{leading, ratio_formula, ratio_of_columns, sum_formula};
use super::{chapter, head_cell, heading, paragraph};
use crate::change::points;
use crate::subject::Subject;
use crate::view::style;
use crate::{
    Align, Block, Chapter, ChapterKind, Column, Emphasis, FigureChange, Media, NumberStyle, Row,
    RowKind, Sign, Table, TableCell, TableFormula,
};
use compile::{Figure, UnitChange, regrouped_change, unit_change};
use model::{Area, FactId, FiscalYear, Indicator, IndicatorId, Nouns, Regrouped, RollUp};

pub(crate) fn by_ward(subject: Subject<'_>) -> Chapter {
    let Nouns { whole, unit, .. } = subject.nouns();
    let mut blocks = vec![paragraph(format!(
        "{whole}の数は{unit}の合計、{whole}の割合は分子の合計÷分母の合計。数値のない欄には理由を書いた（0ではない）。"
    ))];
    let mut has_registry_note = false;
    for year in subject.compilation.years.iter().rev() {
        blocks.push(heading(subject.year_label(*year)));
        let mut table = table(subject, *year);
        if subject.registry.has_synthetic(*year) && !has_registry_note {
            // Once: it is about the column, not about the year.
            has_registry_note = true;
            table.notes.push(subject.registry_note());
        }
        blocks.push(Block::Table(table));
        if *year == subject.live_year() {
            blocks.extend(changes(subject, *year));
        }
    }
    chapter(
        ChapterKind::ByWard,
        "by-ward",
        &title(subject),
        Media::Both,
        blocks,
    )
}

/// What the list is called, here and where it is referred to.
pub(super) fn title(subject: Subject<'_>) -> String {
    format!("{}別一覧", subject.nouns().unit)
}

fn table(subject: Subject<'_>, year: FiscalYear) -> Table {
    let indicators = &subject.compilation.indicators;
    let wards = subject.units_of(year);
    let mut rows: Vec<Row> = (0..wards.len())
        .map(|at| Row {
            kind: RowKind::Body,
            cells: ward_row(subject, year, &wards, at),
        })
        .collect();
    rows.push(Row {
        kind: RowKind::Total,
        cells: total_row(subject, year),
    });
    rows.push(Row {
        kind: RowKind::Total,
        cells: share_row(subject, year),
    });
    let mut head = leading_heads(subject);
    head.extend(
        indicators
            .iter()
            .map(|i| head_cell(format!("{}（{}）", i.short_label, i.unit), 1, 1)),
    );
    let span = 1 + u32::from(subject.form.counts_areas);
    let mut groups = vec![head_cell("", span, 1)];
    groups.extend(sheet_groups(subject));
    Table {
        id: format!("by-ward-{year}"),
        caption: format!("{}　{}", title(subject), subject.year_label(year)),
        columns: columns(subject),
        head: vec![groups, head],
        row_keys: vec![None; rows.len()],
        rows,
        notes: notes(subject, year),
        filter: false,
        tidy: false,
    }
}

/// The columns of a table of units and indicators.
fn columns(subject: Subject<'_>) -> Vec<Column> {
    let column = |width: f64, align: Align| Column { width, align };
    let mut columns = vec![column(11.0, Align::Start), column(8.0, Align::End)];
    columns.truncate(leading(subject));
    let indicators = subject.compilation.indicators.iter();
    columns.extend(indicators.map(|_| column(9.5, Align::End)));
    columns
}

/// The heads of the columns before the first indicator.
fn leading_heads(subject: Subject<'_>) -> Vec<crate::HeadCell> {
    let mut head = vec![
        head_cell(&subject.nouns().unit, 1, 1),
        head_cell(&subject.form.area_noun, 1, 1),
    ];
    head.truncate(leading(subject));
    head
}

/// How many areas the registry knows of a unit.
fn areas_of(subject: Subject<'_>, ward: &Area, year: FiscalYear) -> TableCell {
    match subject.registry.count(&ward.code, year) {
        Some(count) => TableCell::number(count, NumberStyle::COUNT),
        None => TableCell::missing("未登録"),
    }
}

/// Every unit's change against the year before, with signs that are seen without colour; nothing where none can be compared.
fn changes(subject: Subject<'_>, year: FiscalYear) -> Option<Block> {
    let indicators = &subject.compilation.indicators;
    let wards = subject.definitions.areas.wards();
    let mut any = false;
    let areas = &subject.definitions.areas;
    let rows = wards.iter().map(|ward| {
        let changes = indicators.iter().map(|indicator| {
            let change = unit_change(subject.compilation, areas, &ward.code, year, indicator);
            any |= change.is_some();
            change.map_or_else(
                || TableCell::missing("―"),
                |change| change_cell(subject, (ward, year), indicator, &change),
            )
        });
        // As in the tables of a year, so that the columns stand under each other.
        let mut cells = vec![TableCell::head(&ward.name), areas_of(subject, ward, year)];
        cells.truncate(leading(subject));
        cells.extend(changes);
        Row {
            kind: RowKind::Body,
            cells,
        }
    });
    let mut rows: Vec<Row> = rows.collect();
    for group in subject.regrouped(year) {
        rows.extend(group_row(subject, &group).inspect(|_| any = true));
    }
    let unit = &subject.nouns().unit;
    let caption = format!("{}の前年度からの増減", subject.year_label(year));
    let mut head = leading_heads(subject);
    head.extend(indicators.iter().map(|one| {
        // The word for points is wider than a column, and no bracket is broken.
        let unit = points(one).map_or(one.unit.as_str(), |_| "差");
        head_cell(format!("{}（{unit}）", one.short_label), 1, 1)
    }));
    let points = indicators.iter().find_map(|one| points(one));
    let points = points.map_or_else(String::new, |points| {
        format!("割合は前年度との差（{points}）。")
    });
    let span = 1 + u32::from(subject.form.counts_areas);
    let mut groups = vec![head_cell("", span, 1)];
    groups.extend(sheet_groups(subject));
    any.then(|| {
        Block::Table(Table {
            id: format!("changes-{year}"),
            caption,
            columns: columns(subject),
            head: vec![groups, head],
            row_keys: vec![None; rows.len()],
            rows,
            notes: vec![format!(
                "↑は増、↓は減（太字）、±0は変わらないこと、―は比べられないことを表す。{points}両方の年度に数のある{unit}だけを比べた。"
            )],
            filter: false,
            tidy: false,
        })
    })
}

/// What was divided, and what it was divided into, together; nothing where no number of it can be compared.
fn group_row(subject: Subject<'_>, group: &Regrouped) -> Option<Row> {
    let mut is_any = false;
    let changes = subject.compilation.indicators.iter().map(|indicator| {
        let Some(change) = regrouped_change(subject.compilation, group, indicator) else {
            return TableCell::missing("―");
        };
        is_any = true;
        let mut cell = TableCell::number(change.now - change.before, signed(indicator));
        if change.now < change.before {
            cell.emphasis = Emphasis::Strong;
        }
        cell
    });
    let changes: Vec<TableCell> = changes.collect();
    let name = subject.names(&group.now);
    let areas = subject.registry.sum(group.now.iter(), group.year());
    let areas = areas.map_or_else(
        || TableCell::missing("未登録"),
        |count| TableCell::number(count, NumberStyle::COUNT),
    );
    let mut cells = vec![TableCell::head(name), areas];
    cells.truncate(leading(subject));
    cells.extend(changes);
    let kind = RowKind::Body;
    is_any.then_some(Row { kind, cells })
}

/// The look of a change, with a sign that is seen without colour.
fn signed(indicator: &Indicator) -> NumberStyle {
    NumberStyle {
        sign: Sign::Arrow,
        // The head says in what it is counted.
        percent: false,
        ..style(indicator)
    }
}

fn change_cell(
    subject: Subject<'_>,
    (ward, year): (&Area, FiscalYear),
    indicator: &Indicator,
    change: &UnitChange,
) -> TableCell {
    let mut cell = TableCell::number(change.difference(), signed(indicator));
    cell.set_formula(Some(TableFormula::Difference(FigureChange {
        now: subject.trace(&indicator.id, year, ward),
        before: subject.trace(&indicator.id, year.previous(), ward),
        is_alike: false,
        decimals: indicator.decimals,
    })));
    if change.now < change.before {
        cell.emphasis = Emphasis::Strong;
    }
    cell
}

/// Head cells that name the sheet over its indicators.
fn sheet_groups(subject: Subject<'_>) -> Vec<crate::HeadCell> {
    let mut groups: Vec<(String, u32)> = Vec::new();
    for indicator in &subject.compilation.indicators {
        let name = sheet_name(subject, indicator);
        match groups.last_mut() {
            Some((last, count)) if *last == name => *count += 1,
            _ => groups.push((name, 1)),
        }
    }
    groups
        .into_iter()
        .map(|(name, count)| head_cell(name, count, 1))
        .collect()
}

/// The sheet an indicator stands on; a rate that is not printed belongs to its numerator's sheet.
fn sheet_name(subject: Subject<'_>, indicator: &Indicator) -> String {
    let form = subject.form;
    let numerator = match &indicator.roll_up {
        RollUp::RatioOfSums { numerator, .. } => Some(numerator),
        RollUp::Sum | RollUp::None => None,
    };
    let sheet = form
        .sheet_of(&indicator.id)
        .or_else(|| numerator.and_then(|id| form.sheet_of(id)));
    sheet.map(|sheet| sheet.name.clone()).unwrap_or_default()
}

fn ward_row(subject: Subject<'_>, year: FiscalYear, wards: &[&Area], at: usize) -> Vec<TableCell> {
    let ward = wards[at];
    let mut cells = vec![TableCell::head(&ward.name), areas_of(subject, ward, year)];
    cells.truncate(leading(subject));
    for indicator in &subject.compilation.indicators {
        let figure = subject.compilation.figure(&ward.code, year, &indicator.id);
        let mut cell = subject.figure_cell(figure, indicator, ward);
        if let Some(figure) = figure.filter(|figure| figure.value.is_some()) {
            let own = (at, &wards[at..=at]);
            cell.set_formula(ratio_formula(subject, figure, indicator, own));
            let source = source_indicator(indicator, figure);
            let id = FactId::whole(ward.code.clone(), year, source.clone());
            cell.set_link(fact_key(&id));
        } else if let Some(fact) = subject.compilation.fact(&ward.code, year, &indicator.id) {
            cell.set_note(withheld_note(subject, fact));
            cell.set_link(fact_key(&fact.id()));
        }
        cells.push(cell);
    }
    cells
}

/// What a withheld number was, so that nothing is lost from sight.
fn withheld_note(subject: Subject<'_>, fact: &compile::CompiledFact) -> Option<String> {
    let read = fact.fact.as_ref()?;
    if fact.withheld_by.is_empty() {
        return None;
    }
    if subject.is_public {
        let text = &read.provenance.text;
        return Some(format!("記載「{text}」は確認中のため集計に使っていない"));
    }
    Some(format!(
        "記載「{}」は{}のため集計に使っていない（{}）",
        read.provenance.text,
        fact.withheld_by.join("・"),
        read.provenance
    ))
}

/// The fact a ward's figure rests on: its own, or its numerator where the rate was computed here.
fn source_indicator<'a>(indicator: &'a Indicator, figure: &Figure) -> &'a IndicatorId {
    match &indicator.roll_up {
        RollUp::RatioOfSums { numerator, .. } if figure.denominator.is_some() => numerator,
        _ => &indicator.id,
    }
}

/// The key of a fact's row in 出典.
pub(super) fn fact_key(id: &FactId) -> String {
    format!("{}/{}/{}", id.body(), id.year, id.measure())
}

fn total_row(subject: Subject<'_>, year: FiscalYear) -> Vec<TableCell> {
    let city = subject.definitions.areas.city();
    let wards = subject.units_of(year);
    let last = wards.len() - 1;
    let mut areas = TableCell::number(subject.registry.total(year), NumberStyle::COUNT);
    areas.set_formula(Some(TableFormula::SumOfColumn { first: 0, last }));
    let mut cells = vec![TableCell::head(format!("{}　計", city.name)), areas];
    cells.truncate(leading(subject));
    for indicator in &subject.compilation.indicators {
        let figure = subject.city(year, &indicator.id);
        let mut cell = subject.figure_cell(figure, indicator, city);
        cell.emphasis = Emphasis::Strong;
        // What is declared for the whole is no sum of the column.
        let summed = figure.filter(|figure| !figure.is_declared);
        if let Some(figure) = summed {
            cell.set_formula(match figure.value {
                Some(_) => ratio_formula(subject, figure, indicator, (0, &wards))
                    .or_else(|| sum_formula(subject, figure, indicator, &wards)),
                // No number; but units of both years may be compared by these columns.
                None => ratio_of_columns(subject, indicator, 0..=last),
            });
        }
        cells.push(cell);
    }
    cells
}

fn share_row(subject: Subject<'_>, year: FiscalYear) -> Vec<TableCell> {
    let units = subject.units_of(year);
    let registered = units.iter();
    let registered = registered.filter(|ward| subject.registry.count(&ward.code, year).is_some());
    let (registered, wards) = (registered.count(), units.len());
    let unit = &subject.nouns().unit;
    let mut cells = vec![
        TableCell::head(format!("集計した{unit}")),
        TableCell::text(format!("{registered}/{wards}{unit}")),
    ];
    cells.truncate(leading(subject));
    for indicator in &subject.compilation.indicators {
        let text = subject
            .city(year, &indicator.id)
            .map(|figure| {
                if figure.absent.is_empty() {
                    subject.share(figure)
                } else {
                    // Never the whole's areas alone beside a number of some wards.
                    subject.share_with_areas(figure)
                }
            })
            .unwrap_or_default();
        cells.push(TableCell::text(text));
    }
    cells
}

/// Who is missing, once per distinct reason.
fn notes(subject: Subject<'_>, year: FiscalYear) -> Vec<String> {
    let mut notes: Vec<(String, Vec<String>)> = Vec::new();
    for indicator in subject.shown_indicators() {
        let Some(note) = subject
            .city(year, &indicator.id)
            .and_then(|figure| subject.figure_note(figure))
        else {
            continue;
        };
        match notes.iter_mut().find(|(text, _)| *text == note) {
            Some((_, labels)) => labels.push(indicator.short_label.clone()),
            None => notes.push((note, vec![indicator.short_label.clone()])),
        }
    }
    let all = subject.shown_indicators().count();
    let mut lines: Vec<String> = notes
        .into_iter()
        .map(|(note, labels)| {
            if labels.len() == all {
                format!("全指標：{note}")
            } else {
                format!("{}：{note}", labels.join("、"))
            }
        })
        .collect();
    lines.extend(subject.registry_change(year));
    lines.extend(subject.unit_notes(year));
    lines
}
