//! Tables about the areas below a ward: 行 and 地域 say which row of the sheet, 地域の記入 what stands there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use torimatome::definition::{RepeatedRows, ValueColumnKind, place_rows};
use torimatome::model::{
    CellRef, Fact, FiscalYear, IndicatorId, Provenance, Row, RowStanding, RowWritten, RowsWritten,
    Value,
};

use crate::rule_case::World;

/// The row under the heads of the sheet, from 0.
const FIRST_ROW: u32 = 9;

type Key = (IndicatorId, FiscalYear);
type Line = BTreeMap<String, String>;

impl World<'_> {
    pub(crate) fn areas(&mut self, table: &[Line]) {
        let files: BTreeSet<&String> = table.iter().map(|row| &row["区"]).collect();
        for ward in files {
            let rows: Vec<_> = table.iter().filter(|row| row["区"] == *ward).collect();
            let file = Arc::clone(&self.submission(rows[0]).file);
            let (block, facts) = self.block(&file, &rows);
            let definitions = self.definitions;
            let (form, registry) = (&definitions.forms[0], self.registry.clone());
            let submission = self.submission(rows[0]);
            submission.rows.push(block);
            submission
                .facts
                .extend(facts.into_iter().map(|fact| (fact.key(), Arc::new(fact))));
            place_rows(submission, form, &registry);
        }
    }

    fn block(&self, file: &Arc<str>, lines: &[&Line]) -> (RowsWritten, Vec<Fact>) {
        let name: Arc<str> = Arc::from("地域別");
        let key = |row: &Line| -> Key {
            let year = FiscalYear(row["年度"].parse().expect("年度"));
            (IndicatorId::new(&row["指標"]), year)
        };
        let used: BTreeSet<Key> = lines.iter().map(|row| key(row)).collect();
        let number = |row: &Line| row["行"].parse::<u32>().expect("行");
        let numbers: BTreeSet<u32> = lines.iter().map(|row| number(row)).collect();
        let last = FIRST_ROW + numbers.last().expect("行のない表") - 1;
        let place = |cell: CellRef, text: &str| Provenance {
            file: Arc::clone(file),
            sheet: Arc::clone(&name),
            cell,
            text: text.into(),
        };
        let (mut rows, mut facts) = (Vec::new(), Vec::new());
        for at in &numbers {
            let row = Row::Entry(at.to_string());
            let own = || lines.iter().filter(|row| number(row) == *at);
            for (indicator, year) in &used {
                let text = own()
                    .find(|row| key(row) == (indicator.clone(), *year))
                    .map_or("", |row| row["地域の記入"].as_str());
                let cell = CellRef::new(FIRST_ROW + at - 1, self.area_col(indicator, *year));
                facts.push(Fact {
                    indicator: indicator.clone(),
                    year: *year,
                    row: row.clone(),
                    value: self.area_value(indicator, text),
                    provenance: place(cell, text),
                    denominator: None,
                    normalisations: Vec::new(),
                    is_formula: false,
                    formula: None,
                });
            }
            let text = own().next().map_or("", |row| row["地域"].as_str());
            rows.push(RowWritten {
                row,
                key: place(CellRef::new(FIRST_ROW + at - 1, 1), text),
                name: text.to_owned(),
                standing: RowStanding::Unregistered,
                texts: BTreeMap::new(),
                has_own_words: false,
            });
        }
        let range = |(indicator, year): &Key| {
            let col = self.area_col(indicator, *year);
            (CellRef::new(FIRST_ROW, col), CellRef::new(last, col))
        };
        let block = RowsWritten {
            block: self.area_rows().id.clone(),
            file: Arc::clone(file),
            sheet: Arc::clone(&name),
            rows,
            columns: used.iter().map(|key| (key.clone(), range(key))).collect(),
        };
        (block, facts)
    }

    fn area_rows(&self) -> &RepeatedRows {
        self.definitions.forms[0]
            .rows_block("area")
            .expect("地域別")
    }

    /// Three columns per fiscal year from C.
    fn area_col(&self, indicator: &IndicatorId, year: FiscalYear) -> u32 {
        let form = &self.definitions.forms[0];
        let columns = &self.area_rows().column;
        let own = columns.iter().position(|c| c.indicator == *indicator);
        let year = form.years.iter().position(|column| column.year == year);
        let at = 2 + year.expect("年度") * columns.len() + own.expect("指標");
        u32::try_from(at).expect("small")
    }

    fn area_value(&self, indicator: &IndicatorId, text: &str) -> Value {
        let rows = self.area_rows();
        let kind = rows.column(indicator).expect("指標").kind;
        match (kind, text) {
            (ValueColumnKind::Mark, "") => Value::Number(Decimal::ZERO),
            (ValueColumnKind::Mark, mark) if rows.yes.iter().any(|yes| yes == mark) => {
                Value::Number(Decimal::ONE)
            }
            (ValueColumnKind::Count, "") => Value::Blank,
            (ValueColumnKind::Count, text) => text.parse().map_or(Value::Unreadable, Value::Number),
            (ValueColumnKind::Mark, _) => Value::Unreadable,
        }
    }
}
