//! Writes the sample workbooks: `cargo run --example generate-samples [FOLDER]`. Every figure and sentence is invented.
//! With `--city SEED --out DIR`, a rough city for outside checks instead, with `--right-city` one without a slip (see
//! `city.rs`); with `--areas DIR`, two wards that say what each of their areas reported (see `areas.rs`); with
//! `--systems DIR`, workbooks of other forms (see `systems.rs`).
//!
//! Seeded, so that the same program writes the same files. Wards, areas and the form come from the definitions,
//! the sentences from `sentences.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rust_decimal::{Decimal, RoundingStrategy};
use torimatome::definition::{BlockDefinition, BlockKind, DefinitionSource, Definitions};
use torimatome::model::{Area, AsOf, FiscalYear, IndicatorId};
use torimatome::report::{Entry, WardValues, filled};

mod areas;
mod city;
mod sentences;
mod systems;

use sentences::{Fragments, particulars, stock};

/// Changes every figure and sentence.
const SEED: u64 = 0x7072_6f67_7265_7373;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let definitions = torimatome::check::load(&DefinitionSource::BuiltIn)?;
    let folder = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--city", seed, "--out", out] => {
            return city::generate(&definitions, seed, Path::new(out));
        }
        ["--right-city", seed, "--out", out] => {
            return city::generate_right(&definitions, seed, Path::new(out));
        }
        ["--systems", folder] => return systems::generate(Path::new(folder)),
        ["--areas", folder] => return areas::generate(&definitions, Path::new(folder)),
        [folder] => PathBuf::from(folder),
        [] => Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"),
        _ => return Err("usage: generate-samples [FOLDER | --city SEED --out DIR | --right-city SEED --out DIR | --areas DIR | --systems DIR]".into()),
    };
    let city = invent(&definitions, &[])?;
    let first = AsOf::parse_iso("2025-03-31").ok_or("no date")?;
    let second = AsOf::parse_iso("2026-03-31").ok_or("no date")?;
    for (ward, values) in definitions.areas.wards().iter().zip(&city) {
        let name = format!("{}_{}.xlsx", ward.code, ward.name);
        let mut earlier = values.clone();
        earlier
            .fields
            .retain(|(_, year), _| *year <= first.fiscal_year());
        earlier
            .bullets
            .retain(|(_, year, _), _| *year <= first.fiscal_year());
        write(
            &definitions,
            ward,
            first,
            &earlier,
            &folder.join("r6").join(&name),
        )?;
        write(
            &definitions,
            ward,
            second,
            values,
            &folder.join("r7").join(&name),
        )?;
    }
    faults(&definitions, &city, second, &folder.join("faults"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a generator of files writes files"
)]
fn write(
    definitions: &Definitions,
    ward: &Area,
    as_of: AsOf,
    values: &WardValues,
    path: &Path,
) -> Result<(), Failure> {
    let workbook = filled(
        definitions,
        &definitions.forms[0],
        &definitions.registry,
        ward,
        as_of,
        values,
    );
    let bytes = torimatome::render::xlsx::form(&workbook)?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes)?;
    Ok(())
}

/// Steele, Lea and Flood's splitmix64.
struct Random(u64);

impl Random {
    fn seeded(parts: &[&str]) -> Self {
        let mut random = Self(SEED);
        for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
            random.0 = random.next() ^ u64::from(byte);
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`.
    fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.max(low) - low) + 1;
        low + u32::try_from(self.next() % span).unwrap_or(0)
    }

    /// A share of a number, given in percent from `low` to `high`.
    fn share(&mut self, of: u32, low: u32, high: u32) -> u32 {
        (of * self.between(low, high) + 50) / 100
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.between(0, u32::try_from(last).unwrap_or(0));
            items.swap(last, usize::try_from(other).unwrap_or(0));
        }
    }
}

/// The values of every ward for the first two fiscal years of the form, in the city's order; another seed, another city.
fn invent(definitions: &Definitions, seed: &[&str]) -> Result<Vec<WardValues>, Failure> {
    let years: Vec<FiscalYear> = definitions.forms[0].years.iter().map(|y| y.year).collect();
    let mut city = Vec::new();
    for ward in definitions.areas.wards() {
        let mut values = WardValues {
            is_sample: true,
            ..WardValues::default()
        };
        let areas = definitions.registry.count(&ward.code, years[0]);
        let areas = areas.ok_or("a ward without a number of areas")?;
        let mut random = Random::seeded(&[seed, &["figures", ward.code.as_str()]].concat());
        let first = figures(&mut random, areas);
        let second = next_year(&mut random, &first, areas);
        for (year, figures) in years.iter().zip([first, second]) {
            for (indicator, number) in figures {
                values.number(IndicatorId::new(indicator), *year, number);
            }
        }
        city.push(values);
    }
    let stock = stock()?;
    for sheet in &definitions.forms[0].sheets {
        for block in &sheet.blocks {
            if block.kind == BlockKind::Narrative {
                let fragments = stock.get(block.id.as_str());
                let fragments = fragments.ok_or_else(|| format!("no sentences: {}", block.id))?;
                write_block(definitions, block, seed, fragments, &mut city);
            }
        }
    }
    Ok(city)
}

/// One year's figures, on a scale with the number of areas.
fn figures(random: &mut Random, areas: u32) -> Vec<(&'static str, Decimal)> {
    let consultations = areas * random.between(25, 60) + random.between(0, 24);
    let received = areas * random.between(3, 8) + random.between(0, 7);
    let answers = random.between(18, 60);
    let positive = random.share(answers, 68, 95);
    let counts = [
        ("1-1", random.share(areas, 70, 98)),
        ("1-2", random.share(areas, 60, 94)),
        (
            "1-3",
            areas * random.between(60, 110) + random.between(0, 40),
        ),
        ("1-4", consultations),
        ("1-5", random.share(consultations, 28, 60)),
        ("1-6", areas * random.between(4, 9) + random.between(0, 6)),
        ("2-1", received),
        ("2-2", random.share(received, 15, 35)),
        ("2-3", random.between(5, 24)),
        ("2-4", random.between(2, 9)),
        ("2-5", random.share(received, 30, 70)),
        ("2-6-answers", answers),
        ("2-6-positive", positive),
        ("3-1", areas * random.between(2, 6) + random.between(0, 9)),
    ];
    let mut figures: Vec<_> = counts
        .into_iter()
        .map(|(id, count)| (id, Decimal::from(count)))
        .collect();
    figures.push(("2-6", percent(positive, answers)));
    figures
}

/// The year after: each count a little more or less, the bounds kept.
fn next_year(
    random: &mut Random,
    before: &[(&'static str, Decimal)],
    areas: u32,
) -> Vec<(&'static str, Decimal)> {
    let mut after: BTreeMap<&'static str, u32> = BTreeMap::new();
    for (id, number) in before {
        let count = u32::try_from(*number).unwrap_or(0);
        let grown = match *id {
            "1-1" | "1-2" => (count + random.between(0, 2)).min(areas),
            "2-6-answers" => count + random.between(0, 9),
            _ => random.share(count, 94, 114),
        };
        after.insert(id, grown);
    }
    let answers = after.get("2-6-answers").copied().unwrap_or(1);
    let positive = random.share(answers, 72, 96);
    after.insert("2-6-positive", positive);
    after
        .into_iter()
        .map(|(id, count)| match id {
            "2-6" => (id, percent(positive, answers)),
            _ => (id, Decimal::from(count)),
        })
        .collect()
}

fn percent(part: u32, whole: u32) -> Decimal {
    (Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole))
        .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
}

/// Writes the bullets of a block for every ward: no bullet twice, no first half twice within a ward.
fn write_block(
    definitions: &Definitions,
    block: &BlockDefinition,
    seed: &[&str],
    fragments: &Fragments,
    city: &mut [WardValues],
) {
    let years: Vec<FiscalYear> = definitions.forms[0].years.iter().map(|y| y.year).collect();
    let mut used: Vec<Vec<usize>> = vec![Vec::new(); city.len()];
    let mut written = BTreeSet::new();
    for year in years.iter().take(2) {
        let mut random = Random::seeded(&[seed, &["words", &block.id, &year.to_string()]].concat());
        let mut pairs = fragments.pairs();
        random.shuffle(&mut pairs);
        let wards = definitions.areas.wards().iter().zip(city.iter_mut());
        for (index, (ward, values)) in wards.enumerate() {
            let areas = definitions.registry.count(&ward.code, *year).unwrap_or(1);
            let mut tails = Vec::new();
            for number in 1..=block.bullets {
                if number == 3 && random.between(1, 14) == 1 {
                    continue;
                }
                let fresh = |(head, tail): &(usize, usize)| {
                    !used[index].contains(head) && !tails.contains(tail)
                };
                let Some(place) = pairs.iter().position(fresh) else {
                    continue;
                };
                let (head, tail) = pairs.remove(place);
                used[index].push(head);
                tails.push(tail);
                let bullet = loop {
                    let text = fragments.sentence(&mut random, head, tail);
                    let text = particulars(&mut random, &text, ward, areas);
                    if written.insert(text.clone()) {
                        break text;
                    }
                };
                values.bullet(&block.id, *year, number, bullet);
            }
        }
    }
}

/// Workbooks as people get them wrong, one fault each.
fn faults(
    definitions: &Definitions,
    city: &[WardValues],
    as_of: AsOf,
    folder: &Path,
) -> Result<(), Failure> {
    let wards = definitions.areas.wards();
    let (last, other) = (wards.len() - 1, wards.len() - 2);
    let (ward, values) = (&wards[last], &city[last]);
    let live = as_of.fiscal_year();
    let areas = definitions.registry.count(&ward.code, live);
    let areas = areas.ok_or("a ward without a number of areas")?;
    let total = definitions.registry.stated_total(live);
    let total = total.ok_or("a year without a number of areas")?;
    let id = IndicatorId::new;

    let mut above = values.clone();
    above.number(id("1-2"), live, areas + 1);
    write(
        definitions,
        ward,
        as_of,
        &above,
        &folder.join("C301-above-area-count.xlsx"),
    )?;

    let mut about = values.clone();
    let text = Entry::Text("約120".to_owned());
    about.fields.insert((id("1-4"), live), text);
    write(
        definitions,
        ward,
        as_of,
        &about,
        &folder.join("V201-value-not-a-number.xlsx"),
    )?;

    let mut of_city = values.clone();
    if let Some(Entry::Number(number)) = values.field(&id("1-2"), live) {
        let count = u32::try_from(*number)?;
        of_city.number(id("1-2-rate"), live, percent(count, total));
    }
    write(
        definitions,
        ward,
        as_of,
        &of_city,
        &folder.join("C302-rate-differs.xlsx"),
    )?;

    let mut early = values.clone();
    early.number(id("1-4"), FiscalYear(live.0 + 1), 35);
    write(
        definitions,
        ward,
        as_of,
        &early,
        &folder.join("C304-future-year-filled.xlsx"),
    )?;

    let name = format!("S121-ward-disagrees_{}.xlsx", wards[other].name);
    write(definitions, ward, as_of, values, &folder.join(name))
}
