//! What changed in the registry from one fiscal year to the next, in words for footnotes: rates keep their own denominators.

use super::subject::Subject;
use model::{Area, FiscalYear};

impl Subject<'_> {
    /// Which registry the numbers are from, where some of them are invented; its name may be that of a file.
    pub(super) fn registry_note(&self) -> String {
        let noun = &self.form.area_noun;
        if self.is_public {
            return format!("{noun}は、仮の数を含む登録による。");
        }
        format!("{noun}は、仮の数を含む「{}」による。", self.registry.name)
    }

    /// One sentence for a fiscal year in which wards have other areas than in the one before; `None` if none have.
    pub(super) fn registry_change(&self, year: FiscalYear) -> Option<String> {
        let before = year.previous();
        if !self.compilation.years.contains(&before) {
            return None;
        }
        let areas = &self.definitions.areas;
        let wards = areas.wards().iter();
        // What was divided is told for itself.
        let is_same = |ward: &&Area| areas.since(&ward.code).is_none_or(|since| since < year);
        let changes: Vec<String> = wards
            .filter(is_same)
            .filter_map(|ward| self.change_of(ward, before, year))
            .collect();
        if changes.is_empty() {
            return None;
        }
        let (was, is) = (self.registry.total(before), self.registry.total(year));
        let noun = &self.form.area_noun;
        let all = &self.nouns().whole;
        let whole = if was == is {
            format!("全{all}は{is}のまま")
        } else {
            format!("全{all}は{was}から{is}")
        };
        Some(format!(
            "{year}年度は、{before}年度と{noun}が違う（{}。{whole}）。割合はそれぞれの年度の{noun}で割っている。",
            changes.join("、")
        ))
    }

    /// `西成区16→15（終了：橘）`.
    fn change_of(&self, ward: &Area, before: FiscalYear, year: FiscalYear) -> Option<String> {
        let count = |year| self.registry.count(&ward.code, year);
        let (was, is) = (count(before), count(year));
        let names = self.registry.area_names(&ward.code);
        let only = |here: FiscalYear, not_there: FiscalYear| -> Vec<&str> {
            let is_it =
                |name: &&definition::AreaName| name.holds_in(here) && !name.holds_in(not_there);
            names
                .iter()
                .filter(is_it)
                .map(|name| name.name.as_str())
                .collect()
        };
        let (ended, started) = (only(before, year), only(year, before));
        if was == is && ended.is_empty() && started.is_empty() {
            return None;
        }
        let shown =
            |count: Option<u32>| count.map_or_else(|| "未登録".to_owned(), |n| n.to_string());
        let listed = [("終了", ended), ("開始", started)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(word, names)| format!("{word}：{}", names.join("・")));
        let listed: Vec<String> = listed.collect();
        let listed = if listed.is_empty() {
            String::new()
        } else {
            format!("（{}）", listed.join("、"))
        };
        Some(format!("{}{}→{}{listed}", ward.name, shown(was), shown(is)))
    }
}
