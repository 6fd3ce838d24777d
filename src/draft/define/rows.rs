//! Registers, tables of rows and columns, and single fields of words, as repeated rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Definition, Read, cell_words, comment};
use crate::inputs::Input;
use crate::kinds::Kind;
use crate::names::Names;
use crate::tables::{Place, Shape, Table};
use crate::toml_text::{list, quoted};

impl Definition {
    /// Fields of words as one row with a column each.
    pub(super) fn one_row(&mut self, read: &Read<'_>, places: &[&Place]) {
        let sheet = self.names.give(&format!("{} 記入欄", read.name));
        let mut heads = Names::without(&["番号"]);
        let key = places
            .iter()
            .position(|place| read.inputs[place.input].kind == Kind::Words);
        let key = key.unwrap_or(0);
        let key_head = heads.give(&places[key].row);
        self.open_rows(&sheet, "free", &key_head, 1, read.name);
        self.note_gone(
            read,
            places[key].input,
            &format!("表「{sheet}」の列 {key_head}"),
        );
        self.rows.push_str("text = [\n");
        let mut count = 0;
        for (at, place) in places.iter().enumerate() {
            if at != key {
                let head = heads.give(&place.row);
                self.word_column(read, place, &head, &sheet);
                count += 1;
            }
        }
        if count == 0 {
            let _ = writeln!(
                self.rows,
                "  {{ header = {} }},  # 列は1つは要るため",
                quoted(&heads.give("備考"))
            );
        }
        self.rows.push_str("]\n");
    }

    fn open_rows(&mut self, sheet: &str, rows: &str, key: &str, lines: usize, from: &str) {
        let id = self.id();
        let _ = write!(
            self.rows,
            "\n# もとのシート「{}」から\n[[rows]]\nid = \"{id}\"\nname = {}\nrows = \"{rows}\"\nkey-header = {}\n",
            comment(from),
            quoted(sheet),
            quoted(key),
        );
        if lines > 0 {
            let _ = writeln!(self.rows, "min-rows = {}", lines.min(10_000));
        }
    }

    fn word_column(&mut self, read: &Read<'_>, place: &Place, head: &str, sheet: &str) {
        let input = &read.inputs[place.input];
        let kind = match input.kind {
            Kind::Date => ", kind = \"date\"".to_owned(),
            Kind::Month => ", kind = \"month\"".to_owned(),
            Kind::Phone => ", kind = \"phone\"".to_owned(),
            Kind::Mail => ", kind = \"mail\"".to_owned(),
            Kind::Choice | Kind::Mark => choices(input),
            _ => String::new(),
        };
        let _ = writeln!(
            self.rows,
            "  {{ header = {}{kind} }},  # {}　{}",
            quoted(head),
            input.cell,
            input.kind.label()
        );
        self.note_gone(read, place.input, &format!("表「{sheet}」の列 {head}"));
    }

    /// Rows that the sender makes: a column of keys, columns of words, columns of numbers.
    pub(super) fn register(&mut self, read: &Read<'_>, table: &Table) {
        let columns = by(&table.places, |place| place.at.1);
        let lines = by(&table.places, |place| place.at.0).len();
        let kind = |column: &Vec<&Place>| main_kind(read, column);
        let words = |column: &Vec<&Place>| !matches!(kind(column), Kind::Number);
        let plain = columns
            .iter()
            .position(|column| kind(column) == Kind::Words);
        let key = plain
            .or_else(|| columns.iter().position(words))
            .unwrap_or(0);
        let sheet = self.names.give(&title(read, table));
        let mut heads = Names::without(&["番号", "計"]);
        let key_head = heads.give(&columns[key][0].col);
        self.open_rows(&sheet, "free", &key_head, lines, read.name);
        for place in &columns[key] {
            self.note_gone(read, place.input, &format!("表「{sheet}」の列 {key_head}"));
        }
        let rest: Vec<&Vec<&Place>> = (0..columns.len())
            .filter(|at| *at != key)
            .map(|at| &columns[at])
            .collect();
        self.columns(read, &rest, &sheet, &mut heads, |place| place.col.clone());
    }

    /// Columns of words, then columns of numbers; at least one of them.
    fn columns(
        &mut self,
        read: &Read<'_>,
        columns: &[&Vec<&Place>],
        sheet: &str,
        heads: &mut Names,
        head: impl Fn(&Place) -> String,
    ) {
        let is_number = |column: &Vec<&Place>| main_kind(read, column) == Kind::Number;
        type Columns<'c, 'p> = Vec<&'c Vec<&'p Place>>;
        let (numbers, words): (Columns<'_, '_>, Columns<'_, '_>) =
            columns.iter().partition(|column| is_number(column));
        if numbers.is_empty() && words.is_empty() {
            let _ = writeln!(
                self.rows,
                "text = [{{ header = {} }}]  # 列は1つは要るため",
                quoted(&heads.give("備考"))
            );
        }
        if !words.is_empty() {
            self.rows.push_str("text = [\n");
            for column in words {
                let head = heads.give(&head(column[0]));
                self.word_column(read, column[0], &head, sheet);
                for place in column.iter() {
                    self.note_gone(read, place.input, &format!("表「{sheet}」の列 {head}"));
                }
                if main_kind(read, column) == Kind::Percent {
                    let why =
                        "表の列の割合を、ことばの列にした。表の列で数えられるのは、足せる数だけ";
                    self.bent.push((read.name.to_owned(), column[0].input, why));
                }
            }
            self.rows.push_str("]\n");
        }
        if !numbers.is_empty() {
            self.rows.push_str("column = [\n");
            for column in numbers {
                let head = heads.give(&head(column[0]));
                let input = &read.inputs[column[0].input];
                let id = self.indicator(input, &head, &cell_words(read, input));
                let _ = writeln!(
                    self.rows,
                    "  {{ indicator = \"{id}\", kind = \"count\", header = {} }},  # {}から",
                    quoted(&head),
                    input.cell
                );
                for place in column.iter() {
                    self.note_gone(
                        read,
                        place.input,
                        &format!("表「{sheet}」の列 {head}（指標 {id}）"),
                    );
                }
            }
            self.rows.push_str("]\n");
        }
    }

    /// A table of rows and columns as one row per code; exchanged where its rows are of different kinds.
    pub(super) fn matrix(&mut self, read: &Read<'_>, table: &Table) {
        let is_turned = table.shape == Shape::Turned;
        let place_of = |place: &Place| {
            if is_turned {
                (place.at.1, place.at.0)
            } else {
                place.at
            }
        };
        let rows = by(&table.places, |place| place_of(place).0);
        let columns = by(&table.places, |place| place_of(place).1);
        let label = |place: &Place| if is_turned { &place.col } else { &place.row }.clone();
        let head = |place: &Place| if is_turned { &place.row } else { &place.col }.clone();
        let sheet = self.names.give(&title(read, table));
        let mut heads = Names::without(&["意味", "合計", "項目"]);
        self.open_rows(&sheet, "one-per-code", "項目", 0, read.name);
        self.rows.push_str("total-label = \"合計\"\ncode = [\n");
        let mut codes = Names::without(&["合計"]);
        for row in &rows {
            let code = codes.give(&label(row[0]));
            let _ = writeln!(self.rows, "  {{ code = {} }},", quoted(&code));
        }
        self.rows.push_str("]\n");
        let columns: Vec<&Vec<&Place>> = columns.iter().collect();
        self.columns(read, &columns, &sheet, &mut heads, head);
        if is_turned {
            let why = "行ごとに書くもの（単位など）が違う表なので、定義では行と列を入れかえた";
            self.bent
                .push((read.name.to_owned(), table.places[0].input, why));
        }
    }
}

fn by(places: &[Place], of: impl Fn(&Place) -> u32) -> Vec<Vec<&Place>> {
    let mut groups: BTreeMap<u32, Vec<&Place>> = BTreeMap::new();
    for place in places {
        groups.entry(of(place)).or_default().push(place);
    }
    groups.into_values().collect()
}

/// The kind of most places of a column; the first of those that are as many.
fn main_kind(read: &Read<'_>, column: &[&Place]) -> Kind {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for place in column {
        *counts.entry(read.inputs[place.input].kind).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
    most.map_or(Kind::Words, |(kind, _)| *kind)
}

fn choices(input: &Input) -> String {
    let mut words = Names::default();
    let chosen: Vec<String> = match &input.choices[..] {
        [] => vec!["○".to_owned()],
        given => given.iter().map(|word| words.give(word)).collect(),
    };
    format!(", kind = \"choice\", choices = {}", list(&chosen))
}

fn title(read: &Read<'_>, table: &Table) -> String {
    if table.title.is_empty() {
        read.name.to_owned()
    } else {
        table.title.clone()
    }
}
