//! A fiscal year as a clerk writes it: 2025, 令和7年度, R7, 2025（令和7）年度.

use super::super::fold::fold;
use super::super::year_text::Spellings;
use definition::FormDefinition;
use model::FiscalYear;

/// The fiscal year that a text means; `None` if it means none or two.
pub(super) fn read(text: &str, form: &FormDefinition) -> Option<FiscalYear> {
    let key = fold(text);
    let printed = form
        .years
        .iter()
        .find(|column| Spellings::of(column.year, &column.header).is_one(&key));
    if let Some(column) = printed {
        return Some(column.year);
    }
    let plain = key.strip_suffix("年度").or_else(|| key.strip_suffix('年'));
    let plain = plain.unwrap_or(&key);
    let calendar: Option<i32> = plain.parse().ok();
    if let Some(year) = calendar.filter(|year| (2000..=2100).contains(year)) {
        return Some(FiscalYear(year));
    }
    let era = ["令和", "令", "R", "r"]
        .into_iter()
        .find_map(|name| plain.strip_prefix(name));
    let number = match era.unwrap_or(plain).trim_start_matches('.') {
        "元" => 1,
        digits => digits.parse().ok()?,
    };
    let year = FiscalYear(2018 + number);
    // Without an era it is a year only where the form has it.
    let is_plausible = era.is_some() || form.year(year).is_some();
    (is_plausible && (1..100).contains(&number)).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::DefinitionSource;

    #[test]
    fn every_spelling_of_one_year() {
        let definitions = check::load(&DefinitionSource::BuiltIn).expect("built-in");
        let form = &definitions.forms[0];
        for text in [
            "2025",
            "２０２５",
            "2025年度",
            "令和7年度",
            "令和７",
            "令和７年",
            "R7",
            "Ｒ７年度",
            "R.7",
            "7年度",
            "2025（令和7）年度",
            "令和7（2025）年度",
            "7",
        ] {
            assert_eq!(read(text, form), Some(FiscalYear(2025)), "{text}");
        }
        for text in [
            "",
            "今年度",
            "令和",
            "平成31年度",
            "3",
            "99年度",
            "2024・2025",
        ] {
            assert_eq!(read(text, form), None, "{text}");
        }
        assert_eq!(read("令和元年度", form), Some(FiscalYear(2019)));
    }
}
