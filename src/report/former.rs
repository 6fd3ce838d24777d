//! What the reader is told of indicators that earlier editions called otherwise, put together or divided.

use super::subject::Subject;
use super::view::style;
use super::{NumberStyle, Sign};
use compile::divided_change;
use model::{FiscalYear, Indicator};

impl Subject<'_> {
    /// Why an indicator that was divided is not compared in its first year, and how the sum of all parts compares.
    pub(super) fn divided(&self, year: FiscalYear, indicator: &Indicator) -> Option<String> {
        let former = indicator.split_from.as_ref();
        let former = former.filter(|_| indicator.from == Some(year))?;
        let whole = &self.indicator(former).short_label;
        let parts = self.compilation.indicators.iter();
        let parts: Vec<&str> = parts
            .filter(|one| one.split_from.as_ref() == Some(former))
            .map(|one| one.short_label.as_str())
            .collect();
        let parts = parts.join("」と「");
        let city = &self.definitions.areas.city().code;
        let sums = divided_change(self.compilation, city, year, former).map_or_else(
            || "前年度の数がそろわず、合計も比べない".to_owned(),
            |(now, before)| {
                let plain = style(indicator);
                let signed = NumberStyle {
                    sign: Sign::PlusMinus,
                    ..plain
                };
                format!(
                    "合計は{}から{}で、{}",
                    plain.show(before),
                    plain.show(now),
                    signed.show(now - before)
                )
            },
        );
        Some(format!("前年度の「{whole}」を「{parts}」に分けた。{sums}"))
    }

    /// One line for each indicator that earlier editions called otherwise.
    pub(super) fn former_notes(&self) -> Vec<String> {
        let indicators = self.compilation.indicators.iter();
        let note = |indicator: &Indicator| {
            let id = &indicator.id;
            let label = |id| format!("「{}」（{id}）", self.indicator(id).short_label);
            let was: Vec<String> = indicator.was.iter().map(label).collect();
            match (&was[..], &indicator.split_from) {
                ([], None) => None,
                ([], Some(former)) => Some(format!(
                    "{id}：前の版の{}を分けたもの。前の年度に分けた数はないので、分けたものの合計を比べる。",
                    label(former)
                )),
                ([one], _) => Some(format!("{id}：前の版では{one}。")),
                (several, _) => Some(format!(
                    "{id}：前の版の{}を合わせたもの。前の年度の数は、その合計。",
                    several.join("と")
                )),
            }
        };
        indicators.filter_map(note).collect()
    }
}
