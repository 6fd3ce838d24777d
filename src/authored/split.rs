//! Files ▸ the rows of each sheet. How they look is for `drawn`.

use definition::{Tree, dotted};

use crate::layout::{Layout, SheetKind};
use crate::value::fits;

/// One row of a sheet: the texts of its cells, nothing where the file says nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Names of the file and of the rows above, then the columns.
    pub(crate) cells: Vec<Option<String>>,
    /// Keys that no column is for, as TOML.
    pub(crate) rest: String,
}

/// A file with the names in its path.
pub(crate) struct Parted {
    pub(crate) kind: String,
    pub(crate) names: Vec<String>,
    pub(crate) tree: Tree,
}

/// The rows of a sheet.
pub(crate) fn rows(layout: &Layout, sheet: &SheetKind, files: &[Parted]) -> Vec<Row> {
    let mut rows = Vec::new();
    for file in files.iter().filter(|file| file.kind == sheet.file) {
        let mut walk = Walk {
            layout,
            sheet,
            rows: &mut rows,
        };
        walk.below(&file.tree, 0, &file.names);
    }
    rows
}

struct Walk<'a> {
    layout: &'a Layout,
    sheet: &'a SheetKind,
    rows: &'a mut Vec<Row>,
}

impl Walk<'_> {
    /// Goes down the lists to the tables that are rows.
    fn below(&mut self, table: &Tree, depth: usize, above: &[String]) {
        let Some(key) = self.sheet.list.get(depth) else {
            match &self.sheet.map {
                Some(map) => self.map(table, map, above),
                None => self.row(table, above),
            }
            return;
        };
        let Some(tables) = table.get(key).and_then(tables) else {
            return;
        };
        let is_row = depth + 1 == self.sheet.list.len() && self.sheet.map.is_none();
        let of_list = self
            .layout
            .of_list(&self.sheet.file, &self.sheet.list[..=depth]);
        let labels = labels(
            of_list.map(|one| &one.known_by[..]).unwrap_or_default(),
            tables,
        );
        for (table, label) in tables.iter().zip(labels) {
            let mut above = above.to_vec();
            if !is_row {
                above.push(label);
            }
            self.below(table, depth + 1, &above);
        }
    }

    fn map(&mut self, table: &Tree, map: &str, above: &[String]) {
        let Some(value) = table.get(map).filter(|value| map_fits(self.sheet, value)) else {
            return;
        };
        for (key, value) in value.keys() {
            let mut cells: Vec<Option<String>> = above.iter().cloned().map(Some).collect();
            cells.push(Some(key.clone()));
            cells.push(self.sheet.columns[1].kind.cell(value));
            self.rows.push(Row {
                cells,
                rest: String::new(),
            });
        }
    }

    fn row(&mut self, table: &Tree, above: &[String]) {
        let columns = self.sheet.columns.iter();
        let own = columns.map(|column| column.kind.cell(at(table, &column.path)?));
        let cells: Vec<_> = above.iter().cloned().map(Some).chain(own).collect();
        let mut rest = Vec::new();
        self.rest(table, &[], &mut rest);
        let rest = rest.join("\n");
        if !rest.is_empty() || cells[above.len()..].iter().any(Option::is_some) || !above.is_empty()
        {
            self.rows.push(Row { cells, rest });
        }
    }

    /// The keys that no column and no other sheet is for.
    fn rest(&self, table: &Tree, path: &[String], rest: &mut Vec<String>) {
        for (key, value) in table.keys() {
            let path = [path, std::slice::from_ref(key)].concat();
            let column = self.sheet.column(&path);
            if column.is_some_and(|(_, column)| column.kind.cell(value).is_some()) {
                continue;
            }
            let (file, list) = (&self.sheet.file, [&self.sheet.list[..], &path].concat());
            let of_list = self.layout.of_list(file, &list);
            if of_list.is_some_and(|one| tables(value).is_some() || is_always_empty(one, value)) {
                continue;
            }
            let of_map = match &path[..] {
                [map] => self.layout.of_map(file, &self.sheet.list, map),
                _ => None,
            };
            if of_map.is_some_and(|map| map_fits(map, value)) {
                continue;
            }
            let mut columns = self.sheet.columns.iter();
            let is_parted =
                columns.any(|one| one.path.len() > path.len() && one.path.starts_with(&path));
            if is_parted && !value.keys().is_empty() {
                self.rest(value, &path, rest);
            } else {
                // Office programs take _x and four digits in a text for another letter.
                let value = value.to_toml().replace("_x", "\\u005Fx");
                rest.push(format!("{} = {value}", dotted(&path)));
            }
        }
    }
}

fn is_always_empty(sheet: &SheetKind, value: &Tree) -> bool {
    sheet.is_always && *value == Tree::List(Vec::new())
}

/// The tables of a list that holds nothing else, and something.
fn tables(value: &Tree) -> Option<&[Tree]> {
    let items = value.items();
    let are_tables = items.iter().all(|item| matches!(item, Tree::Table(_)));
    (!items.is_empty() && are_tables).then_some(items)
}

/// Whether every key of a table is a row of the sheet.
fn map_fits(sheet: &SheetKind, value: &Tree) -> bool {
    let mut keys = value.keys().iter();
    !value.keys().is_empty()
        && keys.all(|(key, value)| fits(key) && sheet.columns[1].kind.cell(value).is_some())
}

/// The value behind keys one within the other.
fn at<'t>(table: &'t Tree, path: &[String]) -> Option<&'t Tree> {
    path.iter().try_fold(table, |table, key| table.get(key))
}

/// What the tables of a list are called in other sheets; one that is called like one before it has a number.
fn labels(known_by: &[String], tables: &[Tree]) -> Vec<String> {
    let own = tables.iter().map(|table| {
        let mut named = known_by.iter().filter_map(|key| table.get(key));
        named.next().map_or_else(String::new, |value| match value {
            Tree::Text(text) => text.clone(),
            other => other.to_toml(),
        })
    });
    numbered(own)
}

/// Names, with a number behind those that stood before.
pub(crate) fn numbered(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: Vec<String> = names.collect();
    let numbered = names.iter().enumerate().map(|(at, name)| {
        match names[..at].iter().filter(|other| *other == name).count() {
            0 => name.clone(),
            before => format!("{name}（{}）", before + 1),
        }
    });
    numbered.collect()
}
