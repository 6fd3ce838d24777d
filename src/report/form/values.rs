//! What stands in a ward's form: numbers and words by field, and the words of the bullets.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use model::{FiscalYear, IndicatorId, PreviousFacts, Submission, Value, WrittenReason};

/// What stands in a field for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A number.
    Number(Decimal),
    /// Words, such as 未集計, or whatever else was written there.
    Text(String),
}

/// What stands in a ward's form.
#[derive(Clone, Debug, Default)]
pub struct WardValues {
    /// Fields by indicator and fiscal year; what is absent is blank.
    pub fields: BTreeMap<(IndicatorId, FiscalYear), Entry>,
    /// Bullets by block, fiscal year and number from 1.
    pub bullets: BTreeMap<(String, FiscalYear, u32), String>,
    /// Denominators that differ from the registry's, by indicator and fiscal year.
    pub denominators: BTreeMap<(IndicatorId, FiscalYear), Decimal>,
    /// Rows of the sheet for reasons, from the top.
    pub reasons: Vec<WrittenReason>,
    /// Repeated rows by block.
    pub rows: BTreeMap<String, RowValues>,
    /// The figures are invented; every sheet says so.
    pub is_sample: bool,
}

/// What stands in the repeated rows of a block, by row from 1.
#[derive(Clone, Debug, Default)]
pub struct RowValues {
    /// Keys; empty for those that the form prints itself.
    pub keys: BTreeMap<u32, String>,
    /// Words, by row and column.
    pub texts: BTreeMap<(u32, String), String>,
    /// Values, by row, indicator and fiscal year.
    pub cells: BTreeMap<(u32, IndicatorId, FiscalYear), Entry>,
}

impl WardValues {
    /// Puts a value into a repeated row.
    pub fn row_cell(
        &mut self,
        block: &str,
        row: u32,
        indicator: IndicatorId,
        year: FiscalYear,
        entry: Entry,
    ) {
        let rows = self.rows.entry(block.to_owned()).or_default();
        rows.cells.insert((row, indicator, year), entry);
    }

    /// Puts a number into a field.
    pub fn number(&mut self, indicator: IndicatorId, year: FiscalYear, number: impl Into<Decimal>) {
        self.fields
            .insert((indicator, year), Entry::Number(number.into()));
    }

    /// Writes a bullet.
    pub fn bullet(
        &mut self,
        block: impl Into<String>,
        year: FiscalYear,
        number: u32,
        text: impl Into<String>,
    ) {
        self.bullets
            .insert((block.into(), year, number), text.into());
    }

    /// What stands in a field.
    pub fn field(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<&Entry> {
        self.fields.get(&(indicator.clone(), year))
    }

    /// The number in a field, if it is one.
    pub(super) fn number_of(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<Decimal> {
        match self.field(indicator, year) {
            Some(Entry::Number(number)) => Some(*number),
            Some(Entry::Text(_)) | None => None,
        }
    }

    /// The words of a bullet. What was written beyond the printed bullets joins the last one, so that nothing is lost.
    pub(super) fn words(&self, block: &str, year: FiscalYear, number: u32, last: u32) -> String {
        let upto = if number == last { u32::MAX } else { number };
        let from = (block.to_owned(), year, number);
        let to = (block.to_owned(), year, upto);
        let texts: Vec<&str> = self
            .bullets
            .range(from..=to)
            .map(|(_, text)| text.as_str())
            .collect();
        texts.join("\n")
    }

    /// Whether any bullet of a block holds words.
    pub(super) fn has_words(&self, block: &str, year: FiscalYear) -> bool {
        let from = (block.to_owned(), year, 0);
        let to = (block.to_owned(), year, u32::MAX);
        self.bullets.range(from..=to).next().is_some()
    }

    /// Whether anything stands in a year's fields or bullets.
    pub(super) fn holds(&self, year: FiscalYear) -> bool {
        let mut bullets = self.bullets.keys();
        self.fields.keys().any(|(_, own)| *own == year) || bullets.any(|(_, own, _)| *own == year)
    }

    /// The numbers and words accepted for a ward before the live year; the words are those of a form's blocks.
    pub(super) fn from_previous(
        previous: &PreviousFacts,
        ward: &model::AreaCode,
        form: &str,
        live: FiscalYear,
    ) -> Self {
        let mut values = Self::default();
        let words = previous.words.of_ward(ward, form);
        for item in words.filter(|item| item.year < live) {
            values.bullet(
                item.block.as_str(),
                item.year,
                item.number,
                item.text.as_str(),
            );
        }
        for (id, fact) in &previous.facts {
            if id.ward == *ward
                && id.row.is_whole()
                && id.year < live
                && fact.state == model::FactState::Reported
                && let Some(number) = fact.value.number()
            {
                values.number(id.indicator.clone(), id.year, number);
            }
        }
        values
    }

    /// What a submission says, blank fields left out.
    pub(super) fn from_submission(submission: &Submission) -> Self {
        let mut values = Self {
            is_sample: submission.is_sample,
            reasons: submission
                .reasons
                .iter()
                .map(|reason| reason.written.clone())
                .collect(),
            ..Self::default()
        };
        for fact in submission.whole_facts() {
            let key = (fact.indicator.clone(), fact.year);
            let entry = match &fact.value {
                Value::Number(number) => Some(Entry::Number(*number)),
                Value::Blank => None,
                Value::NotApplicable | Value::NotCollected => {
                    Some(Entry::Text(fact.provenance.text.to_string()))
                }
                Value::Unreadable => Some(Entry::Text(unreadable(&fact.provenance.text))),
            };
            if let Some(entry) = entry {
                values.fields.insert(key.clone(), entry);
            }
            if let Some(written) = &fact.denominator {
                values.denominators.insert(key, written.value);
            }
        }
        values.rows_from(submission);
        for item in &submission.narratives {
            values.bullet(
                item.block.as_str(),
                item.year,
                item.number,
                item.text.as_str(),
            );
        }
        values
    }

    /// What is written in repeated rows, as it is written.
    fn rows_from(&mut self, submission: &Submission) {
        for block in &submission.rows {
            let values = self.rows.entry(block.block.clone()).or_default();
            for (number, row) in (1..).zip(&block.rows) {
                values.keys.insert(number, row.key.text.to_string());
                for (id, words) in &row.texts {
                    let at = (number, id.clone());
                    values.texts.insert(at, words.text.to_string());
                }
                for fact in submission.facts_in(block, row) {
                    let text = match fact.value {
                        Value::Unreadable => &unreadable(&fact.provenance.text),
                        _ => fact.provenance.text.as_str(),
                    };
                    if !text.is_empty() {
                        let entry = match text.parse() {
                            Ok(number) => Entry::Number(number),
                            Err(_) => Entry::Text(text.to_owned()),
                        };
                        let at = (number, fact.indicator.clone(), fact.year);
                        values.cells.insert(at, entry);
                    }
                }
            }
        }
    }
}

/// Stands behind what cannot be read for a reason that the form drawn anew does not show.
const UNREADABLE: &str = "（読めません）";
/// Most characters of a unit behind a number.
const LONGEST_UNIT: usize = 4;

/// What is written of a value that cannot be read. A strike, a comment or a number format is lost where the form is drawn
/// anew: a number that was refused because of one must not come back as a number.
fn unreadable(text: &str) -> String {
    let number = text.trim().trim_end_matches(|c: char| !c.is_numeric());
    let unit = text.trim().strip_prefix(number).unwrap_or_default();
    let is_of_numbers = |c: char| c.is_numeric() || c.is_whitespace() || ",，.．-－".contains(c);
    if number.chars().all(is_of_numbers) && unit.chars().count() <= LONGEST_UNIT {
        format!("{text}{UNREADABLE}")
    } else {
        text.to_owned()
    }
}
