//! What a rule may see, and the few questions about time and place that every rule asks alike.

use std::any::Any;
use std::borrow::Cow;

use super::run::{Purpose, Run};
use super::selection::Selection;
use definition::{
    CountStatus, Definitions, Fields, FormDefinition, Registry, RepeatedRows, RuleInstance,
};
use diagnostic::Outcome;
use model::{
    AreaCode, AsOf, Choices, Fact, FiscalYear, IndicatorId, Nouns, PreviousFacts, Row, RowWritten,
    RowsWritten, Submission,
};

/// What a rule may see: the submissions of one form, and for a form that names the number of another one everything that came.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The edition of the form whose rules run.
    pub form: &'a FormDefinition,
    /// Every unit's submission of the form, in file-name order, whatever its edition.
    pub submissions: &'a [&'a Submission],
    /// What was sent for the whole at once: words of its own, and totals that it declares.
    pub whole: &'a [&'a Submission],
    /// Every submission of the run, of whatever form.
    pub elsewhere: &'a [Submission],
    /// Those to look into: of this edition, or all of them for a rule that compares.
    pub(super) subjects: &'a [&'a Submission],
    /// Whether the rules before have looked at all of them, so that it may be asked what others say.
    pub(super) looks_at_others: bool,
    /// Forms, areas, indicators.
    pub definitions: &'a Definitions,
    /// The registry of this run.
    pub registry: &'a Registry,
    /// The run's as-of date, if it was given or could be told from the submissions.
    pub as_of: Option<AsOf>,
    /// Which of the submissions count.
    pub choices: &'a Choices,
    /// Last year's facts, if given.
    pub previous: Option<&'a PreviousFacts>,
    /// What the findings are for.
    pub purpose: Purpose,
    /// Which codes are looked for.
    pub selection: &'a Selection,
}

impl<'a> Context<'a> {
    /// What the rules of an edition see of a run.
    pub(super) fn new(
        run: &Run<'a>,
        form: &'a FormDefinition,
        (submissions, whole): (&'a [&'a Submission], &'a [&'a Submission]),
        subjects: &'a [&'a Submission],
    ) -> Self {
        Self {
            form,
            submissions,
            whole,
            elsewhere: run.submissions,
            subjects,
            looks_at_others: true,
            definitions: run.definitions,
            registry: run.registry,
            as_of: run.as_of,
            choices: run.choices,
            previous: run.previous,
            purpose: run.purpose,
            selection: run.selection,
        }
    }

    /// The as-of date that holds for a submission: its own, else the run's.
    pub fn as_of_for(&self, submission: &Submission) -> Option<AsOf> {
        submission.as_of.or(self.as_of)
    }

    /// The submissions to look into: of byte-identical copies of a ward only one, so nothing is told twice.
    /// What is told about a superseded one is counted and set aside.
    pub fn subjects(&self) -> impl Iterator<Item = &'a Submission> + use<'a> {
        let choices = self.choices;
        let subjects = self.subjects.iter().copied();
        subjects.filter(|submission| !choices.is_copy(&submission.file))
    }

    /// Everything that came, for the units and for the whole.
    pub fn received(&self) -> impl Iterator<Item = &'a Submission> + use<'a> {
        self.submissions.iter().chain(self.whole).copied()
    }

    /// Whether a number is declared for the whole in the units' stead: none of them has one.
    pub fn is_declared(&self, indicator: &IndicatorId, year: FiscalYear) -> bool {
        let has = |one: &&Submission| {
            let fact = one.fact(indicator, year);
            self.choices.counts(&one.file) && fact.is_some_and(|fact| fact.value.number().is_some())
        };
        self.whole.iter().any(has) && !self.submissions.iter().any(has)
    }

    /// Whether the words of a block are written for the whole in the units' stead.
    pub fn is_written_for_whole(&self, block: &str, year: FiscalYear) -> bool {
        let has = |one: &&Submission| {
            let mut words = one.narratives.iter();
            self.choices.counts(&one.file)
                && words.any(|item| item.block == block && item.year == year)
        };
        self.whole.iter().any(has) && !self.submissions.iter().any(has)
    }

    /// What was sent for the whole, of byte-identical copies only one.
    pub fn whole_subjects(&self) -> impl Iterator<Item = &'a Submission> + use<'a> {
        let choices = self.choices;
        let whole = self.whole.iter().copied();
        whole.filter(move |submission| !choices.is_copy(&submission.file))
    }

    /// The submission of a file.
    pub fn submission(&self, file: &str) -> Option<&'a Submission> {
        let own = Submission::of_file(self.submissions, file);
        own.or_else(|| Submission::of_file(self.whole, file))
    }

    /// The form of a submission's edition.
    pub fn form_for(&self, submission: &Submission) -> &'a FormDefinition {
        self.definitions.form_of(submission)
    }

    /// Whether the submission speaks for another date than the run: then it is not used, and one rule says so.
    pub fn as_of_differs(&self, submission: &Submission) -> bool {
        matches!((self.as_of, submission.as_of), (Some(run), Some(own)) if run != own)
    }

    /// The fiscal year whose column is asked for: that of the run's as-of date, else of the submission's own.
    pub fn live_year(&self, submission: &Submission) -> Option<FiscalYear> {
        self.as_of.or(submission.as_of).map(AsOf::fiscal_year)
    }

    /// Looks into every subject that speaks for the run's date; where none has a date, the rule could not run, and `why_not`
    /// says what it needed the date for.
    pub fn each_dated(&self, why_not: &str, mut look: impl FnMut(&'a Submission, AsOf)) -> Outcome {
        let (mut checked, mut undated) = (false, false);
        for submission in self.subjects().filter(|one| !self.as_of_differs(one)) {
            match self.as_of_for(submission) {
                Some(as_of) => {
                    checked = true;
                    look(submission, as_of);
                }
                None => undated = true,
            }
        }
        match (checked, undated) {
            (true, _) => Outcome::Ran,
            (false, true) => Outcome::Skipped(why_not.to_owned()),
            (false, false) => Outcome::Skipped("この時点の提出物がない".to_owned()),
        }
    }

    /// As [`Self::each_dated`], into every column of a fiscal year that has not begun.
    pub fn each_future(&self, mut look: impl FnMut(&'a Submission, AsOf, FiscalYear)) -> Outcome {
        let why_not = "時点が分からず、どの年度が先の年度か決められない";
        self.each_dated(why_not, |submission, as_of| {
            let years = self.form_for(submission).years.iter();
            let future = years
                .map(|column| column.year)
                .filter(|year| *year > as_of.fiscal_year());
            for year in future {
                look(submission, as_of, year);
            }
        })
    }

    /// Looks into every subject that speaks for the run's date and has earlier columns: the live year, and the
    /// columns before it, the latest first.
    pub fn each_with_earlier(
        &self,
        mut look: impl FnMut(&'a Submission, FiscalYear, &[FiscalYear]),
    ) -> Outcome {
        let (mut checked, mut why) = (false, "比べられる前の年度の列がない");
        for submission in self.subjects().filter(|one| !self.as_of_differs(one)) {
            let Some(live) = self.live_year(submission) else {
                why = "時点が分からず、どの年度の列を見るのか決められない";
                continue;
            };
            let mut earlier = self.due_years(submission);
            earlier.retain(|year| *year < live);
            earlier.reverse();
            if !earlier.is_empty() {
                checked = true;
                look(submission, live, &earlier);
            }
        }
        Outcome::skipped_if(!checked, why)
    }

    /// What became of a rule that looks at several files beside each other, once it has: a single file compares with none.
    pub(crate) fn files_compared(&self) -> Outcome {
        Outcome::skipped_if(self.received().count() < 2, "比べるほかのファイルがない")
    }

    /// The form's fiscal years up to the live one; all of them if the date is unknown. None before the sender was as it is.
    pub fn due_years(&self, submission: &Submission) -> Vec<FiscalYear> {
        let live = self.live_year(submission);
        self.form_for(submission)
            .years
            .iter()
            .map(|column| column.year)
            .filter(|year| live.is_none_or(|live| *year <= live))
            .filter(|year| submission.since.is_none_or(|since| *year >= since))
            .collect()
    }

    /// The rules of one kind that the form of a submission uses, with their settings.
    pub fn uses<R: Any>(
        &self,
        submission: &Submission,
    ) -> impl Iterator<Item = (&'a RuleInstance, &'a R)> + use<'a, R> {
        let rules = self.form_for(submission).rules.iter();
        rules.filter_map(|instance| Some((instance, instance.made.downcast_ref()?)))
    }

    /// The facts of these fields, else of every field of the form, in the columns that are due: by submission, printed
    /// order and year.
    pub fn due_facts(&self, fields: Option<&Fields>) -> Vec<(&'a Submission, &'a Fact)> {
        let mut facts = Vec::new();
        for submission in self.subjects() {
            let indicators = match fields {
                Some(fields) => fields.to_vec(),
                None => self.form_for(submission).reported_indicators(),
            };
            let years = self.due_years(submission);
            for indicator in &indicators {
                for year in &years {
                    facts.extend(submission.fact(indicator, *year).map(|f| (submission, f)));
                }
            }
        }
        facts
    }

    /// Every column that is due, of every submission to look into.
    pub fn due_columns(&self) -> Vec<(&'a Submission, FiscalYear)> {
        let columns = |submission| {
            let years = self.due_years(submission).into_iter();
            years.map(move |year| (submission, year))
        };
        self.subjects().flat_map(columns).collect()
    }

    /// The catalogue's short label of an indicator, for a message about several of them.
    pub fn short_label(&self, indicator: &IndicatorId) -> &'a str {
        self.definitions
            .indicator(indicator)
            .map_or("", |indicator| indicator.short_label.as_str())
    }

    /// The label of a fact's field: as printed, or the catalogue's short label for a percentage beside a count.
    pub fn field_label(&self, submission: &Submission, fact: &Fact) -> String {
        self.definitions
            .fact_label(self.form_for(submission), &fact.indicator)
    }

    /// The number of areas the registry has for a submission's ward.
    pub fn area_count(&self, submission: &Submission, year: FiscalYear) -> Option<u32> {
        let ward = submission.ward.as_ref()?;
        if self.definitions.areas.is_whole(ward) {
            return Some(self.registry.total(year)).filter(|total| *total > 0);
        }
        self.registry.count(ward, year)
    }

    /// The number of areas that is laid down for the whole city, and printed on the form.
    pub fn city_total(&self, year: FiscalYear) -> Option<u32> {
        self.definitions.registry.stated_total(year)
    }

    /// What the levels are called.
    pub fn nouns(&self) -> &'a Nouns {
        self.definitions.areas.nouns()
    }

    /// What the sender of a submission is called: a unit, or the whole.
    pub fn level_of(&self, submission: &Submission) -> &'a str {
        let areas = &self.definitions.areas;
        let ward = submission.ward.as_ref();
        let whole = ward.filter(|code| areas.is_whole(code));
        whole.map_or(&self.nouns().unit, |_| &self.nouns().whole)
    }

    /// The repeated rows that are filled in, with the submission that they stand in and their definition.
    pub fn rows(&self) -> Vec<(&'a Submission, &'a RepeatedRows, &'a RowsWritten)> {
        let mut found = Vec::new();
        for submission in self.subjects() {
            let form = self.form_for(submission);
            for block in &submission.rows {
                let definition = form.rows_block(&block.block);
                found.extend(definition.map(|definition| (submission, definition, block)));
            }
        }
        found
    }

    /// Whether a known row is one of the fiscal year: units below come and go.
    pub fn holds_in(&self, submission: &Submission, row: &RowWritten, year: FiscalYear) -> bool {
        let (Row::Part(number), Some(ward)) = (&row.row, &submission.ward) else {
            return true;
        };
        let part = self.registry.part(ward, *number);
        part.is_none_or(|part| part.holds_in(year))
    }

    /// What to say of a rule about repeated rows: it ran where any are filled in.
    pub fn ran_on_rows(&self, checked: bool) -> Outcome {
        if checked {
            return Outcome::Ran;
        }
        let names: Vec<&str> = self
            .form
            .rows
            .iter()
            .map(|rows| rows.name.as_str())
            .collect();
        let Nouns { unit, part, .. } = self.nouns();
        Outcome::Skipped(if names.is_empty() {
            format!("様式に、{part}ごとに書くシートがない")
        } else {
            format!("「{}」のシートに記入した{unit}がない", names.join("」「"))
        })
    }

    /// What to say of a check of one sheet of repeated rows: it ran where that is filled in.
    pub fn ran_on(&self, checked: bool, rows: &str) -> Outcome {
        let name = self.form.rows_block(rows).map_or(rows, |rows| &rows.name);
        let unit = &self.nouns().unit;
        Outcome::skipped_if(
            !checked,
            format!("「{name}」のシートに記入した{unit}がない"),
        )
    }

    /// Why no submission could be compared with the registry: no ward is known, or the registry lacks them all.
    pub fn why_unregistered(&self) -> String {
        let Nouns { unit, part, .. } = self.nouns();
        if self.submissions.iter().all(|s| s.ward.is_none()) {
            format!("どの{unit}の提出か分からず、登録の{part}数と比べられない")
        } else {
            format!("{}に、提出した{unit}の{part}数がない", self.registry.name)
        }
    }

    /// Name of a ward; 「この区」 if unknown.
    pub fn ward_name(&self, ward: Option<&AreaCode>) -> Cow<'a, str> {
        let known = ward.and_then(|code| self.definitions.areas.get(code));
        match known {
            Some(area) => Cow::Borrowed(&area.name),
            None => Cow::Owned(format!("この{}", self.nouns().unit)),
        }
    }

    /// What to add where a registry count is only invented, so that nobody takes it for the truth.
    pub fn provisional(&self, submission: &Submission, year: FiscalYear) -> String {
        let entry = submission
            .ward
            .as_ref()
            .and_then(|ward| self.registry.get(ward, year));
        match entry {
            Some(entry) if entry.status == CountStatus::Synthetic => {
                format!("なお、登録のこの{}数は仮の数です。", self.nouns().part)
            }
            _ => String::new(),
        }
    }
}
