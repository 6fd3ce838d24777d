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
    let registry = built_in(raw, areas, tell)?;
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
        let sum = registry.total(number);
        if sum != *total {
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
