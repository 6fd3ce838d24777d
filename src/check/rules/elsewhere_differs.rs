//! X415: a number, a count of rows or the names in a column of one form are not what another form or the registry has for
//! the same unit and year.
//!
//! # Decisions
//! * What is not given in the run is not compared. Where nothing was, the rule says that it did not run, else that this
//!   submission was not compared, and why.
//! * A sheet of rows that is left blank says nothing, not nought; that it was not compared is said.
//! * Names are compared as keys are, whatever their order; a name that stands twice is another rule's affair.

use rust_decimal::Decimal;

use crate::cells::{self, Only};
use crate::elsewhere;
use crate::ratio::show;
use crate::stated::{Term, Unclear};
use crate::{Context, Rule, RuleSettings, Sink};
use definition::{FormDefinition, RepeatedRows, WordKind};
use diagnostic::{Code, Outcome, Place, Severity, code};
use model::{FiscalYear, IndicatorId, Provenance, RowWritten, Submission};
use schemars::JsonSchema;
use serde::Deserialize;

/// The code of this rule.
pub const CODE: Code = code!("X415" "elsewhere-differs" Warning "elsewhere_differs.md");

/// The rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ElsewhereDiffers {
    #[schemars(description = "確かめる数のあるところ。書かなければ、rowsの行の数か、そのことば。")]
    stated: Option<Term>,
    #[schemars(description = "行の数か、ことばを確かめる、くり返す行のシートの番号。")]
    rows: Option<String>,
    #[schemars(description = "どの行のことか。書かなければ、すべての行。")]
    only: Option<Only>,
    #[schemars(
        description = "登録の名前と比べることばの列の番号。見分ける列は、その見出し。書かなければ、行の数を比べる。"
    )]
    column: Option<String>,
    #[schemars(description = "同じはずのもの。")]
    same_as: SameAs,
}

/// What it must be the same as.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "同じはずのもの。ほかの様式の指標（indicator）か、登録（registry）。")]
struct SameAs {
    #[schemars(description = "ほかの様式の指標の番号。同じ団体の、同じ年度の数。")]
    indicator: Option<String>,
    #[schemars(description = "登録（registry.toml）にある、同じ団体の、同じ年度のもの。")]
    registry: Option<Registered>,
}

/// What the registry has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "登録にあるもの。")]
enum Registered {
    /// How many units there are below.
    #[schemars(description = "1つ下の単位の数。")]
    Count,
    /// Their names.
    #[schemars(description = "1つ下の単位の名前のすべて。")]
    Names,
}

impl RuleSettings for ElsewhereDiffers {
    const CODE: Code = CODE;
    const IS_STATED: bool = true;

    const LOOKS_AT_OTHERS: bool = true;

    fn contradiction(&self, form: &FormDefinition) -> Option<String> {
        let refuse = |message: &str| Some(message.to_owned());
        let named = match (&self.stated, &self.rows) {
            (Some(_), Some(_)) | (None, None) => {
                return refuse("statedかrowsの、どちらか1つを書きます");
            }
            (Some(term), None) => term.fault(form),
            (None, Some(id)) => match cells::rows_of(form, id) {
                Err(fault) => Some(fault),
                Ok(rows) => {
                    let mut columns = self.column.iter();
                    let column = columns.find_map(|column| {
                        cells::fault(rows, column).or_else(|| no_names(rows, column))
                    });
                    column.or_else(|| self.only.as_ref()?.fault(rows))
                }
            },
        };
        if named.is_some() {
            return named;
        }
        let by_names = self.same_as.registry == Some(Registered::Names);
        if self.same_as.indicator.is_some() == self.same_as.registry.is_some() {
            return refuse("same-asには、indicatorかregistryの、どちらか1つを書きます");
        }
        if by_names != self.column.is_some() || (by_names && self.rows.is_none()) {
            return refuse(
                "columnは、same-as = { registry = \"names\" } のときに、rowsと一緒に書きます",
            );
        }
        if self.only.is_some() && self.rows.is_none() {
            return refuse("onlyは、rowsと一緒に書きます");
        }
        let own = self.same_as.indicator.as_ref();
        let own = own.filter(|id| form.asks(&IndicatorId::new(id.as_str())));
        own.map(|id| {
            format!(
                "指標「{id}」は、この様式の中にあります。same-asには、ほかの様式の指標を書きます"
            )
        })
    }

    fn elsewhere(&self) -> Option<IndicatorId> {
        self.same_as.indicator.as_deref().map(IndicatorId::new)
    }
}

impl Rule for ElsewhereDiffers {
    fn check(&self, context: &Context<'_>, sink: &mut Sink<'_>) -> Outcome {
        let mut checked = false;
        let mut not: Vec<(&Submission, String)> = Vec::new();
        for submission in context.subjects() {
            let year = context.live_year(submission);
            let Some(live) = year.filter(|_| !context.as_of_differs(submission)) else {
                continue;
            };
            let is_yearly = self.stated.as_ref().is_some_and(Term::is_yearly);
            let earlier = context.due_years(submission).into_iter();
            for year in earlier.filter(|year| is_yearly && *year < live) {
                // Of a year that is over, the other form need not have anything any more.
                checked |= self.look(context, sink, submission, year).is_ok();
            }
            match self.look(context, sink, submission, live) {
                Ok(()) => checked = true,
                Err(None) => {}
                Err(Some(why)) => not.push((submission, why)),
            }
        }
        if !checked {
            let nothing = || "比べる記入が、この様式にない".to_owned();
            return Outcome::Skipped(not.pop().map_or_else(nothing, |(_, why)| why));
        }
        for (submission, why) in not {
            self.not_compared(context, sink, submission, &why);
        }
        Outcome::Ran
    }
}

/// Why nothing was compared: there is nothing else that it must be the same as. `None` where there is nothing here, or it is
/// told already.
type Not = Option<String>;

/// A number of the form with what it is called, and the cell that it stands in.
struct Own<'a> {
    number: Decimal,
    subject: String,
    field: String,
    place: Place,
    cell: Option<&'a Provenance>,
}

impl ElsewhereDiffers {
    /// Compares what one submission says.
    fn look(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        year: FiscalYear,
    ) -> Result<(), Not> {
        if let Some(column) = &self.column {
            return self.names(context, sink, submission, (column, year));
        }
        let own = match self.own(context, sink, submission, year) {
            Ok(own) => own.ok_or_else(|| self.blank(context, submission))?,
            Err(unclear) => {
                unclear.tell(sink, submission);
                return Err(None);
            }
        };
        let (expected, told, place) = match &self.same_as.indicator {
            Some(id) => {
                let found = elsewhere::number(context, submission, (id, year));
                let (other, fact, number) = found.map_err(Some)?;
                let (form, label) = (context.form_for(other), context.field_label(other, fact));
                let told = format!("「{}」の「{label}」", form.name);
                (number, told, Some(Place::from(&fact.provenance)))
            }
            None => {
                let noun = &context.nouns().count;
                let missing = || Some(format!("登録に、{year}年度の{noun}がない"));
                let count = context.area_count(submission, year);
                let count = count.ok_or_else(missing)?;
                (Decimal::from(count), format!("登録の{noun}"), None)
            }
        };
        if own.number == expected {
            return Ok(());
        }
        let (number, expected) = (show(own.number), show(expected));
        let message = format!(
            "{}は{number}ですが、{told}は{expected}です（{year}年度）。",
            own.subject
        );
        let told = sink
            .diagnostic(own.place, message)
            .ward(submission.ward.as_ref())
            .year(year)
            .field(own.field)
            .entered(own.cell.map_or(number, |cell| cell.text.to_string()))
            .expected(expected)
            .hint("どちらが正しいか確かめて、もう一方を直してください。");
        sink.push(
            place
                .into_iter()
                .fold(told, |told, place| told.related(place)),
        );
        Ok(())
    }

    /// Why nothing of a blank sheet was compared; of a blank field that is told where it is asked for.
    fn blank(&self, context: &Context<'_>, submission: &Submission) -> Not {
        let form = context.form_for(submission);
        let rows = form.rows_block(self.rows.as_ref()?)?;
        Some(format!("「{}」に何も書かれていない", rows.name))
    }

    /// Says of one submission, where others were compared, that it was not.
    fn not_compared(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        why: &str,
    ) {
        let form = context.form_for(submission);
        let what = match (&self.stated, &self.rows) {
            (Some(term), _) => term.named(context, submission),
            (None, Some(id)) => form.rows_block(id).map(|rows| rows.name.clone()),
            (None, None) => None,
        };
        let what = what.unwrap_or_else(|| form.name.clone());
        let message = format!("{why}ので、「{what}」は比べていません。");
        sink.push(
            sink.diagnostic(Place::file(&submission.file), message)
                .severity(Severity::Note)
                .ward(submission.ward.as_ref())
                .field(what)
                .hint("比べるものがそろってから、もう一度点検してください。"),
        );
    }

    /// The number that is stated, or the number of rows.
    fn own<'a>(
        &self,
        context: &Context<'_>,
        sink: &Sink<'_>,
        submission: &'a Submission,
        year: FiscalYear,
    ) -> Result<Option<Own<'a>>, Unclear<'a>> {
        if let Some(term) = &self.stated {
            let found = term.find(context, sink, submission, year)?;
            return Ok(found.map(|found| Own {
                number: found.number,
                subject: found.label,
                field: found.header,
                place: Place::from(found.cell),
                cell: Some(found.cell),
            }));
        }
        let Some((rows, written)) = self.rows(context, submission) else {
            return Ok(None);
        };
        if cells::written(submission, rows).is_none_or(|all| all.is_empty()) {
            return Ok(None);
        }
        let which = self.only.as_ref();
        let which = which.map_or_else(String::new, |only| only.told(rows));
        let place = written.last().map(|row| Place::from(&row.key));
        Ok(Some(Own {
            number: Decimal::from(written.len()),
            subject: format!("「{}」の{which}{}の数", rows.name, rows.noun),
            field: rows.name.clone(),
            place: place.unwrap_or_else(|| of_sheet(submission, rows)),
            cell: None,
        }))
    }

    /// The rows that are meant; none where the sheet is blank.
    fn rows<'a>(
        &self,
        context: &'a Context<'_>,
        submission: &'a Submission,
    ) -> Option<(&'a RepeatedRows, Vec<&'a RowWritten>)> {
        let rows = context.form_for(submission);
        let rows = rows.rows_block(self.rows.as_ref()?)?;
        let mut written = cells::written(submission, rows).unwrap_or_default();
        if let Some(only) = &self.only {
            written.retain(|row| only.holds(rows, row));
        }
        Some((rows, written))
    }

    /// Compares the words of a column with the names that the registry has.
    fn names(
        &self,
        context: &Context<'_>,
        sink: &mut Sink<'_>,
        submission: &Submission,
        (column, year): (&str, FiscalYear),
    ) -> Result<(), Not> {
        let (rows, written) = self.rows(context, submission).ok_or(None)?;
        let part = &context.nouns().part;
        let known = context
            .registry
            .area_names(submission.ward.as_ref().ok_or(None)?);
        let known = known.iter().filter(|name| name.holds_in(year));
        let known: Vec<&str> = known.map(|name| name.name.as_str()).collect();
        let pieces = written
            .iter()
            .flat_map(|row| cells::pieces(rows, column, row));
        let own: Vec<(String, &str)> = pieces.map(|piece| (piece.bare, piece.text)).collect();
        if own.is_empty() {
            return Err(self.blank(context, submission));
        }
        if known.is_empty() {
            return Err(Some(format!("登録に、{year}年度の{part}の名前がない")));
        }
        let is_known = |bare: &String| known.iter().any(|name| rows.bare_key(name) == *bare);
        let is_here = |name: &&&str| own.iter().any(|(bare, _)| *bare == rows.bare_key(name));
        let missing: Vec<&str> = known
            .iter()
            .filter(|name| !is_here(name))
            .copied()
            .collect();
        let strange = own.iter().filter(|(bare, _)| !is_known(bare));
        let strange: Vec<&str> = strange.map(|(_, text)| *text).collect();
        if missing.is_empty() && strange.is_empty() {
            return Ok(());
        }
        let sides = [("登録だけにある", &missing), ("ここだけにある", &strange)];
        let sides = sides.iter().filter(|(_, names)| !names.is_empty());
        let sides = sides.map(|(what, names)| format!("{what}もの: {}", names.join("、")));
        let header = cells::heading(rows, column);
        let message = format!(
            "「{}」の「{header}」が、登録の{part}の名前と合いません（{}。{year}年度）。",
            rows.name,
            sides.collect::<Vec<_>>().join("。")
        );
        let strange = strange.first();
        let cells = written
            .iter()
            .filter_map(|row| cells::cell(rows, column, row));
        let mut cells = cells.filter(|cell| strange.is_none_or(|text| cell.text.contains(text)));
        let place = cells.next().map(Place::from);
        let place = place.unwrap_or_else(|| of_sheet(submission, rows));
        sink.push(
            sink.diagnostic(place, message)
                .ward(submission.ward.as_ref())
                .year(year)
                .field(header.to_owned())
                .expected(known.join("、"))
                .hint("書きまちがいや、抜けている行がないか確かめてください。登録が古いときは、登録を直してください。"),
        );
        Ok(())
    }
}

/// That a column holds something else than names.
fn no_names(rows: &RepeatedRows, column: &str) -> Option<String> {
    use WordKind::{Choice, Date, Lines, Mail, Month, Organisation, Phone, Words};
    match cells::kind(rows, column) {
        None | Some(Words | Lines | Choice) => None,
        Some(Date | Month | Phone | Mail | Organisation) => {
            let header = cells::heading(rows, column);
            Some(format!(
                "「{header}」は名前を書く列ではないので、登録の名前と比べられません"
            ))
        }
    }
}

/// The sheet of repeated rows in a submission, under the name that it has there.
fn of_sheet(submission: &Submission, rows: &RepeatedRows) -> Place {
    let mut blocks = submission.rows.iter();
    let block = blocks.find(|block| block.block == rows.id);
    block.map_or_else(
        || Place::sheet(&submission.file, &rows.name.as_str().into()),
        |block| Place::sheet(&block.file, &block.sheet),
    )
}
