//! C324: a sheet of repeated rows has not as many rows as there must be, in all or for each word of a column.

use crate::cells::{self, Only};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{Field, FormDefinition, RepeatedRows, RowsKind};
use diagnostic::{Code, Outcome, Place, code};
use model::{RowWritten, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("C324" "row-count-differs" Warning "row_count_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RowCountDiffers {
    #[schemars(description = "くり返す行のシートの番号。")]
    rows: String,
    #[schemars(description = "数えるのがどの行か。書かなければ、すべての行。")]
    only: Option<Only>,
    #[schemars(
        description = "この列に同じことばのある行を、ことばごとに数える。書かなければ、まとめて数える。"
    )]
    per: Option<String>,
    #[schemars(
        description = "perのことばがどれだけあるはずかを決める、くり返す行のシートの番号。その行の名前ごとに数える。"
    )]
    each_of: Option<String>,
    #[schemars(description = "行の数は、少なくともこれだけ。")]
    at_least: Option<u32>,
    #[schemars(description = "行の数は、多くともこれだけ。")]
    at_most: Option<u32>,
    #[schemars(description = "行の数は、この指標の数と同じ。")]
    field: Option<Field>,
}

impl RuleSettings for RowCountDiffers {
    const CODE: Code = CODE;
    const IS_STATED: bool = true;

    fn contradiction(&self, form: &FormDefinition) -> Option<String> {
        let rows = match cells::rows_of(form, &self.rows) {
            Ok(rows) => rows,
            Err(fault) => return Some(fault),
        };
        let named = self.per.iter().find_map(|per| cells::fault(rows, per));
        let only = self.only.as_ref().and_then(|only| only.fault(rows));
        let each = self.each_of.as_ref();
        let each = each.and_then(|id| cells::rows_of(form, id).err());
        if let Some(fault) = named.or(only).or(each) {
            return Some(fault);
        }
        let bounds = self.at_least.is_some() || self.at_most.is_some();
        if bounds == self.field.is_some() {
            return Some("at-leastとat-mostか、fieldのどちらかを書きます".to_owned());
        }
        if self.per.is_none() && self.each_of.is_some()
            || self.per.is_some() && self.field.is_some()
        {
            return Some("each-ofはperと一緒に使い、fieldとperは一緒に使えません".to_owned());
        }
        if self.per.as_ref() == Some(&rows.key_header) && rows.rows != RowsKind::Free {
            let header = &rows.key_header;
            return Some(format!("「{header}」の重なりは、書かなくても点検します"));
        }
        if (self.at_least, self.at_most) == (Some(0), None) {
            return Some("at-least = 0は、いくつの行にも当てはまります".to_owned());
        }
        let crossed = self.at_least.zip(self.at_most);
        let crossed = crossed.is_some_and(|(least, most)| least > most);
        crossed.then(|| "at-leastがat-mostより大きくなっています".to_owned())
    }
}

/// What must hold of a number of rows.
#[derive(Clone, Copy)]
struct Bounds {
    least: Option<u32>,
    most: Option<u32>,
}

impl Bounds {
    fn hold(self, count: u32) -> bool {
        self.least.is_none_or(|least| count >= least) && self.most.is_none_or(|most| count <= most)
    }

    fn told(self) -> String {
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => format!("{least}行"),
            (Some(least), Some(most)) => format!("{least}～{most}行"),
            (Some(least), None) => format!("{least}行以上"),
            (None, Some(most)) => format!("{most}行まで"),
            (None, None) => String::new(),
        }
    }
}

impl Rule for RowCountDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        for submission in context.subjects() {
            let form = context.form_for(submission);
            let Some(rows) = form.rows_block(&self.rows) else {
                continue;
            };
            let Some(mut written) = cells::written(submission, rows) else {
                continue;
            };
            if let Some(only) = &self.only {
                written.retain(|row| only.holds(rows, row));
            }
            checked |= match (&self.per, &self.field) {
                (Some(per), _) => self.by_word(context, sink, submission, (rows, per), &written),
                (None, Some(field)) => {
                    self.against_field(context, sink, submission, (rows, field), &written)
                }
                (None, None) => {
                    let count = number(written.len());
                    if !self.bounds().hold(count) {
                        self.in_all(sink, submission, (rows, self.bounds()), &written, "");
                    }
                    true
                }
            };
        }
        context.ran_on(checked, &self.rows)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl RowCountDiffers {
    fn bounds(&self) -> Bounds {
        Bounds {
            least: self.at_least,
            most: self.at_most,
        }
    }

    /// `「区分」が「会議」の` before 行.
    fn which(&self, rows: &RepeatedRows) -> String {
        let only = self.only.as_ref();
        only.map_or_else(String::new, |only| only.told(rows))
    }

    /// Tells of the number of all rows; `said` is where another number stands.
    fn in_all(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (rows, bounds): (&RepeatedRows, Bounds),
        written: &[&RowWritten],
        said: &str,
    ) {
        let mut blocks = submission.rows.iter();
        let Some(block) = blocks.find(|block| block.block == rows.id) else {
            return;
        };
        let (count, which, told) = (written.len(), self.which(rows), bounds.told());
        let place = written.last().map_or_else(
            || Place::sheet(&block.file, &block.sheet),
            |row| Place::from(&row.key),
        );
        let message = format!(
            "「{}」の{which}{}は{count}行ですが、{said}{told}のはずです。",
            block.sheet, rows.noun
        );
        let hint = format!(
            "抜けている{0}や、2回書いた{0}がないか確かめてください。",
            rows.noun
        );
        sink.push(
            sink.diagnostic(place, message)
                .ward(submission.ward.as_ref())
                .field(rows.name.clone())
                .entered(format!("{count}行"))
                .expected(told)
                .hint(hint),
        );
    }

    fn against_field(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (rows, field): (&RepeatedRows, &Field),
        written: &[&RowWritten],
    ) -> bool {
        let Some(live) = context.live_year(submission) else {
            return false;
        };
        let fact = submission.fact(field, live);
        let Some(fact) = fact.filter(|fact| !sink.earlier().mentions(fact)) else {
            return false;
        };
        let Some(said) = fact.value.number() else {
            return false;
        };
        let count = rust_decimal::Decimal::from(number(written.len()));
        let said_whole = u32::try_from(said).ok();
        if count != said {
            let label = context.field_label(submission, fact);
            let bounds = Bounds {
                least: said_whole,
                most: said_whole,
            };
            let place = format!("「{label}」（{}）の", fact.provenance.cell);
            self.in_all(sink, submission, (rows, bounds), written, &place);
        }
        true
    }

    /// Counts the rows of each word; the words of `each-of` are there even where no row has them.
    fn by_word(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (rows, per): (&RepeatedRows, &str),
        written: &[&RowWritten],
    ) -> bool {
        let mut groups: Vec<(String, String, Vec<&RowWritten>)> = Vec::new();
        let each = self.each_of.as_ref();
        let each = each.and_then(|id| context.form_for(submission).rows_block(id));
        let known = each.and_then(|each| cells::written(submission, each));
        for row in known.into_iter().flatten() {
            let name = row.key.text.clone();
            groups.push((rows.bare_key(&name), name.to_string(), Vec::new()));
        }
        for row in written {
            for piece in cells::pieces(rows, per, row) {
                match groups.iter_mut().find(|(bare, ..)| *bare == piece.bare) {
                    Some((.., own)) => own.push(row),
                    // A word that is none of those is told by whoever knows them.
                    None if each.is_some() => {}
                    None => groups.push((piece.bare, piece.text.to_owned(), vec![row])),
                }
            }
        }
        let bounds = self.bounds();
        let wrong = groups
            .iter()
            .filter(|(.., own)| !bounds.hold(number(own.len())));
        for (_, word, own) in wrong {
            self.of_word(sink, submission, (rows, per), word, own);
        }
        !groups.is_empty()
    }

    fn of_word(
        &self,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (rows, per): (&RepeatedRows, &str),
        word: &str,
        own: &[&RowWritten],
    ) {
        let header = cells::heading(rows, per);
        let cells: Vec<_> = own
            .iter()
            .filter_map(|row| cells::cell(rows, per, row))
            .collect();
        let mut blocks = submission.rows.iter();
        let Some(block) = blocks.find(|block| block.block == rows.id) else {
            return;
        };
        let place = cells.last().map_or_else(
            || Place::sheet(&block.file, &block.sheet),
            |cell| Place::from(*cell),
        );
        let told = self.bounds().told();
        let at = crate::rule::cell_list(cells.iter().copied());
        let which = match &self.only {
            Some(only) => format!("で{}", only.told(rows)),
            None => "の".to_owned(),
        };
        let message = format!(
            "「{header}」が「{word}」{which}行は{}行{at}ですが、{told}のはずです。",
            own.len()
        );
        let mut diagnostic = sink
            .diagnostic(place, message)
            .ward(submission.ward.as_ref())
            .field(header.to_owned())
            .entered(word.to_owned())
            .expected(told)
            .hint(format!(
                "{header}の書きまちがいや、抜けている行、2回書いた行がないか確かめてください。"
            ));
        for cell in cells.iter().rev().skip(1).rev() {
            diagnostic = diagnostic.related(Place::from(*cell));
        }
        sink.push(diagnostic);
    }
}
