//! The built-in registry: raw ▸ [`Registry`], whose wards are those of the tree, whose names are as many as its counts
//! and whose sums are those written.

use crate::registry::{AreaCount, Registry};
use crate::tell::Tell;
use crate::{area_names, codes, document::no_such, raw};
use model::{AreaCode, AreaTree, FiscalYear};

pub(super) fn registry(
    raw: &raw::Registry,
    areas: &AreaTree,
    tell: &mut Tell<'_>,
) -> Option<Registry> {
    wards(raw, areas, tell);
    let is_timely = lifetimes(raw, areas, tell);
    let mut registry = built_in(raw, areas, tell)?;
    if let Some((ward, reason)) = registry.contradiction(areas.nouns()) {
        let entry = raw.ward.iter().find(|entry| entry.code == ward.as_str());
        let (name, line) = entry.map_or(("", 1), |entry| (&*entry.name, entry.lines.of("area")));
        tell.at(codes::INCONSISTENT, line, format!("{name}の{reason}"));
    }
    for (year, total) in &raw.total {
        let line = raw.lines.of(&format!("total.{year}"));
        let Some(number) = fiscal_year(year, line, tell) else {
            continue;
        };
        registry.stated.insert(number, *total);
        // Who went or came within the year is not there at its end, or was not at its beginning.
        let is_there = |code: &AreaCode| {
            let area = areas.get(code);
            area.is_none_or(|area| area.life.holds(number.end()))
        };
        let counts = registry.entries().filter(|(_, year, _)| *year == number);
        let there = counts.filter(|(code, ..)| is_there(code));
        let sum: u32 = there.map(|(.., entry)| entry.count).sum();
        if sum != *total && is_timely {
            let message = format!("{year}年度の合計は{sum}で、{total}ではありません");
            tell.at(codes::INCONSISTENT, line, message);
        }
    }
    Some(registry)
}

/// Tells of wards that are none, are called otherwise, or stand there twice.
fn wards(raw: &raw::Registry, areas: &AreaTree, tell: &mut Tell<'_>) {
    for ward in &raw.ward {
        match areas.get(&AreaCode::new(&ward.code)) {
            Some(area) if area.name != ward.name => {
                let (code, right, wrong) = (&ward.code, &area.name, &ward.name);
                let message = format!("{code}は{right}です（{wrong}ではありません）");
                tell.at(codes::INCONSISTENT, ward.lines.of("name"), message);
            }
            Some(_) => {}
            None => {
                let known = areas.wards().iter().map(|ward| ward.code.as_str());
                let message = no_such("code", &ward.code, known);
                tell.at(codes::REFERENCE, ward.lines.of("code"), message);
            }
        }
    }
    let wards = raw.ward.iter();
    tell.unique(
        "code",
        wards.map(|ward| (&ward.code, ward.lines.of("code"))),
    );
}

/// Whether no count is of a year in which its ward is not there on any day; tells of those that are.
fn lifetimes(raw: &raw::Registry, areas: &AreaTree, tell: &mut Tell<'_>) -> bool {
    let mut is_timely = true;
    for ward in &raw.ward {
        let Some(area) = areas.get(&AreaCode::new(&ward.code)) else {
            continue;
        };
        let years = ward.areas.keys();
        for year in years.filter_map(|year| Some(FiscalYear(year.parse().ok()?))) {
            let is_before = area.life.to.is_some_and(|to| to <= year.previous().end());
            let is_after = area.life.from.is_some_and(|from| from > year.end());
            if is_before || is_after {
                let line = ward.lines.of(&format!("areas.{year}"));
                let message = format!("{}は、{year}年度にはありません（areas.toml）", area.name);
                tell.at(codes::INCONSISTENT, line, message);
                is_timely = false;
            }
        }
    }
    is_timely
}

/// Counts and names as written; `None` where one of them is no count or no name.
fn built_in(raw: &raw::Registry, areas: &AreaTree, tell: &mut Tell<'_>) -> Option<Registry> {
    let mut registry = Registry {
        name: raw.name.clone(),
        ..Registry::default()
    };
    let mut is_whole = true;
    for ward in &raw.ward {
        let code = AreaCode::new(&ward.code);
        for (year, count) in &ward.areas {
            let line = ward.lines.of(&format!("areas.{year}"));
            let Some(year) = fiscal_year(year, line, tell) else {
                is_whole = false;
                continue;
            };
            let entry = AreaCount {
                count: *count,
                status: ward.status,
                source: ward.source.clone(),
            };
            registry.entries.insert((code.clone(), year), entry);
        }
        for area in &ward.area {
            let added = area_names::add(
                &mut registry.names,
                areas.nouns(),
                &code,
                &area.name,
                area.from,
                area.until,
            );
            if let Err(reason) = added {
                is_whole = false;
                let message = format!("{}: {reason}", ward.name);
                tell.at(codes::INCONSISTENT, area.lines.of(""), message);
            }
        }
    }
    is_whole.then_some(registry)
}

fn fiscal_year(text: &str, line: u32, tell: &mut Tell<'_>) -> Option<FiscalYear> {
    let year = text.parse().ok().map(FiscalYear);
    if year.is_none() {
        tell.at(
            codes::VALUE,
            line,
            format!("「{text}」は年度ではありません"),
        );
    }
    year
}
