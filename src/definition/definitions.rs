//! [`Definitions`] and how things are looked up in them; loading is for `validate`.

use super::form::FormDefinition;
use super::functions::FunctionView;
use super::guide::Guide;
use super::letters::Letters;
use super::reasons::ReasonSheet;
use super::registry::Registry;
use super::report_layout::ReportLayout;
use super::source::TemplateFile;
use diagnostic::Code;
use model::{AreaTree, Denominator, EditionId, Indicator, IndicatorId, Item, Submission};

/// Everything that templates/ says, checked against itself.
#[derive(Clone, Debug)]
pub struct Definitions {
    /// The city and its wards.
    pub areas: AreaTree,
    /// The catalogue of indicators in printed order.
    pub indicators: Vec<Indicator>,
    /// The forms, one entry per edition: by form, oldest edition first.
    pub forms: Vec<FormDefinition>,
    /// Areas per ward and fiscal year.
    pub registry: Registry,
    /// The reports, by the form that each is about; every form has at least one.
    pub reports: Vec<ReportLayout>,
    /// The view by function, if there is one.
    pub functions: Option<FunctionView>,
    /// The first sheet of the ward's workbook.
    pub guide: Guide,
    /// The mails of a collection.
    pub letters: Letters,
    /// The sheet for reasons.
    pub reasons: ReasonSheet,
    /// Every code that can be told of a submission, for whoever has to know one from a name.
    pub codes: &'static [Code],
    /// Every template file with its text, for the manifest's hashes.
    pub files: Vec<TemplateFile>,
}

impl Definitions {
    /// The indicator with this id.
    pub fn indicator(&self, id: &IndicatorId) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == *id)
    }

    /// The form of a submission that was read with these definitions.
    pub fn form_of(&self, submission: &Submission) -> &FormDefinition {
        self.edition(&submission.form)
            .expect("internal error: a submission is of a form of its definitions")
    }

    /// An edition of a form.
    pub fn edition(&self, id: &EditionId) -> Option<&FormDefinition> {
        self.forms.iter().find(|form| form.id == *id)
    }

    /// The editions of a form, oldest first.
    pub fn editions(&self, form: &str) -> impl DoubleEndedIterator<Item = &FormDefinition> {
        self.forms.iter().filter(move |one| one.id.form == form)
    }

    /// The forms, each by its newest edition.
    pub fn newest(&self) -> Vec<&FormDefinition> {
        let next = self.forms.iter().skip(1).map(Some).chain([None]);
        let of_form = |form: &FormDefinition| form.id.form.clone();
        let pairs = self.forms.iter().zip(next);
        let last = pairs.filter(|(form, next)| next.map(of_form) != Some(of_form(form)));
        last.map(|(form, _)| form).collect()
    }

    /// The forms that these submissions are of, each by the newest edition there is; all forms where nothing came.
    pub fn forms_among(&self, submissions: &[Submission]) -> Vec<&FormDefinition> {
        let mut forms = self.newest();
        if !submissions.is_empty() {
            let came = |form: &&FormDefinition| {
                submissions.iter().any(|one| one.form.form == form.id.form)
            };
            forms.retain(came);
        }
        forms
    }

    /// The layouts of the reports about a form.
    pub fn reports_of(&self, form: &str) -> impl Iterator<Item = &ReportLayout> {
        self.reports
            .iter()
            .filter(move |report| report.form == form)
    }

    /// The form that asks for an indicator, or for the count above its line; its newest edition.
    pub fn form_asking(&self, indicator: &Indicator) -> Option<&FormDefinition> {
        let mut forms = self.forms.iter().rev();
        forms.find(|form| form.measures(indicator))
    }

    /// The indicators of a form, in printed order: asked for in one of these editions, or reckoned from what is.
    pub fn indicators_of(&self, editions: &[&FormDefinition]) -> Vec<&Indicator> {
        let is_asked = |indicator: &&Indicator| editions.iter().any(|one| one.measures(indicator));
        self.indicators.iter().filter(is_asked).collect()
    }

    /// The label of a value: its field's as printed, or the catalogue's short one for a percentage beside a count.
    pub fn fact_label(&self, form: &FormDefinition, indicator: &IndicatorId) -> String {
        match form.field(indicator) {
            Some(field) if field.indicator == *indicator => field.label_line(),
            _ => self
                .indicator(indicator)
                .map_or_else(String::new, |indicator| indicator.short_label.clone()),
        }
    }

    /// What a difference between two submissions is about, in the form's words.
    pub fn item_label(&self, form: &FormDefinition, item: &Item) -> String {
        match item {
            Item::Fact(indicator) => self.fact_label(form, indicator),
            Item::Areas => form.area_noun.clone(),
            Item::Row(key, indicator) => {
                let column = form.rows_column(indicator);
                let header = column.map_or("", |(_, column)| column.header.as_str());
                format!("{key}の{header}")
            }
            Item::Bullet(block, number) => {
                let block = form.narrative_block(block);
                let label = block.map_or("", |(_, block)| block.label.as_str());
                format!("{label}の{number}つ目")
            }
        }
    }

    /// The indicators that stand in a ratio with this one: every ratio that it is or is a part of, and its parts.
    pub fn in_ratios_with<'a>(
        &'a self,
        id: &'a IndicatorId,
    ) -> impl Iterator<Item = &'a IndicatorId> {
        let ratios = self.indicators.iter().filter_map(move |ratio| {
            let (above, below) = ratio.roll_up.ratio()?;
            let below = match below {
                Denominator::Areas => None,
                Denominator::Indicator(below) => Some(below),
            };
            let parts = [Some(&ratio.id), Some(above), below];
            parts.contains(&Some(id)).then_some(parts)
        });
        ratios.flat_map(|parts| parts.into_iter().flatten())
    }

    /// What the ratio of an indicator is divided by: its own, or that of a number over the registry's areas.
    pub fn divided_by(&self, indicator: &IndicatorId) -> Option<&Denominator> {
        let mut ratios = self.indicators.iter();
        ratios.find_map(|candidate| {
            let (numerator, denominator) = candidate.roll_up.ratio()?;
            let is_part = numerator == indicator && *denominator == Denominator::Areas;
            (candidate.id == *indicator || is_part).then_some(denominator)
        })
    }

    /// Position of an indicator in the catalogue, for sorting.
    pub fn indicator_order(&self, id: &IndicatorId) -> usize {
        self.indicators
            .iter()
            .position(|indicator| indicator.id == *id)
            .unwrap_or(usize::MAX)
    }
}
