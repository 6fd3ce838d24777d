//! The catalogue of indicators, and what the forms and reports may refer to.

use super::super::document::{Lines, no_such};
use super::super::registry::Registry;
use super::super::tell::Tell;
use super::super::{codes, raw};
use super::former;
use model::{Denominator, Indicator, IndicatorId, Nouns, RollUp, ValueKind};

/// The denominator that is no indicator: the registry's number of areas.
const AREAS: &str = "areas";

/// What forms and reports may refer to; `None` where it could not be read, and then every reference is taken for right.
pub(super) struct Catalogue<'a> {
    pub(super) indicators: Option<&'a [Indicator]>,
    pub(super) registry: Option<&'a Registry>,
    pub(super) nouns: Option<&'a Nouns>,
}

impl Catalogue<'_> {
    /// The indicator of an id, where there is one.
    pub(super) fn indicator(&self, id: &IndicatorId) -> Option<&Indicator> {
        let mut known = self.indicators.unwrap_or_default().iter();
        known.find(|known| known.id == *id)
    }

    /// Tells of ids that the catalogue does not have.
    pub(super) fn check<'i>(
        &self,
        ids: impl IntoIterator<Item = &'i IndicatorId>,
        line: u32,
        tell: &mut Tell<'_>,
    ) {
        let known = self.indicators.unwrap_or_default();
        let is_unknown = |id: &IndicatorId| known.iter().all(|known| known.id != *id);
        for id in ids {
            if self.indicators.is_some() && is_unknown(id) {
                let known = known.iter().map(|known| known.id.as_str());
                let message = no_such("指標", id.as_str(), known);
                let message = format!("{message}。指標はindicators.tomlにあります");
                tell.at(codes::REFERENCE, line, message);
            }
        }
    }
}

pub(super) fn indicators(raw: raw::Indicators, tell: &mut Tell<'_>) -> Vec<Indicator> {
    let entries = raw.indicator.iter();
    tell.unique(
        "指標",
        entries.map(|entry| (&entry.id, entry.lines.of("id"))),
    );
    for entry in &raw.indicator {
        id(&entry.id, entry.lines.of("id"), tell);
        // A percentage that a survey gives may be put together again; what is reckoned from others is never added.
        if entry.kind() == ValueKind::Derived && matches!(entry.roll_up, raw::RollUp::Sum) {
            let message = "計算で出る指標（derived）は足せません。roll-upをratioかnoneにします";
            tell.at(codes::INCONSISTENT, entry.lines.of("roll-up"), message);
        }
    }
    let ids: Vec<String> = raw.indicator.iter().map(|entry| entry.id.clone()).collect();
    let ratios = raw.indicator.iter();
    let ratios = ratios.filter(|entry| matches!(entry.roll_up, raw::RollUp::Ratio(_)));
    let ratios: Vec<String> = ratios.map(|entry| entry.id.clone()).collect();
    let convert = |entry: raw::Indicator| {
        let roll_up = roll_up(&entry, (&ids, &ratios), entry.lines.of("roll-up"), tell);
        Indicator {
            kind: entry.kind(),
            id: IndicatorId::new(entry.id),
            short_label: entry.short_label.unwrap_or_else(|| entry.label.clone()),
            label: entry.label,
            unit: entry.unit,
            roll_up,
            decimals: entry.decimals.get(),
            plan_page: entry.plan_page,
            auxiliary: entry.auxiliary,
            caveat: entry.caveat,
            was: entry
                .was
                .iter()
                .chain(&entry.merged_from)
                .map(IndicatorId::new)
                .collect(),
            split_from: entry.split_from.map(IndicatorId::new),
            from: entry.from,
        }
    };
    let lines: Vec<Lines> = raw
        .indicator
        .iter()
        .map(|entry| entry.lines.clone())
        .collect();
    let indicators: Vec<Indicator> = raw.indicator.into_iter().map(convert).collect();
    former::check(&indicators, &lines, tell);
    indicators
}

/// An id is part of names in workbooks and of what `trace` is asked for.
fn id(id: &str, line: u32, tell: &mut Tell<'_>) {
    if id == AREAS {
        let message = format!("「{AREAS}」は、登録にある数を指す語なので、指標の番号にできません");
        tell.at(codes::VALUE, line, message);
    }
    let other = id
        .chars()
        .find(|c| !(c.is_alphanumeric() || "-_.".contains(*c)));
    if let Some(other) = other {
        let message =
            format!("指標の番号「{id}」に「{other}」は使えません（文字、数字、- _ . だけ）");
        tell.at(codes::VALUE, line, message);
    }
}

/// How an indicator is carried up. A ratio is made of two other indicators that exist, or of one and the number of areas.
fn roll_up(
    entry: &raw::Indicator,
    (ids, ratios): (&[String], &[String]),
    line: u32,
    tell: &mut Tell<'_>,
) -> RollUp {
    let (numerator, denominator) = match &entry.roll_up {
        raw::RollUp::Sum => return RollUp::Sum,
        raw::RollUp::None => return RollUp::None,
        raw::RollUp::Ratio([numerator, denominator]) => (numerator, denominator),
    };
    let is_areas = denominator == AREAS;
    for part in [Some(numerator), Some(denominator).filter(|_| !is_areas)]
        .into_iter()
        .flatten()
    {
        if *part == entry.id {
            let message = format!("「{part}」を「{part}」自身から計算することはできません");
            tell.at(codes::INCONSISTENT, line, message);
        } else if ratios.contains(part) {
            let message = format!("「{part}」は割合です。割合から割合を計算することはできません");
            tell.at(codes::INCONSISTENT, line, message);
        } else if !ids.contains(part) {
            let known = ids.iter().map(String::as_str).chain([AREAS]);
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
