//! Areas, indicators and the registry: what the forms and reports refer to.

use super::super::document::no_such;
use super::super::{Registry, codes, raw};
use super::tell::Tell;
use model::{
    AreaCode, AreaTree, Denominator, FiscalYear, Indicator, IndicatorId, Nouns, RollUp, ValueKind,
};

/// What forms and reports may refer to; `None` where it could not be read, and then every reference is taken for right.
pub(super) struct Catalogue<'a> {
    pub(super) indicators: Option<&'a [Indicator]>,
    pub(super) registry: Option<&'a Registry>,
    pub(super) nouns: Option<&'a Nouns>,
}

impl Catalogue<'_> {
    /// The indicators with these ids; those that the catalogue does not have are told.
    pub(super) fn resolve(
        &self,
        ids: &[String],
        line: u32,
        tell: &mut Tell<'_>,
    ) -> Vec<IndicatorId> {
        for id in ids {
            if let Some(indicators) = self.indicators
                && !indicators.iter().any(|known| known.id.as_str() == id)
            {
                let known = indicators.iter().map(|known| known.id.as_str());
                let message = no_such("指標", id, known);
                tell.at(
                    codes::REFERENCE,
                    line,
                    format!("{message}。指標はindicators.tomlにあります"),
                );
            }
        }
        ids.iter().map(IndicatorId::new).collect()
    }
}

pub(super) fn registry(
    raw: &raw::Registry,
    areas: &AreaTree,
    tell: &mut Tell<'_>,
) -> Option<Registry> {
    for ward in &raw.ward {
        match areas.get(&AreaCode::new(&ward.code)) {
            Some(area) if area.name != ward.name => tell.at(
                codes::INCONSISTENT,
                ward.line_of("name"),
                format!(
                    "{}は{}です（{}ではありません）",
                    ward.code, area.name, ward.name
                ),
            ),
            None => {
                let known = areas.wards().iter().map(|ward| ward.code.as_str());
                let message = no_such("code", &ward.code, known);
                tell.at(codes::REFERENCE, ward.line_of("code"), message);
            }
            _ => {}
        }
    }
    let wards = raw.ward.iter();
    tell.unique(
        "code",
        wards.map(|ward| (&*ward.code, ward.line_of("code"))),
    );
    let registry = match Registry::built_in(raw, areas.nouns()) {
        Ok(registry) => registry,
        Err(said) => {
            tell.each(said);
            return None;
        }
    };
    if let Some((ward, reason)) = registry.contradiction(areas.nouns()) {
        let entry = raw.ward.iter().find(|entry| entry.code == ward.as_str());
        let (name, line) = entry.map_or(("", 1), |entry| (&*entry.name, entry.line_of("area")));
        tell.at(codes::INCONSISTENT, line, format!("{name}の{reason}"));
    }
    for (year, total) in &*raw.total {
        let Ok(number) = year.parse() else {
            let message = format!("「{year}」は年度ではありません");
            tell.at(codes::VALUE, raw.total.line_of(year), message);
            continue;
        };
        let sum = registry.total(FiscalYear(number));
        if sum != *total {
            let message = format!("{year}年度の合計は{sum}で、{total}ではありません");
            tell.at(codes::INCONSISTENT, raw.total.line_of(year), message);
        }
    }
    Some(registry)
}

pub(super) fn indicators(raw: raw::Indicators, tell: &mut Tell<'_>) -> Vec<Indicator> {
    let entries = raw.indicator.iter();
    tell.unique(
        "指標",
        entries.map(|entry| (&*entry.id, entry.line_of("id"))),
    );
    let ids: Vec<String> = raw.indicator.iter().map(|entry| entry.id.clone()).collect();
    let convert = |entry: super::super::Located<raw::Indicator>| {
        let line = entry.line_of("roll-up");
        let roll_up = roll_up(&entry, &ids, line, tell);
        let entry = entry.into_inner();
        Indicator {
            id: IndicatorId::new(entry.id),
            label: entry.label,
            short_label: entry.short_label,
            unit: entry.unit,
            kind: match entry.kind {
                raw::Kind::Stock => ValueKind::Stock,
                raw::Kind::YearToDate => ValueKind::YearToDate,
                raw::Kind::Survey => ValueKind::Survey,
                raw::Kind::Derived => ValueKind::Derived,
            },
            roll_up,
            decimals: entry.decimals.get(),
            plan_page: entry.plan_page,
            auxiliary: entry.auxiliary,
            caveat: entry.caveat,
        }
    };
    raw.indicator.into_iter().map(convert).collect()
}

/// How an indicator is carried up. A ratio is made of two other indicators that exist, or of one and the number of areas.
fn roll_up(entry: &raw::Indicator, ids: &[String], line: u32, tell: &mut Tell<'_>) -> RollUp {
    let (numerator, denominator) = match &entry.roll_up {
        raw::RollUp::Sum => return RollUp::Sum,
        raw::RollUp::None => return RollUp::None,
        raw::RollUp::Ratio([numerator, denominator]) => (numerator, denominator),
    };
    let is_areas = denominator == "areas";
    for part in [Some(numerator), Some(denominator).filter(|_| !is_areas)]
        .into_iter()
        .flatten()
    {
        if *part == entry.id {
            let message = format!("「{part}」を「{part}」自身から計算することはできません");
            tell.at(codes::INCONSISTENT, line, message);
        } else if !ids.contains(part) {
            let known = ids.iter().map(String::as_str).chain(["areas"]);
            tell.at(codes::REFERENCE, line, no_such("指標", part, known));
        }
    }
    if numerator == denominator {
        let message = format!("分子と分母が同じ「{numerator}」です");
        tell.at(codes::INCONSISTENT, line, message);
    }
    RollUp::RatioOfSums {
        numerator: IndicatorId::new(numerator),
        denominator: if is_areas {
            Denominator::Areas
        } else {
            Denominator::Indicator(IndicatorId::new(denominator))
        },
    }
}
