//! One row ▸ the keys of a table. Which table is for `composed`.

use definition::{Faults, TemplateFile, Tree, codes};
use diagnostic::{Code, nearest};
use model::CellRef;

use crate::layout::{Column, REST, SheetKind};
use crate::table::{Line, Said, Told};
use crate::value::Kind;
use crate::written::{Key, Node, Origin, cell};

/// Fills tables from one row.
pub(crate) struct Fill<'a> {
    pub(crate) kind: &'a SheetKind,
    pub(crate) row: &'a Line,
    pub(crate) first: &'a Origin,
    pub(crate) told: &'a mut Vec<Told>,
}

impl Fill<'_> {
    pub(crate) fn tell(&mut self, code: Code, at: CellRef, message: String) {
        let place = cell(&self.kind.name, at);
        self.told.push(Told {
            code,
            place,
            message,
        });
    }

    fn origin(&self, said: &Said) -> Origin {
        Origin {
            cell: said.cell,
            ..self.first.clone()
        }
    }

    /// One key of a table.
    pub(crate) fn map(&mut self, node: &mut Node, map: &str) {
        let [key, value] = &self.kind.columns[..] else {
            return;
        };
        let said = |column: &Column| self.row.said.get(&column.heading);
        let (Some(name), Some(text)) = (said(key), said(value)) else {
            let missing = if said(key).is_none() { key } else { value };
            let at = self.row.cells.get(&missing.heading).copied();
            let message = format!("「{}」がありません", missing.heading);
            return self.tell(codes::KEY_MISSING, at.unwrap_or(self.first.cell), message);
        };
        let path = vec![map.to_owned(), name.text.clone()];
        let (key, value) = (self.origin(name), value.kind.value(&text.text));
        if node.says(&path) {
            let message = format!("「{}」が2つあります", name.text);
            return self.tell(codes::TWICE, key.cell, message);
        }
        let origin = self.origin(text);
        node.keys.push(Key {
            path,
            value,
            origin,
        });
    }

    /// The keys of a row.
    pub(crate) fn keys(&mut self, node: &mut Node) {
        for column in &self.kind.columns {
            let Some(said) = self.row.said.get(&column.heading) else {
                continue;
            };
            let value = column.kind.value(&said.text);
            let origin = self.origin(said);
            if let Some(message) = refused(&column.kind, &value, &said.text) {
                self.tell(codes::VALUE, said.cell, message);
            }
            if node.says(&column.path) {
                let message = format!(
                    "「{}」は、ほかの列に書かれたことと両立しません",
                    column.heading
                );
                self.tell(codes::INCONSISTENT, said.cell, message);
                continue;
            }
            let path = column.path.clone();
            node.keys.push(Key {
                path,
                value,
                origin,
            });
        }
        let rest = self.row.said.get(REST);
        if let Some(said) = rest.filter(|_| self.kind.has_rest()) {
            self.rest(node, said);
        }
    }

    /// What stands as TOML.
    fn rest(&mut self, node: &mut Node, said: &Said) {
        let file = TemplateFile {
            path: String::new(),
            text: said.text.clone(),
        };
        let mut faults = Faults::default();
        let Some(tree) = Tree::of(&file, &mut faults) else {
            for fault in faults.iter() {
                self.tell(fault.code, said.cell, fault.message.clone());
            }
            return;
        };
        let mut keys = Vec::new();
        flat(&tree, &[], &mut keys);
        for (path, value) in keys {
            if node.says(&path) {
                let message = format!("「{}」は、列にも書かれています", path.join("."));
                self.tell(codes::TWICE, said.cell, message);
            } else {
                let origin = self.origin(said);
                node.keys.push(Key {
                    path,
                    value,
                    origin,
                });
            }
        }
    }
}

/// What is wrong with a word that is none of those that can be chosen.
fn refused(kind: &Kind, value: &Tree, text: &str) -> Option<String> {
    match kind {
        Kind::Choice(words) if words.id(text.trim()).is_none() => {
            let known = || words.0.iter().map(|(_, word)| word.as_str());
            Some(match nearest(text.trim(), known()) {
                Some(near) => format!("「{text}」は使えません（近い語: {near}）"),
                None if words.0.len() > 12 => {
                    format!("「{text}」は使えません。並んでいるものから選んでください")
                }
                None => {
                    let known: Vec<&str> = known().collect();
                    format!("「{text}」は使えません（使える語: {}）", known.join("、"))
                }
            })
        }
        Kind::Flag if !matches!(value, Tree::Flag(_)) => Some(format!(
            "「はい」か「いいえ」を書くところに、「{text}」があります"
        )),
        Kind::Number if matches!(value, Tree::Text(_)) => {
            Some(format!("数を書くところに、「{text}」があります"))
        }
        _ => None,
    }
}

/// The keys of a table with those of the tables in it.
fn flat(tree: &Tree, path: &[String], keys: &mut Vec<(Vec<String>, Tree)>) {
    for (key, value) in tree.keys() {
        let path = [path, std::slice::from_ref(key)].concat();
        match value {
            Tree::Table(inner) if !inner.is_empty() => flat(value, &path, keys),
            _ => keys.push((path, value.clone())),
        }
    }
}
