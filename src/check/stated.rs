//! A number as it stands somewhere on a form, where a check of the form looks for it: in a field, or in a cell of a table.
//! Which number the words of a cell say is for [`crate::number_in_words`].

use rust_decimal::Decimal;

use crate::cells;
use crate::number_in_words::{numbers, plain};
use crate::{Context, Sink};
use definition::{Field, FormDefinition};
use diagnostic::{Diagnostic, Place, Severity};
use model::{FiscalYear, Provenance, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where a number stands.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(
    description = "数のあるところ。指標の欄（field）か、くり返す行のシートの1つのセル（rows、row、column）。"
)]
pub(crate) struct Term {
    #[schemars(description = "指標の番号。年度ごとに確かめる。")]
    field: Option<Field>,
    #[schemars(description = "くり返す行のシートの番号。")]
    rows: Option<String>,
    #[schemars(description = "行の名前やコード。見分ける列に書かれたとおり。")]
    row: Option<String>,
    #[schemars(description = "ことばの列の番号。")]
    column: Option<String>,
    #[schemars(
        description = "数の後ろのことば（「名増」など）。文章の中から、このことばのすぐ前の数を読む。書かなければ、セルに1つだけある数。"
    )]
    unit: Option<String>,
    #[schemars(
        description = "0と数えることば（配置なしなど）。セルにあるのがこのことばだけのとき。"
    )]
    #[serde(default)]
    zeros: Vec<String>,
}

/// A number of the form as it was found.
pub(crate) struct Found<'a> {
    /// The number.
    pub(crate) number: Decimal,
    /// Where.
    pub(crate) cell: &'a Provenance,
    /// What it is called in a sentence.
    pub(crate) label: String,
    /// The heading above or beside it.
    pub(crate) header: String,
    /// What stands behind it, where it was looked for by that.
    pub(crate) unit: String,
}

/// Words of which nobody knows which number they say.
pub(crate) struct Unclear<'a> {
    cell: &'a Provenance,
    label: String,
    header: String,
}

impl Term {
    /// Whether there is one for each fiscal year; a cell of words is there once for all.
    pub(crate) fn is_yearly(&self) -> bool {
        self.field.is_some()
    }

    /// What it is called in a submission's form.
    pub(crate) fn named(&self, context: &Context<'_>, submission: &Submission) -> Option<String> {
        let form = context.form_for(submission);
        match (&self.field, &self.rows) {
            (Some(field), _) => Some(context.definitions.fact_label(form, field)),
            (None, rows) => Some(form.rows_block(rows.as_ref()?)?.name.clone()),
        }
    }

    /// As a part of a sentence: where the number should stand.
    pub(crate) fn called(&self, context: &Context<'_>, submission: &Submission) -> String {
        let form = context.form_for(submission);
        let rows = self.rows.as_ref().and_then(|id| form.rows_block(id));
        match (&self.field, rows, &self.row, &self.column) {
            (Some(field), ..) => format!("「{}」", context.definitions.fact_label(form, field)),
            (None, Some(rows), Some(row), Some(column)) => {
                format!("「{row}」の行の「{}」", cells::heading(rows, column))
            }
            _ => String::new(),
        }
    }

    /// What is wrong with it in a form.
    pub(crate) fn fault(&self, form: &FormDefinition) -> Option<String> {
        let (rows, row, column) = match (&self.field, &self.rows, &self.row, &self.column) {
            (Some(_), None, None, None) if self.unit.is_none() && self.zeros.is_empty() => {
                return None;
            }
            (None, Some(rows), Some(row), Some(column)) => (rows, row, column),
            _ => {
                let message = "数のあるところは、fieldか、rowsとrowとcolumnで書きます";
                return Some(message.to_owned());
            }
        };
        let rows = match cells::rows_of(form, rows) {
            Ok(rows) => rows,
            Err(fault) => return Some(fault),
        };
        let no_row = || format!("「{row}」という行は「{}」にありません", rows.name);
        cells::fault(rows, column).or_else(|| (!rows.may_have(row)).then(no_row))
    }

    /// The one number that stands there; none where nothing does, or a word in place of a number.
    ///
    /// # Errors
    /// Words of which nobody knows which number they say.
    pub(crate) fn find<'a>(
        &self,
        context: &Context<'_>,
        sink: &Sink<'_>,
        submission: &'a Submission,
        year: FiscalYear,
    ) -> Result<Option<Found<'a>>, Unclear<'a>> {
        if let Some(field) = &self.field {
            let fact = submission.fact(field, year);
            let fact = fact.filter(|fact| !sink.earlier().mentions(fact));
            return Ok(fact.and_then(|fact| {
                let header = context.field_label(submission, fact);
                Some(Found {
                    number: fact.value.number()?,
                    cell: &fact.provenance,
                    label: format!("「{header}」"),
                    header,
                    unit: String::new(),
                })
            }));
        }
        let Some((header, cell, is_open)) = self.cell(context, submission) else {
            return Ok(None);
        };
        let label = self.called(context, submission);
        let is = |words: &[String]| words.iter().any(|word| plain(word) == plain(&cell.text));
        let numbers = match (is(&self.zeros), self.unit.as_deref()) {
            (true, _) => Some(vec![Decimal::ZERO]),
            // A blank is no answer either.
            (false, _) if is_open => return Ok(None),
            (false, unit) => numbers(&cell.text, unit),
        };
        let Some(mut numbers) = numbers else {
            return Err(Unclear {
                cell,
                label,
                header,
            });
        };
        numbers.dedup();
        match numbers[..] {
            [] => Ok(None),
            [number] => Ok(Some(Found {
                number,
                cell,
                label,
                header,
                unit: self.unit.clone().unwrap_or_default(),
            })),
            _ => Err(Unclear {
                cell,
                label,
                header,
            }),
        }
    }

    /// The cell of a table, its heading, and whether it holds a word in place of an answer.
    fn cell<'a>(
        &self,
        context: &Context<'_>,
        submission: &'a Submission,
    ) -> Option<(String, &'a Provenance, bool)> {
        let form = context.form_for(submission);
        let rows = form.rows_block(self.rows.as_ref()?)?;
        let (row, column) = (self.row.as_ref()?, self.column.as_ref()?);
        let is_it = |text: &str| rows.bare_key(text) == rows.bare_key(row);
        let written = cells::written(submission, rows).unwrap_or_default();
        let own = written.into_iter().find(|one| is_it(&one.key.text))?;
        let cell = cells::cell(rows, column, own)?;
        let header = cells::heading(rows, column);
        let is_open = cells::pieces(rows, column, own).is_empty();
        Some((header.to_owned(), cell, is_open))
    }
}

impl Unclear<'_> {
    /// Says that the number was not compared.
    pub(crate) fn tell(&self, sink: &mut Sink<'_>, submission: &Submission) {
        let why = format!(
            "{}の「{}」は、どの数か決められないので、比べていません。",
            self.label, self.cell.text
        );
        let hint =
            "点検するには、数を1つだけ、算用数字で、「約」や「～」を付けずに書いてください。";
        if let Some(told) = not_compared(sink, submission, (self.cell, &self.header), why) {
            sink.push(told.expected("数を1つ").hint(hint));
        }
    }
}

/// Starts what is said of a number that was not compared; nothing where something is told at its cell: several checks of a form
/// may look at one.
pub(crate) fn not_compared(
    sink: &Sink<'_>,
    submission: &Submission,
    (cell, header): (&Provenance, &str),
    why: String,
) -> Option<Diagnostic> {
    let place = Place::from(cell);
    let is_told = sink.earlier().points_at(&place) || sink.has_told_at(&place);
    (!is_told).then(|| {
        sink.diagnostic(place, why)
            .severity(Severity::Note)
            .ward(submission.ward.as_ref())
            .field(header.to_owned())
            .entered(cell.text.clone())
    })
}
