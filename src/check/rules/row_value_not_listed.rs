//! C326: a word of a column is not among those that other rows of the form allow there.

use crate::cells::{self, Only, Piece};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{FormDefinition, RepeatedRows};
use diagnostic::{Code, Outcome, Place, code};
use model::{RowWritten, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C326" "row-value-not-listed" Warning "row_value_not_listed.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RowValueNotListed {
    #[schemars(description = "くり返す行のシートの番号。")]
    rows: String,
    #[schemars(description = "確かめる列の番号。見分ける列は、その見出し。")]
    column: String,
    #[schemars(description = "確かめるのがどの行か。書かなければ、すべての行。")]
    only: Option<Only>,
    #[schemars(description = "書いてよいことばのある、くり返す行のシートの番号。")]
    of: String,
    #[schemars(
        description = "書いてよいことばのある列の番号。書かなければ、そのシートの行を見分ける列。"
    )]
    allowed: Option<String>,
    #[schemars(
        description = "書いてよいことばがどの行にあるかを決める、確かめる側の列の番号。その列に書いた名前の行だけを見る。"
    )]
    by: Option<String>,
    #[schemars(description = "書いてよいことばがどの行にあるか。書かなければ、すべての行。")]
    of_only: Option<Only>,
}

impl RuleSettings for RowValueNotListed {
    const CODE: Code = CODE;
    const IS_STATED: bool = true;

    fn contradiction(&self, form: &FormDefinition) -> Option<String> {
        let (rows, of) = match (
            cells::rows_of(form, &self.rows),
            cells::rows_of(form, &self.of),
        ) {
            (Ok(rows), Ok(of)) => (rows, of),
            (Err(fault), _) | (_, Err(fault)) => return Some(fault),
        };
        let own = std::iter::once(&self.column).chain(&self.by);
        let own = own.filter_map(|column| cells::fault(rows, column));
        let theirs = self.allowed.iter();
        let theirs = theirs.filter_map(|column| cells::fault(of, column));
        let only = self.only.iter().filter_map(|only| only.fault(rows));
        let of_only = self.of_only.iter().filter_map(|only| only.fault(of));
        own.chain(theirs).chain(only).chain(of_only).next()
    }
}

impl Rule for RowValueNotListed {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        for submission in context.subjects() {
            let form = context.form_for(submission);
            let (Some(rows), Some(of)) = (form.rows_block(&self.rows), form.rows_block(&self.of))
            else {
                continue;
            };
            let (Some(written), Some(mut others)) = (
                cells::written(submission, rows),
                cells::written(submission, of),
            ) else {
                continue;
            };
            if let Some(only) = &self.of_only {
                others.retain(|row| only.holds(of, row));
            }
            checked = true;
            let only = self.only.as_ref();
            for row in written
                .iter()
                .filter(|row| only.is_none_or(|only| only.holds(rows, row)))
            {
                self.look(sink, submission, (rows, of), row, &others);
            }
        }
        context.ran_on(checked, &self.rows)
    }
}

impl RowValueNotListed {
    fn look(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (rows, of): (&RepeatedRows, &RepeatedRows),
        row: &RowWritten,
        others: &[&RowWritten],
    ) {
        let names = self.by.iter().flat_map(|by| cells::pieces(rows, by, row));
        let names: Vec<Piece<'_>> = names.collect();
        // Without a name nobody knows which rows to look at.
        if self.by.is_some() && names.is_empty() {
            return;
        }
        let is_named = |other: &&&RowWritten| {
            let key = of.bare_key(&other.key.text);
            self.by.is_none() || names.iter().any(|name| name.bare == key)
        };
        let named: Vec<&&RowWritten> = others.iter().filter(is_named).collect();
        let column = self.allowed.as_deref().unwrap_or(&of.key_header);
        let allowed: Vec<Piece<'_>> = named
            .iter()
            .flat_map(|other| cells::pieces(of, column, other))
            .collect();
        // Rows that are there and say nothing allow anything; a name that no row has is no word of this column.
        if allowed.is_empty() && (self.by.is_some() || !named.is_empty()) {
            return;
        }
        for piece in cells::pieces(rows, &self.column, row) {
            if !allowed
                .iter()
                .any(|one| of.bare_key(piece.text) == one.bare)
            {
                self.tell(
                    sink,
                    submission,
                    (rows, of),
                    row,
                    (&piece, &names, &allowed),
                );
            }
        }
    }

    fn tell(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (rows, of): (&RepeatedRows, &RepeatedRows),
        row: &RowWritten,
        (piece, names, allowed): (&Piece<'_>, &[Piece<'_>], &[Piece<'_>]),
    ) {
        let Some(cell) = cells::cell(rows, &self.column, row) else {
            return;
        };
        let header = cells::heading(rows, &self.column);
        let column = self.allowed.as_deref().unwrap_or(&of.key_header);
        let list = match (names, &self.of_only) {
            ([], None) => String::new(),
            ([], Some(only)) => format!("{}行の", only.told(of)),
            (names, _) => {
                let names: Vec<&str> = names.iter().map(|name| name.text).collect();
                format!("「{}」の行の", names.join("」「"))
            }
        };
        let mut words: Vec<&str> = allowed.iter().map(|piece| piece.text).collect();
        words.dedup();
        let expected = match &words[..] {
            [] => "その行がありません".to_owned(),
            words => words.join("、"),
        };
        let (word, subject) = (piece.text, self.subject(rows, row, header));
        let message = format!(
            "{subject}「{word}」は、シート「{}」の{list}「{}」にありません。",
            of.name,
            cells::heading(of, column)
        );
        let other = self.by.as_ref().or(self.only.as_ref().map(Only::column));
        let other = other.map_or_else(String::new, |by| {
            format!("か「{}」", cells::heading(rows, by))
        });
        sink.push(
            sink.diagnostic(Place::from(cell), message)
                .ward(submission.ward.as_ref())
                .field(header.to_owned())
                .entered(cell.text.clone())
                .expected(expected)
                .hint(format!(
                    "「{header}」{other}を直してください。正しいときは、「{}」のほうを直してください。",
                    of.name
                )),
        );
    }

    /// Whose word it is.
    fn subject(&self, rows: &RepeatedRows, row: &RowWritten, header: &str) -> String {
        if self.column == rows.key_header {
            return format!("「{}」の", rows.name);
        }
        format!("「{}」の行の「{header}」にある", row.key.text)
    }
}
