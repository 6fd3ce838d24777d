//! How the wards' values of one indicator lie, in words and as dots on a scale.

use super::by_ward;
use crate::subject::Subject;
use rust_decimal::Decimal;

use crate::view::style;
use crate::{Block, Distribution};
use model::{Area, Indicator, median};

/// Wards named at either end.
const NAMED: usize = 3;

/// What a reader should take from the map, beside it.
pub(super) fn words(
    subject: Subject<'_>,
    indicator: &Indicator,
    values: &[(&Area, Result<Decimal, String>)],
) -> Block {
    let unit = &subject.nouns().unit;
    let known = sorted(values);
    let mut lines = Vec::new();
    if let (Some(median), Some(least), Some(greatest)) =
        (middle(&known), known.first(), known.last())
    {
        let show = |value: Decimal| shown(indicator, value);
        lines.push(format!(
            "値のある{unit}　{}/{}{unit}",
            known.len(),
            values.len()
        ));
        lines.push(format!("中央値　{}", show(median)));
        lines.push(format!(
            "最小と最大　{}〜{}",
            show(least.1),
            show(greatest.1)
        ));
        let mut top: Vec<&(&str, Decimal)> = known.iter().collect();
        // The sort is stable: wards of one value stay in the city's order.
        top.sort_by_key(|one| std::cmp::Reverse(one.1));
        let top: Vec<(&str, Decimal)> = top.into_iter().copied().collect();
        lines.push(format!("大きい{unit}　{}", named(unit, indicator, &top)));
        lines.push(format!("小さい{unit}　{}", named(unit, indicator, &known)));
    }
    let absent = values
        .iter()
        .filter_map(|(ward, value)| Some(format!("{}（{}）", ward.name, value.as_ref().err()?)));
    let absent: Vec<String> = absent.collect();
    if absent.len() > 2 * NAMED {
        lines.push(format!(
            "値のない{unit}　{}{unit}（理由は{}）",
            absent.len(),
            by_ward::title(subject)
        ));
    } else if !absent.is_empty() {
        lines.push(format!("値のない{unit}　{}", absent.join("、")));
    }
    Block::List(lines)
}

/// The dots and their middle.
pub(super) fn distribution(
    unit: &str,
    indicator: &Indicator,
    values: &[(&Area, Result<Decimal, String>)],
) -> Block {
    let known = sorted(values);
    let median = middle(&known);
    let alt = match (median, known.first(), known.last()) {
        (Some(median), Some(least), Some(greatest)) => {
            let below = known.iter().filter(|(_, value)| *value < median).count();
            let above = known.iter().filter(|(_, value)| *value > median).count();
            format!(
                "{}の{unit}ごとの値の散らばり。{}{unit}の値は{}から{}まで。中央値は{}で、それより小さい{unit}が{below}、大きい{unit}が{above}。",
                indicator.short_label,
                known.len(),
                shown(indicator, least.1),
                shown(indicator, greatest.1),
                shown(indicator, median),
            )
        }
        _ => format!(
            "{}の{unit}ごとの値の散らばり。値のある{unit}はない。",
            indicator.short_label
        ),
    };
    Block::Distribution(Distribution {
        id: format!("distribution-{}", indicator.id),
        title: format!("{}の散らばり", indicator.short_label),
        unit: indicator.unit.clone(),
        style: style(indicator),
        values: known
            .into_iter()
            .map(|(ward, value)| (ward.to_owned(), value))
            .collect(),
        median,
        alt,
    })
}

/// Wards with a value, least first; equal ones in the city's order.
fn sorted<'a>(values: &'a [(&Area, Result<Decimal, String>)]) -> Vec<(&'a str, Decimal)> {
    let known = values.iter();
    let mut known: Vec<(&str, Decimal)> = known
        .filter_map(|(ward, value)| Some((ward.name.as_str(), *value.as_ref().ok()?)))
        .collect();
    known.sort_by_key(|one| one.1);
    known
}

fn middle(known: &[(&str, Decimal)]) -> Option<Decimal> {
    median(known.iter().map(|(_, value)| *value).collect())
}

/// The first wards; those level with the last of them are counted rather than left out in silence.
fn named(unit: &str, indicator: &Indicator, ordered: &[(&str, Decimal)]) -> String {
    let shown_wards = ordered.iter().take(NAMED);
    let names: Vec<String> = shown_wards
        .map(|(ward, value)| format!("{ward} {}", shown(indicator, *value)))
        .collect();
    let level = ordered.get(NAMED - 1).map_or(0, |last| {
        ordered[NAMED..]
            .iter()
            .filter(|one| one.1 == last.1)
            .count()
    });
    let more = if level == 0 {
        String::new()
    } else {
        format!("（同じ値がほかに{level}{unit}）")
    };
    format!("{}{more}", names.join("、"))
}

/// A median between two counts ends in .5: it is shown, not rounded away.
fn shown(indicator: &Indicator, value: Decimal) -> String {
    let mut style = style(indicator);
    style.decimals = style.decimals.max(value.normalize().scale().min(1));
    format!("{}{}", style.show(value), indicator.unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(numbers: &[i64]) -> Vec<(&'static str, Decimal)> {
        numbers.iter().map(|n| ("区", Decimal::from(*n))).collect()
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(middle(&values(&[])), None);
        assert_eq!(middle(&values(&[4])), Some(Decimal::from(4)));
        assert_eq!(middle(&values(&[1, 2, 9])), Some(Decimal::from(2)));
        assert_eq!(middle(&values(&[1, 2, 5, 9])), Some(Decimal::new(35, 1)));
    }
}
