//! Whether a submission is asked for a field or a block: the conditions of a form, held to what was written.

use rust_decimal::Decimal;

use super::condition::Condition;
use super::folded::folded;
use super::form::FormDefinition;
use super::repeated_rows::{RepeatedRows, ValueColumnKind};
use super::row_words::{TextColumn, WordKind};
use model::{Fact, FiscalYear, IndicatorId, Provenance, RowWritten, Submission, hiragana};

/// Whether what a condition asks for stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// It does.
    Yes,
    /// Something else does.
    No,
    /// Nothing does, or nothing that can be read: nobody knows.
    Unknown,
}

/// The place that a condition looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// A field.
    Field(&'a IndicatorId),
    /// A cell of a column of words.
    Words(&'a RepeatedRows, &'a str, &'a TextColumn),
    /// A cell of a column of numbers or marks.
    Value(&'a RepeatedRows, &'a str, &'a IndicatorId, ValueColumnKind),
}

impl Condition {
    /// The place that is looked at, where the form has it.
    pub(crate) fn place<'a>(&'a self, form: &'a FormDefinition) -> Option<Place<'a>> {
        if let Some(field) = &self.field {
            return Some(Place::Field(field));
        }
        let rows = form.rows_block(self.rows.as_ref()?)?;
        let (row, column) = (self.row.as_ref()?, self.column.as_ref()?);
        let mut texts = rows.text.iter();
        if let Some(text) = texts.find(|text| text.id == *column) {
            return Some(Place::Words(rows, row, text));
        }
        let mut values = rows.column.iter();
        let value = values.find(|value| value.indicator.as_str() == column)?;
        Some(Place::Value(rows, row, &value.indicator, value.kind))
    }

    /// The cell that is looked at in a submission, where it was found.
    pub fn cell<'s>(
        &self,
        form: &FormDefinition,
        submission: &'s Submission,
        year: FiscalYear,
    ) -> Option<&'s Provenance> {
        match self.place(form)? {
            Place::Field(id) => Some(&submission.fact(id, year)?.provenance),
            Place::Words(rows, row, text) => {
                let (_, row) = written(submission, rows, row)?;
                row.texts.get(&text.id)
            }
            Place::Value(rows, row, id, _) => {
                Some(&value(submission, rows, row, id, year)?.provenance)
            }
        }
    }

    fn applies(&self, form: &FormDefinition, submission: &Submission, year: FiscalYear) -> Applies {
        if let Some(from) = self.from {
            return known(year >= from);
        }
        let Some(place) = self.place(form) else {
            return Applies::Unknown;
        };
        let number = |fact: Option<&Fact>| fact.and_then(|fact| fact.value.number());
        match place {
            Place::Field(id) => self.of_number(number(submission.fact(id, year))),
            Place::Words(rows, row, text) => {
                let cell =
                    written(submission, rows, row).and_then(|(_, row)| row.texts.get(&text.id));
                self.of_words(text, cell.map_or("", |cell| &cell.text))
            }
            Place::Value(rows, row, id, kind) => {
                let number = number(value(submission, rows, row, id, year));
                match kind {
                    ValueColumnKind::Count => self.of_number(number),
                    ValueColumnKind::Mark => self.of_mark(rows, number),
                }
            }
        }
    }

    fn of_number(&self, number: Option<Decimal>) -> Applies {
        let Some(number) = number else {
            return Applies::Unknown;
        };
        let mut listed = self.is.iter().map(|word| word.parse::<Decimal>());
        let is_listed = self.is.is_empty() || listed.any(|one| one == Ok(number));
        let is_enough = self.at_least.is_none_or(|least| number >= least.into());
        let is_within = self.at_most.is_none_or(|most| number <= most.into());
        known(is_listed && is_enough && is_within)
    }

    /// A mark says yes, and its lack no.
    fn of_mark(&self, rows: &RepeatedRows, number: Option<Decimal>) -> Applies {
        let Some(number) = number else {
            return Applies::Unknown;
        };
        let marks = match number.is_zero() {
            true => &rows.no,
            false => &rows.yes,
        };
        known(self.is.iter().any(|word| marks.contains(word)))
    }

    /// A word that says that it is not known, or that cannot be chosen, says neither yes nor no.
    fn of_words(&self, column: &TextColumn, written: &str) -> Applies {
        let separators: &[char] = match (column.kind, column.many) {
            (WordKind::Lines, _) => &['\n'],
            (_, true) => &['、', '，', ',', '\n'],
            _ => &[],
        };
        let pieces = written.split(separators).map(folded);
        let pieces: Vec<String> = pieces.filter(|piece| !piece.is_empty()).collect();
        let key = |word: &str| hiragana(&folded(word));
        let has = |words: &[String], piece: &String| words.iter().any(|one| key(one) == key(piece));
        if pieces.iter().any(|piece| has(&self.is, piece)) {
            return Applies::Yes;
        }
        let is_open = |piece: &String| {
            let is_strange = column.kind == WordKind::Choice && !has(&column.choices, piece);
            is_strange || has(&column.open, piece)
        };
        match pieces.is_empty() || pieces.iter().any(is_open) {
            true => Applies::Unknown,
            false => Applies::No,
        }
    }

    /// As a part of a sentence: `「相談の数」が1以上`.
    pub(crate) fn told(&self, form: &FormDefinition) -> String {
        if let Some(from) = self.from {
            return format!("年度が{from}年度以降");
        }
        let label = match self.place(form) {
            Some(Place::Field(id)) => {
                let field = form.field(id);
                let label = field.map(super::sheet::FieldDefinition::label_line);
                format!("「{}」", label.unwrap_or_default())
            }
            Some(Place::Words(rows, row, text)) => {
                format!("「{}」の「{row}」の「{}」", rows.name, text.header)
            }
            Some(Place::Value(rows, row, id, _)) => {
                let header = rows.column(id).map_or("", |column| &column.header);
                format!("「{}」の「{row}」の「{header}」", rows.name)
            }
            None => return String::new(),
        };
        let bounds = match (self.at_least, self.at_most) {
            (Some(least), Some(most)) if least == most => least.to_string(),
            (Some(least), Some(most)) => format!("{least}以上{most}以下"),
            (Some(least), None) => format!("{least}以上"),
            (None, Some(most)) => format!("{most}以下"),
            (None, None) => format!("「{}」", self.is.join("」か「")),
        };
        format!("{label}が{bounds}")
    }
}

fn known(holds: bool) -> Applies {
    match holds {
        true => Applies::Yes,
        false => Applies::No,
    }
}

/// The row of a sheet that has this key.
fn written<'s>(
    submission: &'s Submission,
    rows: &RepeatedRows,
    row: &str,
) -> Option<(&'s model::RowsWritten, &'s RowWritten)> {
    let mut blocks = submission.rows.iter();
    let block = blocks.find(|block| block.block == rows.id)?;
    let wanted = rows.bare_key(row);
    let mut own = block.rows.iter();
    let own = own.find(|one| rows.bare_key(&one.key.text) == wanted)?;
    Some((block, own))
}

fn value<'s>(
    submission: &'s Submission,
    rows: &RepeatedRows,
    row: &str,
    indicator: &IndicatorId,
    year: FiscalYear,
) -> Option<&'s Fact> {
    let (_, row) = written(submission, rows, row)?;
    submission
        .row_fact(&row.row, indicator, year)
        .map(std::sync::Arc::as_ref)
}

/// The conditions under which something is asked for, in a sentence; empty where it always is.
pub(crate) fn sentence(conditions: &[Condition], form: &FormDefinition) -> String {
    let told: Vec<String> = conditions.iter().map(|one| one.told(form)).collect();
    match told.is_empty() {
        true => String::new(),
        false => format!("{}のときだけ書く", told.join("、かつ、")),
    }
}

impl FormDefinition {
    /// Whether something is asked for of a submission in a fiscal year: whether everything that its conditions ask for stands
    /// there. Of the years before the sender was as it is nothing is asked.
    pub fn applies(
        &self,
        conditions: &[Condition],
        submission: &Submission,
        year: FiscalYear,
    ) -> Applies {
        if submission.since.is_some_and(|since| year < since) {
            return Applies::No;
        }
        let each = conditions.iter();
        let each = each.map(|condition| condition.applies(self, submission, year));
        each.fold(Applies::Yes, |all, one| match (all, one) {
            (Applies::No, _) | (_, Applies::No) => Applies::No,
            (Applies::Unknown, _) | (_, Applies::Unknown) => Applies::Unknown,
            _ => Applies::Yes,
        })
    }

    /// Every condition under which something of the form is asked for.
    fn all_conditions(&self) -> impl Iterator<Item = &Condition> {
        let blocks = self.sheets.iter().flat_map(|sheet| &sheet.blocks);
        blocks.flat_map(|block| {
            let fields = block.fields.iter().flat_map(|field| &field.conditions);
            block.when.iter().chain(fields)
        })
    }

    /// The rows of repeated rows on which it hangs what else is asked for, and which a submission does not have although its
    /// sheet is filled in.
    pub fn missing_deciders<'a>(
        &'a self,
        submission: &Submission,
    ) -> Vec<(&'a RepeatedRows, &'a str)> {
        let mut missing: Vec<(&RepeatedRows, &str)> = Vec::new();
        for condition in self.all_conditions() {
            let (Some(id), Some(row)) = (&condition.rows, &condition.row) else {
                continue;
            };
            let is_there = submission.rows.iter().any(|block| block.block == *id);
            let Some(rows) = self.rows_block(id).filter(|_| is_there) else {
                continue;
            };
            let is_told = missing
                .iter()
                .any(|(known, name)| known.id == *id && name == row);
            if !is_told && written(submission, rows, row).is_none() {
                missing.push((rows, row));
            }
        }
        missing
    }

    /// Whether it hangs on a field what else is asked for.
    pub fn is_decided_by(&self, field: &IndicatorId) -> bool {
        let mut all = self.all_conditions();
        all.any(|condition| condition.field.as_ref() == Some(field))
    }

    /// Whether it hangs on a cell of repeated rows what else is asked for: on that of a row in a column, be it of words, of
    /// numbers or of marks.
    pub fn is_decided_by_cell(&self, rows: &RepeatedRows, key: &str, column: &str) -> bool {
        let is_row = |row: &String| rows.bare_key(row) == rows.bare_key(key);
        let in_row =
            |text: &TextColumn| text.when.as_ref().is_some_and(|when| when.column == column);
        let mut all = self.all_conditions();
        let elsewhere = all.any(|condition| {
            condition.rows.as_ref() == Some(&rows.id)
                && condition.column.as_deref() == Some(column)
                && condition.row.as_ref().is_some_and(is_row)
        });
        elsewhere || rows.text.iter().any(in_row)
    }

    /// Conditions in a sentence, as they are printed; empty where there are none.
    pub fn asked_when(&self, conditions: &[Condition]) -> String {
        sentence(conditions, self)
    }

    /// The conditions under which an indicator is asked for.
    pub fn conditions_of(&self, indicator: &IndicatorId) -> &[Condition] {
        self.field(indicator)
            .map_or(&[][..], |field| &field.conditions)
    }
}
