//! An edition of a form as it stands once those that it is based on are put beneath: to be printed as one definition, and
//! held against another edition. What the keys mean is for `validate`.

use toml::de::{DeTable, DeValue};

use super::Table;
use super::edition::{bases, names_of, table_name};
use super::tree::Tree;
use crate::fault::Faults;
use crate::source::TemplateFile;
use model::EditionId;

/// The keys of a table in the order of the file; those that a new edition adds stand behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved(Vec<Item>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// A value as TOML.
    Value(String, String),
    /// Tables that are known by a name each.
    Tables(String, Vec<(String, Resolved)>),
}

impl Item {
    fn key(&self) -> &str {
        match self {
            Self::Value(key, _) | Self::Tables(key, _) => key,
        }
    }
}

/// What two editions differ in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The tables from the outside in: the list that each stands in, and its name.
    pub path: Vec<(String, String)>,
    /// What differs.
    pub what: Difference,
}

/// One difference between two editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A value, as TOML: before and after; none where the edition has no such key.
    Value {
        /// The key.
        key: String,
        /// Before.
        old: Option<String>,
        /// After.
        new: Option<String>,
    },
    /// The table is new; with what it says of itself.
    Added(Option<String>),
    /// The table is gone; with what it said of itself.
    Removed(Option<String>),
    /// The tables of a list stand in another order: the names after.
    Order(String, Vec<String>),
}

/// An edition with everything that it takes over; `None` where the files have no such edition or it cannot be read.
pub fn resolved(files: &[TemplateFile], id: &EditionId) -> Option<Resolved> {
    let path = format!("forms/{id}.toml");
    let file = files.iter().find(|file| file.path == path)?;
    let mut faults = Faults::default();
    let table = Table::open(file, &mut faults)?;
    let bases = bases(&table, file, files, &mut faults)?;
    let table = table.over(file, &bases, &mut faults)?;
    let own = if bases.is_empty() { 0 } else { file.text.len() };
    Some(Resolved::of(table.keys.as_table()?, own))
}

impl Resolved {
    /// `own` is how long the file itself is: what stands within it is what its edition adds.
    fn of(table: &DeTable<'_>, own: usize) -> Self {
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| (key.span().start < own, key.span().start));
        let items = keys.into_iter().map(|(key, value)| {
            let key = key.get_ref().to_string();
            match tables(&key, value.get_ref()) {
                Some(tables) => {
                    let named = names(&key, &tables).into_iter().zip(&tables);
                    let named = named.map(|(name, table)| (name, Self::of(table, own)));
                    Item::Tables(key, named.collect())
                }
                None => Item::Value(key, Tree::of_value(value.get_ref()).to_toml()),
            }
        });
        Self(items.collect())
    }

    /// The definition as TOML.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        self.write("", &mut text);
        text
    }

    fn write(&self, path: &str, text: &mut String) {
        for item in &self.0 {
            if let Item::Value(key, value) = item {
                text.push_str(&format!("{key} = {value}\n"));
            }
        }
        for item in &self.0 {
            let Item::Tables(key, tables) = item else {
                continue;
            };
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}.{key}")
            };
            for (_, table) in tables {
                text.push_str(&format!("\n[[{path}]]\n"));
                table.write(&path, text);
            }
        }
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.0.iter().find_map(|item| match item {
            Item::Value(name, value) if name == key => Some(value.as_str()),
            _ => None,
        })
    }

    fn tables(&self, key: &str) -> &[(String, Self)] {
        let found = self.0.iter().find_map(|item| match item {
            Item::Tables(name, tables) if name == key => Some(tables.as_slice()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// What a table says of itself.
    fn title(&self) -> Option<String> {
        let keys = ["label", "name", "header", "clause"];
        let title = keys.into_iter().find_map(|key| self.value(key));
        title.map(str::to_owned)
    }

    /// What differs in a later edition, in the order of its file; what is gone stands before what is new.
    pub fn changes(&self, later: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        compare(self, later, &[], &mut changes);
        changes
    }
}

fn compare(old: &Resolved, new: &Resolved, path: &[(String, String)], changes: &mut Vec<Change>) {
    let gone = old.0.iter();
    let gone = gone.filter(|item| !new.0.iter().any(|other| other.key() == item.key()));
    for item in gone.chain(&new.0) {
        let key = item.key();
        if let Item::Value(..) = item {
            let (before, after) = (old.value(key), new.value(key));
            if before != after {
                changes.push(Change {
                    path: path.to_vec(),
                    what: Difference::Value {
                        key: key.to_owned(),
                        old: before.map(str::to_owned),
                        new: after.map(str::to_owned),
                    },
                });
            }
            continue;
        }
        lists(key, old.tables(key), new.tables(key), path, changes);
    }
}

fn lists(
    list: &str,
    old: &[(String, Resolved)],
    new: &[(String, Resolved)],
    path: &[(String, String)],
    changes: &mut Vec<Change>,
) {
    let has = |tables: &[(String, Resolved)], name: &str| tables.iter().any(|(own, _)| own == name);
    let within = |name: &str| [path, &[(list.to_owned(), name.to_owned())]].concat();
    for (name, table) in old.iter().filter(|(name, _)| !has(new, name)) {
        changes.push(Change {
            path: within(name),
            what: Difference::Removed(table.title()),
        });
    }
    for (name, table) in new {
        match old.iter().find(|(own, _)| own == name) {
            Some((_, before)) => compare(before, table, &within(name), changes),
            None => changes.push(Change {
                path: within(name),
                what: Difference::Added(table.title()),
            }),
        }
    }
    let common = |tables: &[(String, Resolved)], others: &[(String, Resolved)]| {
        let names = tables.iter().map(|(name, _)| name.clone());
        names.filter(|name| has(others, name)).collect::<Vec<_>>()
    };
    if common(old, new) != common(new, old) {
        let names = new.iter().map(|(name, _)| name.clone()).collect();
        changes.push(Change {
            path: path.to_vec(),
            what: Difference::Order(list.to_owned(), names),
        });
    }
}

/// The tables of a list that are known by their names.
fn tables<'t, 'a>(key: &str, value: &'t DeValue<'a>) -> Option<Vec<&'t DeTable<'a>>> {
    if names_of(key).is_empty() {
        return None;
    }
    let entries = value.as_array()?.iter();
    let tables: Option<Vec<_>> = entries.map(|entry| entry.get_ref().as_table()).collect();
    tables.filter(|tables| !tables.is_empty())
}

/// The names of a list's tables; one that stands there again has a number.
fn names(list: &str, tables: &[&DeTable<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let name = table_name(list, table).unwrap_or_default();
        let before = tables[..names.len()].iter();
        let before = before.filter(|other| table_name(list, other).as_ref() == Some(&name));
        match before.count() {
            0 => names.push(name),
            count => names.push(format!("{name}（{}）", count + 1)),
        }
    }
    names
}
