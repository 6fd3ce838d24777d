//! Looking at a compilation as a reader would: numbers ready to show, words for what is missing, trace ids.

use rust_decimal::Decimal;

use super::subject::Subject;
use super::{Content, NumberStyle, Sign, TableCell};
use compile::{Absence, Figure, Standing, is_in_progress};
use definition::{BlockDefinition, FieldLayout, SheetDefinition};
use model::{
    Area, AreaCode, AreaLevel, Denominator, FactState, FiscalYear, Indicator, IndicatorId, Nouns,
    Row, median,
};

/// The mark of a number of a past year that did not come again and stays as it was accepted.
const CARRIED: &str = "再掲";

impl<'a> Subject<'a> {
    /// The indicators that are shown to readers, in printed order.
    pub(super) fn shown_indicators(&self) -> impl Iterator<Item = &'a Indicator> + use<'a> {
        self.compilation
            .indicators
            .iter()
            .filter(|indicator| !indicator.auxiliary)
    }

    /// The word in place of a number; never 0.
    pub(super) fn missing_word(&self, figure: &Figure, area: &Area) -> String {
        match figure.absent.first() {
            Some((ward, absence)) if area.level != AreaLevel::City => self
                .standing_word(ward, absence)
                .unwrap_or_else(|| absence.short_label(self.nouns())),
            _ => figure.missing_word().to_owned(),
        }
    }

    /// How a unit stands in the collection, where that is why it is not in a figure.
    fn standing_word(&self, ward: &AreaCode, why: &Absence) -> Option<String> {
        let is_meant = match why {
            Absence::NotSubmitted => true,
            Absence::State(state, _) => *state == FactState::Blank,
            Absence::NotAsked | Absence::NotRegistered | Absence::NotCarried => false,
        };
        let areas = &self.definitions.areas;
        let line = self.compilation.coverage_of(areas, ward)?;
        let line = Some(line).filter(|line| is_meant && !line.state.is_in())?;
        Some(line.state.label().to_owned())
    }

    /// What the levels are called.
    pub(super) fn nouns(&self) -> &Nouns {
        self.definitions.areas.nouns()
    }

    /// Whether the form measures an indicator.
    pub(super) fn is_own(&self, id: &IndicatorId) -> bool {
        let mut own = self.compilation.indicators.iter();
        own.any(|indicator| indicator.id == *id)
    }

    /// A block of words of any edition that came, and its sheet.
    pub(super) fn narrative_block(&self, id: &str) -> Option<(&SheetDefinition, &BlockDefinition)> {
        let editions = self.compilation.editions.iter().rev();
        let mut editions = editions.filter_map(|edition| self.definitions.edition(edition));
        editions.find_map(|form| form.narrative_block(id))
    }

    /// An indicator that validation has shown to exist.
    pub(super) fn indicator(&self, id: &IndicatorId) -> &Indicator {
        self.definitions
            .indicator(id)
            .expect("internal error: validation resolves every indicator id in the templates")
    }

    /// A city figure.
    pub(super) fn city(&self, year: FiscalYear, id: &IndicatorId) -> Option<&Figure> {
        self.compilation
            .figure(&self.definitions.areas.city().code, year, id)
    }

    /// The fiscal year of the as-of date.
    pub(super) fn live_year(&self) -> FiscalYear {
        self.compilation.as_of.fiscal_year()
    }

    /// `2025（令和7）年度` in short: `2025年度（令和7年度）`, with the month where it is not over.
    pub(super) fn year_label(&self, year: FiscalYear) -> String {
        let as_of = self.compilation.as_of;
        if year == as_of.fiscal_year() && !as_of.is_year_end() {
            format!("{year}年度（{}、{}時点）", year.wareki(), as_of.wareki())
        } else {
            format!("{year}年度（{}）", year.wareki())
        }
    }

    /// `9月末まで`, where what is counted in a year goes on.
    pub(super) fn until(&self, year: FiscalYear, indicator: &Indicator) -> Option<String> {
        is_in_progress(self.compilation, indicator, year)
            .then(|| format!("{}まで", self.compilation.as_of.day_of_year()))
    }

    /// A ward's name.
    pub(super) fn name(&self, code: &AreaCode) -> String {
        let known = self.definitions.areas.get(code);
        known.map_or_else(|| code.to_string(), |area| area.name.clone())
    }

    /// The name of whom a row is about: the ward, or the unit below with its ward's.
    pub(super) fn body_name(&self, ward: &AreaCode, row: &Row) -> String {
        let mut rows = self.compilation.rows.of(ward);
        match row {
            Row::Part(_) => rows
                .find(|one| one.row == *row)
                .map_or_else(|| self.name(ward), |one| one.title.clone()),
            Row::Whole | Row::Entry(_) | Row::Code(_) => self.name(ward),
        }
    }

    /// `1-2/2025/市`, with the noun of the whole: the short id that leads from a printed figure to its cells.
    pub(super) fn trace(&self, indicator: &IndicatorId, year: FiscalYear, area: &Area) -> String {
        let place = if area.level == AreaLevel::City {
            self.nouns().whole.as_str()
        } else {
            area.name.as_str()
        };
        format!("{indicator}/{year}/{place}")
    }

    /// An id of this form, for where ids are explained: of the first rate, else of the first number, in the middle column.
    pub(super) fn trace_example(&self) -> String {
        let shown = || self.shown_indicators();
        let asked = |one: &&Indicator| self.form.field(&one.id).is_some_and(|f| f.rate.is_some());
        let example = shown().find(asked).or_else(|| shown().next());
        let city = self.definitions.areas.city();
        example.map_or_else(String::new, |one| {
            let middle = self.form.years.get(self.form.years.len() / 2);
            let year = middle.map_or_else(|| self.live_year(), |column| column.year);
            self.trace(&one.id, year, city)
        })
    }

    /// `24/24区`, with the noun of the units.
    pub(super) fn share(&self, figure: &Figure) -> String {
        if figure.is_declared {
            return self.nouns().declared();
        }
        let unit = &self.nouns().unit;
        format!("{}/{}{unit}", figure.reported, figure.expected)
    }

    /// How many areas the units in a figure have together, where it counts areas or is divided by them: what it is a part of.
    pub(super) fn areas_behind(&self, figure: &Figure) -> Option<u32> {
        let id = &figure.id.indicator;
        let layout = self.form.field(id).map(|field| field.layout);
        let is_printed = matches!(
            layout,
            Some(FieldLayout::OfAreas | FieldLayout::OfAreasWithRate)
        );
        let is_known = figure.value.is_some() && !figure.is_declared;
        if !is_known || !(is_printed || self.divides_by_areas(id)) {
            return None;
        }
        let (registry, year) = (self.registry, figure.id.year);
        registry.sum(figure.wards(), year)
    }

    /// [`Self::share`], with the areas where there are any: `21/24区、294地域`.
    pub(super) fn share_with_areas(&self, figure: &Figure) -> String {
        let share = self.share(figure);
        self.areas_behind(figure).map_or(share.clone(), |areas| {
            let areas = NumberStyle::COUNT.show(areas.into());
            format!("{share}、{areas}{}", self.nouns().part)
        })
    }

    /// `3区は再掲`, with the noun of the units: how many numbers of a past year did not come again; `None` if all did.
    pub(super) fn carried_share(&self, figure: &Figure) -> Option<String> {
        carried_share(figure, self.nouns())
    }

    /// `再掲：此花区、旭区（前年度に受け付けた数）`: whose numbers of a past year did not come again and stay.
    pub(super) fn carried_note(&self, figure: &Figure) -> Option<String> {
        let wards = figure.carried();
        let names: Vec<String> = wards.into_iter().map(|ward| self.name(ward)).collect();
        (!names.is_empty())
            .then(|| format!("{CARRIED}：{}（前年度に受け付けた数）", names.join("、")))
    }

    /// `再掲（令和7年3月末に受け付けた数）`: of a number that did not come again.
    pub(super) fn carried_from(&self) -> String {
        let before = self.compilation.previous_as_of;
        let when = before.map_or_else(|| "前年度".to_owned(), |as_of| as_of.wareki());
        format!("{CARRIED}（{when}に受け付けた数）")
    }

    /// `再掲（令和7年3月末に受け付けた文章）`: of words that did not come again.
    pub(super) fn carried_words_from(&self) -> String {
        let before = self.compilation.previous_as_of;
        let when = before.map_or_else(|| "前年度".to_owned(), |as_of| as_of.wareki());
        format!("{CARRIED}（{when}に受け付けた文章）")
    }

    /// Who is missing from a figure and why; `None` if nobody.
    pub(super) fn absent_note(&self, figure: &Figure) -> Option<String> {
        if figure.absent.is_empty() {
            return None;
        }
        let who: Vec<String> = figure
            .absent
            .iter()
            .map(|(ward, why)| {
                let nouns = self.nouns();
                let why = match self.standing_word(ward, why) {
                    Some(word) => word,
                    None if self.is_public => why.short_label(nouns),
                    None => why.label(nouns),
                };
                format!("{}（{why}）", self.name(ward))
            })
            .collect();
        let unit = &self.nouns().unit;
        Some(format!(
            "{}。含まない{unit}：{}",
            self.share(figure),
            who.join("、")
        ))
    }

    /// A figure as a cell and nothing beside it: the number, or the word that says why there is none.
    pub(super) fn bare_cell(
        &self,
        figure: Option<&Figure>,
        indicator: &Indicator,
        area: &Area,
    ) -> TableCell {
        let Some(figure) = figure else {
            return TableCell::missing("対象外");
        };
        TableCell::new(match figure.value {
            Some(value) => Content::Number(value, style(indicator)),
            None => Content::Missing(self.missing_word(figure, area).into()),
        })
    }

    /// The same with the figure's id and what must be said of it.
    pub(super) fn figure_cell(
        &self,
        figure: Option<&Figure>,
        indicator: &Indicator,
        area: &Area,
    ) -> TableCell {
        let mut cell = self.bare_cell(figure, indicator, area);
        let Some(figure) = figure else {
            return cell;
        };
        let measure = IndicatorId::new(figure.id.fact().measure());
        cell.set_trace(Some(self.trace(&measure, figure.id.year, area)));
        cell.set_note(if area.level == AreaLevel::City {
            self.figure_note(figure)
        } else {
            let carried = !figure.carried().is_empty();
            carried.then(|| format!("{CARRIED}（前年度に受け付けた数）"))
        });
        cell
    }

    /// What must be said beside a city figure: who is missing, and what its base is.
    pub(super) fn figure_note(&self, figure: &Figure) -> Option<String> {
        if figure.is_declared {
            let nouns = self.nouns();
            return Some(format!("{}（{}の数はない）", nouns.declared(), nouns.unit));
        }
        let carried = self.carried_note(figure);
        let Some(absent) = self.absent_note(figure) else {
            return carried;
        };
        let base = match (figure.denominator, figure.standing) {
            (Some(base), Standing::Partial) if self.divides_by_areas(&figure.id.indicator) => {
                let whole = self.registry.total(figure.id.year);
                let Nouns { unit, part, .. } = self.nouns();
                format!(
                    "。分母は{}{unit} {base}{part}（全{whole}{part}）",
                    figure.reported
                )
            }
            _ => String::new(),
        };
        let spread = self
            .ratio_spread(figure)
            .map(|text| format!("。{text}"))
            .unwrap_or_default();
        let carried = carried.map(|text| format!("。{text}")).unwrap_or_default();
        Some(format!("{absent}{base}{carried}{spread}"))
    }

    fn divides_by_areas(&self, id: &IndicatorId) -> bool {
        let ratio = self.indicator(id).roll_up.ratio();
        ratio.is_some_and(|(_, below)| *below == Denominator::Areas)
    }

    /// For a ratio that has no city figure: least, middle and greatest of what the wards reported, and why there is none.
    pub(super) fn ratio_spread(&self, figure: &Figure) -> Option<String> {
        let indicator = self.indicator(&figure.id.indicator);
        if figure.value.is_some() || !indicator.is_percent() {
            return None;
        }
        let wards = self.units_of(figure.id.year).into_iter();
        let values: Vec<Decimal> = wards
            .filter_map(|ward| {
                self.compilation
                    .figure(&ward.code, figure.id.year, &indicator.id)?
                    .value
            })
            .collect();
        let (least, greatest) = (values.iter().min()?, values.iter().max()?);
        let middle = median(values.clone())?;
        let style = NumberStyle {
            decimals: indicator.decimals,
            ..NumberStyle::RATE
        };
        let Nouns { whole, unit, .. } = self.nouns();
        Some(format!(
            "回答数のない{unit}があり、{whole}の割合は算出できない（割合の平均はとらない）。{unit}の値は{}{unit}で最小{}・中央{}・最大{}％",
            values.len(),
            style.show(*least),
            style.show(middle),
            style.show(*greatest),
        ))
    }

    /// A figure with its unit, or the word that says why there is none.
    pub(super) fn value_text(&self, figure: Option<&Figure>, indicator: &Indicator) -> String {
        match figure.map(|figure| (figure.value, figure)) {
            Some((Some(value), _)) => {
                format!("{}{}", style(indicator).show(value), indicator.unit)
            }
            Some((None, figure)) => figure.missing_word().to_owned(),
            None => Standing::NotComputable.label().to_owned(),
        }
    }
}

/// [`Subject::carried_share`], where there is no subject yet.
pub(super) fn carried_share(figure: &Figure, nouns: &Nouns) -> Option<String> {
    let wards = figure.carried().len();
    (wards > 0).then(|| format!("{wards}{}は{CARRIED}", nouns.unit))
}

/// A rate of change, with its sign: `＋4.3％`.
pub(super) fn rate_of_change(rate: Decimal) -> String {
    let signed = NumberStyle {
        sign: Sign::PlusMinus,
        ..NumberStyle::RATE
    };
    format!("{}％", signed.show(rate))
}

/// How an indicator's numbers are shown.
pub(super) fn style(indicator: &Indicator) -> NumberStyle {
    NumberStyle::of(indicator)
}
