//! One invented city for outside checks, as rough as real ones: wards missing or twice, blanks, words, slips of the hand.
//! And one in which every ward fills in the form as it is meant, of which nothing may be said.
//!
//! `cargo run --example generate-samples -- --city SEED --out DIR` (or `--right-city`) writes `DIR/in/*.xlsx` and the
//! registry `DIR/areas.csv`.

use std::path::Path;

use rust_decimal::Decimal;
use torimatome::definition::{Definitions, Registry, ValueColumnKind};
use torimatome::model::{Area, AsOf, FiscalYear, IndicatorId};
use torimatome::report::{Entry, WardValues};

use super::areas::with_areas;
use super::{Failure, Random, figures, invent, next_year, write};

/// Writes the city of a seed.
pub(super) fn generate(definitions: &Definitions, seed: &str, out: &Path) -> Result<(), Failure> {
    let as_of = AsOf::parse_iso("2026-03-31").ok_or("no date")?;
    let years: Vec<FiscalYear> = definitions.forms[0].years.iter().map(|y| y.year).collect();
    let rows = registry_rows(definitions, &years, seed);
    let registry = Registry::from_rows("areas.csv", &rows, &definitions.areas)?;
    let folder = out.join("in");
    for ward in definitions.areas.wards() {
        let mut random = Random::seeded(&["city", seed, ward.code.as_str()]);
        if random.between(1, 100) <= 10 {
            continue;
        }
        let city = Definitions {
            registry: registry.clone(),
            ..definitions.clone()
        };
        let mut values = values(&mut random, &registry, ward, &years);
        let mut random = Random::seeded(&["city areas", seed, ward.code.as_str()]);
        if random.between(1, 100) <= 40 {
            areas(&city, &mut random, ward, &years, &mut values);
        }
        let mut random = Random::seeded(&["city files", seed, ward.code.as_str()]);
        let path = folder.join(format!("{}_{}.xlsx", ward.code, ward.name));
        write(&city, ward, as_of, &values, &path)?;
        match random.between(1, 100) {
            1..=4 => {
                std::fs::copy(&path, folder.join(format!("{}_写し.xlsx", ward.name)))?;
            }
            5..=8 => {
                let mut other = values.clone();
                other.number(IndicatorId::new("1-4"), years[1], 1);
                write(
                    &city,
                    ward,
                    as_of,
                    &other,
                    &folder.join(format!("{}_再提出.xlsx", ward.name)),
                )?;
            }
            _ => {}
        }
    }
    write_registry(&rows, out)
}

/// Writes the city of a seed in which nothing is wrong.
pub(super) fn generate_right(
    definitions: &Definitions,
    seed: &str,
    out: &Path,
) -> Result<(), Failure> {
    let as_of = AsOf::parse_iso("2026-03-31").ok_or("no date")?;
    let rows = right_registry(definitions, seed)?;
    let city = Definitions {
        registry: Registry::from_rows("areas.csv", &rows, &definitions.areas)?,
        ..definitions.clone()
    };
    let wards = invent(&city, &["right city", seed])?;
    for (ward, mut values) in city.areas.wards().iter().zip(wards) {
        let mut random = Random::seeded(&["right city areas", seed, ward.code.as_str()]);
        if random.between(1, 100) <= 40 {
            let count = city.registry.count(&ward.code, as_of.fiscal_year());
            let areas: Vec<u32> = (1..=count.unwrap_or(0)).collect();
            values = with_areas(&city, &mut random, &areas, values, as_of)?;
        }
        let path = out
            .join("in")
            .join(format!("{}_{}.xlsx", ward.code, ward.name));
        write(&city, ward, as_of, &values, &path)?;
    }
    write_registry(&rows, out)
}

fn write_registry(rows: &[Vec<String>], out: &Path) -> Result<(), Failure> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",") + "\r\n").collect();
    write_text(&out.join("areas.csv"), &lines.concat())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a generator of files writes files"
)]
fn write_text(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text)?;
    Ok(())
}

fn registry_heading() -> Vec<String> {
    ["団体コード", "区名", "年度", "名簿提供地域数"]
        .map(str::to_owned)
        .to_vec()
}

/// A registry of the city's own whose wards sum to what the form prints, in every year.
fn right_registry(definitions: &Definitions, seed: &str) -> Result<Vec<Vec<String>>, Failure> {
    let wards = definitions.areas.wards();
    let mut rows = vec![registry_heading()];
    for column in &definitions.forms[0].years {
        // The same for every year: areas rarely come and go.
        let mut random = Random::seeded(&["right registry", seed]);
        let mut areas = vec![4; wards.len()];
        let total = definitions.registry.stated_total(column.year);
        let total = total.ok_or("a year without a number of areas")?;
        let last = u32::try_from(wards.len())? - 1;
        for _ in areas.iter().sum::<u32>()..total {
            areas[usize::try_from(random.between(0, last))?] += 1;
        }
        for (ward, areas) in wards.iter().zip(areas) {
            rows.push(vec![
                ward.code.to_string(),
                ward.name.clone(),
                column.year.to_string(),
                areas.to_string(),
            ]);
        }
    }
    Ok(rows)
}

/// A registry of the city's own; now and then a ward is not in it.
fn registry_rows(definitions: &Definitions, years: &[FiscalYear], seed: &str) -> Vec<Vec<String>> {
    let mut random = Random::seeded(&["registry", seed]);
    let mut rows = vec![registry_heading()];
    for ward in definitions.areas.wards() {
        let areas = random.between(3, 30);
        for year in years {
            if random.between(1, 100) > 2 {
                let areas = areas + random.between(0, 1);
                rows.push(vec![
                    ward.code.to_string(),
                    ward.name.clone(),
                    year.to_string(),
                    areas.to_string(),
                ]);
            }
        }
    }
    rows
}

fn values(
    random: &mut Random,
    registry: &Registry,
    ward: &Area,
    years: &[FiscalYear],
) -> WardValues {
    let mut values = WardValues {
        is_sample: true,
        ..WardValues::default()
    };
    let areas = registry.count(&ward.code, years[0]).unwrap_or(12);
    let first = figures(random, areas);
    let second = next_year(random, &first, areas);
    let ratio_only = random.between(1, 100) <= 4;
    for (year, figures) in years.iter().zip([first, second]) {
        for (indicator, number) in figures {
            if ratio_only && ["2-6-answers", "2-6-positive"].contains(&indicator) {
                continue;
            }
            if let Some(entry) = slip(random, number) {
                values
                    .fields
                    .insert((IndicatorId::new(indicator), *year), entry);
            }
        }
        if random.between(1, 100) <= 3 {
            let wrong = Decimal::from(areas + 1);
            values
                .denominators
                .insert((IndicatorId::new("1-2"), *year), wrong);
        }
    }
    values
}

/// The sheet for the areas, filled as people fill it: most columns whole, some cells odd, some sums other than the form's.
fn areas(
    definitions: &Definitions,
    random: &mut Random,
    ward: &Area,
    years: &[FiscalYear],
    values: &mut WardValues,
) {
    let Some(sheet) = definitions.forms[0].rows.first() else {
        return;
    };
    for year in &years[..2] {
        let rows = definitions.registry.count(&ward.code, *year).unwrap_or(5);
        for column in &sheet.column {
            if random.between(1, 100) <= 20 {
                continue;
            }
            for row in 1..=rows {
                let mark = random.between(1, 100);
                let entry = match (column.kind, mark) {
                    (_, 1..=2) => Entry::Text("未集計".to_owned()),
                    (_, 3) => Entry::Text("△".to_owned()),
                    (ValueColumnKind::Mark, 4..=30) if row > 1 => continue,
                    (ValueColumnKind::Mark, 4..=35) => Entry::Text(sheet.yes[1].clone()),
                    (ValueColumnKind::Mark, 36..=38) => Entry::Text(sheet.no[0].clone()),
                    (ValueColumnKind::Mark, _) => Entry::Text(sheet.yes[0].clone()),
                    (ValueColumnKind::Count, 4..=6) if row > 1 => continue,
                    (ValueColumnKind::Count, number) => Entry::Number(Decimal::from(number)),
                };
                values.row_cell(&sheet.id, row, column.indicator.clone(), *year, entry);
            }
            // Mostly the form's own formula stands in the field.
            if random.between(1, 100) <= 85 {
                values.fields.remove(&(column.indicator.clone(), *year));
            }
        }
    }
}

/// What stands in the cell for a number: mostly the number.
fn slip(random: &mut Random, number: Decimal) -> Option<Entry> {
    let text = |text: String| Some(Entry::Text(text));
    match random.between(1, 1000) {
        1..=30 => None,
        31..=45 => text("未集計".to_owned()),
        46..=55 => text("該当なし".to_owned()),
        56..=65 => text("なし".to_owned()),
        66..=80 => text(number.to_string().chars().map(wide).collect()),
        81..=90 => text(format!(" {number} ")),
        91..=100 => text(format!("約{number}")),
        101..=106 => text("多数".to_owned()),
        107..=112 => Some(Entry::Number(-number)),
        113..=118 => Some(Entry::Number(number + Decimal::new(5, 1))),
        119..=130 => Some(Entry::Number(number * Decimal::TEN)),
        131..=150 => Some(Entry::Number(Decimal::ZERO)),
        _ => Some(Entry::Number(number)),
    }
}

/// A digit or a point in full width.
fn wide(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
        '.' => '．',
        c => c,
    }
}
