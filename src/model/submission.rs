//! One workbook understood: whose it is, for when, its facts and its words.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::by_file::of_file;
use super::{
    AreaCode, AsOf, ColumnSum, Fact, FactKey, FiscalYear, IndicatorId, Provenance, Reason, Row,
    RowWritten, RowsWritten, SavedAt, Text, Value, WrittenNumber,
};

/// Which form a workbook is, and which edition of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId {
    /// Identifier of the form.
    pub form: String,
    /// Identifier of the edition.
    pub edition: String,
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.form, self.edition)
    }
}

/// One bullet of free text, in the ward's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NarrativeItem {
    /// Identifier of the form's block, for example `g1-actions`.
    pub block: Text,
    /// Fiscal year of the column.
    pub year: FiscalYear,
    /// Position within block and year, from 1.
    pub number: u32,
    /// The words without the printed 「・」.
    pub text: Text,
    /// Where, and as written.
    pub provenance: Provenance,
}

/// A workbook understood. What could not be found is absent here and told by a diagnostic.
#[derive(Clone, Debug)]
pub struct Submission {
    /// File name relative to the folder or archive it was given in.
    pub file: Arc<str>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The form that it is, and its edition: rules, labels and layouts come from there.
    pub form: EditionId,
    /// The ward, if it could be told.
    pub ward: Option<AreaCode>,
    /// The as-of date, if it could be read.
    pub as_of: Option<AsOf>,
    /// The first fiscal year in which the ward is as it is, where it was divided: of the years before nothing is asked.
    pub since: Option<FiscalYear>,
    /// When it was last saved, as the file itself says.
    pub saved: Option<SavedAt>,
    /// Facts by indicator, fiscal year and row. A field that was not found has no entry.
    pub facts: BTreeMap<FactKey, Arc<Fact>>,
    /// Bullets in the form's order; blank ones are left out.
    pub narratives: Vec<Arc<NarrativeItem>>,
    /// Where each block of words stands, by the form's identifier and fiscal year; one that was not found has no entry.
    pub blocks: BTreeMap<(String, FiscalYear), Provenance>,
    /// The number of areas the workbook itself states, by fiscal year.
    pub areas_written: BTreeMap<FiscalYear, WrittenNumber>,
    /// Why warnings may stand, in the order of the rows.
    pub reasons: Vec<Reason>,
    /// The repeated rows by block, where anything is filled in; what they say is among the facts.
    pub rows: Vec<RowsWritten>,
    /// The workbook says that its data are invented (架空).
    pub is_sample: bool,
}

/// Texts written anew: what shared one shares it afterwards.
#[derive(Default)]
struct Anew {
    names: BTreeMap<*const u8, Arc<str>>,
    texts: BTreeMap<*const u8, Text>,
}

impl Anew {
    fn name(&mut self, name: &Arc<str>) -> Arc<str> {
        if let Some(known) = self.names.get(&name.as_ptr()) {
            return Arc::clone(known);
        }
        let known = self.names.values().find(|known| *known == name);
        let anew = known.map_or_else(|| Arc::from(&**name), Arc::clone);
        self.names.insert(name.as_ptr(), Arc::clone(&anew));
        anew
    }

    fn text(&mut self, text: &Text) -> Text {
        if !text.is_heap_allocated() {
            return text.clone();
        }
        let anew = self.texts.entry(text.as_ptr());
        anew.or_insert_with(|| Text::new(text.as_str())).clone()
    }

    fn number(&mut self, number: &WrittenNumber) -> WrittenNumber {
        WrittenNumber {
            value: number.value,
            provenance: self.place(&number.provenance),
        }
    }

    fn place(&mut self, at: &Provenance) -> Provenance {
        Provenance {
            file: self.name(&at.file),
            sheet: self.name(&at.sheet),
            text: self.text(&at.text),
            cell: at.cell,
        }
    }
}

impl Submission {
    /// The submission of a file among several, which are looked through at once where they stand in file-name order.
    pub fn of_file<'a, S: Borrow<Self>>(all: &'a [S], file: &str) -> Option<&'a Self> {
        of_file(all, file, |one| &one.file)
    }

    /// The same under this name of its file, with what it is made of but its bullets written anew one after the other. What reading
    /// keeps lies scattered between all that it lets go of, and the holes slow down every reading after it: whoever keeps many has
    /// them moved, on another thread than the one that read.
    #[must_use]
    pub fn moved(self, file: Arc<str>) -> Self {
        let mut anew = Anew::default();
        anew.names.insert(self.file.as_ptr(), Arc::clone(&file));
        // Collected, a map has no room left over; one that grew would be half empty.
        let facts = self.facts.iter().map(|(key, fact)| {
            let beside = fact.denominator.as_ref();
            let fact = Fact {
                provenance: anew.place(&fact.provenance),
                denominator: beside.map(|number| Box::new(anew.number(number))),
                ..Fact::clone(fact)
            };
            (key.clone(), Arc::new(fact))
        });
        let facts = facts.collect();
        let areas = self.areas_written.iter();
        let areas_written = areas.map(|(year, number)| (*year, anew.number(number)));
        let areas_written = areas_written.collect();
        let mut rows = self.rows.clone();
        for block in &mut rows {
            (block.file, block.sheet) = (anew.name(&block.file), anew.name(&block.sheet));
            for row in &mut block.rows {
                for at in std::iter::once(&mut row.key).chain(row.texts.values_mut()) {
                    *at = anew.place(at);
                }
            }
        }
        Self {
            file,
            areas_written,
            reasons: self.reasons.clone(),
            sha256: self.sha256.clone(),
            form: self.form.clone(),
            facts,
            rows,
            ..self
        }
    }

    /// The same with its bullets written anew: what looks at numbers alone then has those of several side by side.
    #[must_use]
    pub fn words_moved(self) -> Self {
        let mut anew = Anew::default();
        anew.names
            .insert(self.file.as_ptr(), Arc::clone(&self.file));
        let narratives = self.narratives.iter().map(|item| {
            Arc::new(NarrativeItem {
                text: anew.text(&item.text),
                provenance: anew.place(&item.provenance),
                ..NarrativeItem::clone(item)
            })
        });
        let narratives = narratives.collect();
        let blocks = self.blocks.iter();
        let blocks = blocks.map(|(block, at)| (block.clone(), anew.place(at)));
        let blocks = blocks.collect();
        Self {
            narratives,
            blocks,
            ..self
        }
    }

    /// The fact of an indicator and year for the ward as a whole, if its field was found.
    pub fn fact(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<&Fact> {
        let key = FactKey::whole(indicator.clone(), year);
        self.facts.get(&key).map(Arc::as_ref)
    }

    /// What a row says.
    pub fn row_fact(
        &self,
        row: &Row,
        indicator: &IndicatorId,
        year: FiscalYear,
    ) -> Option<&Arc<Fact>> {
        let row = row.clone();
        self.facts.get(&FactKey {
            row,
            ..FactKey::whole(indicator.clone(), year)
        })
    }

    /// The facts about the ward as a whole.
    pub fn whole_facts(&self) -> impl Iterator<Item = &Fact> {
        let facts = self.facts.values().map(Arc::as_ref);
        facts.filter(|fact| fact.row.is_whole())
    }

    /// Everything that a row of a block says, by indicator and fiscal year.
    pub fn facts_in<'a>(
        &'a self,
        block: &'a RowsWritten,
        row: &'a RowWritten,
    ) -> impl Iterator<Item = &'a Fact> {
        let columns = block.columns.keys();
        let facts =
            columns.filter_map(|(indicator, year)| self.row_fact(&row.row, indicator, *year));
        facts.map(Arc::as_ref)
    }

    /// How many rows, and bullets of a fiscal year, say anything in words of its own.
    pub fn words(&self, year: FiscalYear) -> usize {
        let rows = self.rows.iter().flat_map(|block| &block.rows);
        let rows = rows.filter(|row| row.has_own_words).count();
        let bullets = self.narratives.iter();
        rows + bullets.filter(|bullet| bullet.year == year).count()
    }

    /// Whether nothing is filled in for a fiscal year (記入なし): no number, or no words where the form asks for no numbers.
    pub fn is_blank(&self, year: FiscalYear) -> bool {
        let mut facts = self.whole_facts();
        let has_fact = facts.any(|fact| fact.year == year && !fact.value.is_blank());
        !has_fact && (!self.facts.is_empty() || self.words(year) == 0)
    }

    /// Whether anything is written in a row for a fiscal year; where a block has no numbers at all, its words are for every
    /// year.
    pub fn is_written(&self, block: &RowsWritten, row: &RowWritten, year: FiscalYear) -> bool {
        let mut facts = self.facts_in(block, row);
        facts.any(|fact| fact.year == year && !fact.provenance.text.is_empty())
            || (block.columns.is_empty() && row.has_own_words)
    }

    /// The rows in which an indicator's column is filled in for a fiscal year.
    pub fn rows_of(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<&RowsWritten> {
        let column = (indicator.clone(), year);
        let mut rows = self.rows.iter();
        rows.find(|rows| rows.columns.contains_key(&column))
    }

    /// The sum over the rows of a column; `None` where nothing stands in it.
    pub fn sum(&self, indicator: &IndicatorId, year: FiscalYear) -> Option<ColumnSum> {
        let rows = &self.rows_of(indicator, year)?.rows;
        Some(ColumnSum::of(
            rows.iter()
                .filter_map(|row| self.row_fact(&row.row, indicator, year))
                .map(Arc::as_ref),
        ))
    }
}

impl ColumnSum {
    /// Adds up what can be read; a blank is nothing, and whatever else is no number is counted.
    pub fn of<'a>(facts: impl Iterator<Item = &'a Fact>) -> Self {
        let mut sum = Self {
            sum: Decimal::ZERO,
            unknown: 0,
        };
        for fact in facts {
            match fact.value {
                Value::Number(number) => sum.sum += number,
                Value::Blank => {}
                Value::NotApplicable | Value::NotCollected | Value::Unreadable => sum.unknown += 1,
            }
        }
        sum
    }
}
