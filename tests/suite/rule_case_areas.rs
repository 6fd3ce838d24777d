//! Tables about the areas below a ward: 行 and 地域 say which row of the sheet, 地域の記入 what stands there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use torimatome::definition::AreaColumnKind;
use torimatome::model::{
    AreaRow, AreaSheet, CellRef, Fact, FiscalYear, IndicatorId, Provenance, Value,
};

use crate::rule_case::World;

/// The row under the heads of the sheet, from 0.
const FIRST_ROW: u32 = 9;

type Key = (IndicatorId, FiscalYear);

impl World<'_> {
    pub(crate) fn areas(&mut self, table: &[BTreeMap<String, String>]) {
        let files: BTreeSet<&String> = table.iter().map(|row| &row["区"]).collect();
        for ward in files {
            let rows: Vec<_> = table.iter().filter(|row| row["区"] == *ward).collect();
            let file = Arc::clone(&self.submission(rows[0]).file);
            let sheet = self.sheet(&file, &rows);
            self.submission(rows[0]).area_sheet = Some(sheet);
        }
    }

    fn sheet(&self, file: &Arc<str>, rows: &[&BTreeMap<String, String>]) -> AreaSheet {
        let name: Arc<str> = Arc::from("地域別");
        let key = |row: &BTreeMap<String, String>| -> Key {
            let year = FiscalYear(row["年度"].parse().expect("年度"));
            (IndicatorId::new(&row["指標"]), year)
        };
        let used: BTreeSet<Key> = rows.iter().map(|row| key(row)).collect();
        let number = |row: &BTreeMap<String, String>| row["行"].parse::<u32>().expect("行");
        let numbers: BTreeSet<u32> = rows.iter().map(|row| number(row)).collect();
        let last = FIRST_ROW + numbers.last().expect("行のない表") - 1;
        let place = |cell: CellRef, text: &str| Provenance {
            file: Arc::clone(file),
            sheet: Arc::clone(&name),
            cell,
            text: text.to_owned(),
        };
        let rows = numbers.iter().map(|at| {
            let own = || rows.iter().filter(|row| number(row) == *at);
            let facts = used.iter().map(|(indicator, year)| {
                let is_it =
                    |row: &&&BTreeMap<String, String>| key(row) == (indicator.clone(), *year);
                let text = own()
                    .find(is_it)
                    .map_or("", |row| row["地域の記入"].as_str());
                let cell = CellRef::new(FIRST_ROW + at - 1, self.area_col(indicator, *year));
                let fact = Fact {
                    indicator: indicator.clone(),
                    year: *year,
                    value: self.area_value(indicator, text),
                    provenance: place(cell, text),
                    denominator: None,
                    normalisations: Vec::new(),
                    is_formula: false,
                };
                ((indicator.clone(), *year), fact)
            });
            let facts = facts.collect();
            let name = own().next().map_or("", |row| row["地域"].as_str());
            AreaRow {
                number: *at,
                name: place(CellRef::new(FIRST_ROW + at - 1, 1), name),
                facts,
            }
        });
        let rows = rows.collect();
        let range = |(indicator, year): &Key| {
            let col = self.area_col(indicator, *year);
            (CellRef::new(FIRST_ROW, col), CellRef::new(last, col))
        };
        AreaSheet {
            file: Arc::clone(file),
            sheet: Arc::clone(&name),
            rows,
            columns: used.iter().map(|key| (key.clone(), range(key))).collect(),
        }
    }

    /// Three columns per fiscal year from C.
    fn area_col(&self, indicator: &IndicatorId, year: FiscalYear) -> u32 {
        let form = &self.definitions.forms[0];
        let columns = &form.area_sheet.as_ref().expect("地域別").column;
        let own = columns.iter().position(|c| c.indicator == *indicator);
        let year = form.years.iter().position(|column| column.year == year);
        let at = 2 + year.expect("年度") * columns.len() + own.expect("指標");
        u32::try_from(at).expect("small")
    }

    fn area_value(&self, indicator: &IndicatorId, text: &str) -> Value {
        let sheet = self.definitions.forms[0]
            .area_sheet
            .as_ref()
            .expect("地域別");
        let kind = sheet.column(indicator).expect("指標").kind;
        match (kind, text) {
            (AreaColumnKind::Mark, "") => Value::Number(Decimal::ZERO),
            (AreaColumnKind::Mark, mark) if sheet.yes.iter().any(|yes| yes == mark) => {
                Value::Number(Decimal::ONE)
            }
            (AreaColumnKind::Count, "") => Value::Blank,
            (AreaColumnKind::Count, text) => text.parse().map_or(Value::Unreadable, Value::Number),
            (AreaColumnKind::Mark, _) => Value::Unreadable,
        }
    }
}
