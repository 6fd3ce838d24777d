//! An edition that is based on another: what it says is put over what the other says, and every fault keeps the file and
//! line where its words stand.
//!
//! # Decisions
//! * The text of the other edition is taken apart behind as many blanks as this one is long. So places stay different,
//!   and a line beyond this file's last one is one of the other.
//! * A table of a list is known by what names it everywhere (a sheet by `id`, a field by `indicator`). Rules have no such
//!   name: those of a kind stand for those of the same kind.
//! * A condition is one thing: another one stands in its place, key by key it would be neither. A table that says
//!   `remove = true` takes away the one of its key.

use std::rc::Rc;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::Table;
use super::node::whole;
use super::places::{LineEnds, start};
use super::words::no_such;
use crate::codes;
use crate::fault::Faults;
use crate::source::TemplateFile;

/// Names the edition that a form's edition is based on.
pub(crate) const BASED_ON: &str = "based-on";
/// Says of an entry that the new edition does not have it.
pub(crate) const REMOVE: &str = "remove";
/// Names the entry behind which a new one stands.
pub(crate) const AFTER: &str = "after";

/// The lists of rules.
const RULES: [&str; 2] = ["rule", "check"];

/// Tables that are never put together key by key.
const ONE: [&str; 1] = ["when"];

/// What an edition says of itself alone: never taken over.
const OWN: [&str; 2] = ["edition", "edition-name"];

/// Lists of tables, and the keys that name a table of each: the first that the table has.
const NAMED: [(&str, &[&str]); 10] = [
    ("year", &["year"]),
    ("sheet", &["id", "name"]),
    ("block", &["id", "label"]),
    ("field", &["indicator"]),
    ("rows", &["id", "name"]),
    ("column", &["indicator"]),
    ("text", &["id", "header"]),
    ("code", &["code"]),
    (RULES[0], &["kind"]),
    (RULES[1], &["kind"]),
];

/// The keys that name a table of a list; none where the list is none of tables with names.
pub(crate) fn names_of(list: &str) -> &'static [&'static str] {
    let named = NAMED.iter().find(|(key, _)| *key == list);
    named.map_or(&[], |(_, names)| names)
}

/// The edition that a table says it is based on, and the line on which it does.
fn based_on(table: &DeTable<'_>, ends: &LineEnds) -> Option<(String, u32)> {
    let value = table.get(BASED_ON)?;
    let name = value.get_ref().as_str()?.to_owned();
    Some((name, ends.line(start(value))))
}

/// The texts of the editions that a file is based on, the nearest first, each behind as many blanks as everything before
/// it is long. Empty where it stands alone; `None` where there is no such edition, which is told. `own` is the file taken
/// apart.
pub(crate) fn bases(
    own: &Table<'_>,
    file: &TemplateFile,
    files: &[TemplateFile],
    faults: &mut Faults,
) -> Option<Vec<TemplateFile>> {
    let (mut bases, mut seen) = (Vec::new(), vec![&file.path]);
    let (mut at, mut length) = (file, file.text.len() + 1);
    let mut named = based_on(own.keys.as_table()?, &own.ends);
    while let Some((name, line)) = named {
        let folder = at.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = format!("{folder}/{name}.toml");
        let Some(base) = files
            .iter()
            .find(|other| other.path == path && other.is_edition())
        else {
            let editions = files.iter().filter_map(|other| {
                let name = other.path.strip_prefix(folder)?.strip_prefix('/')?;
                name.strip_suffix(".toml")
                    .filter(|_| other.path != at.path && other.is_edition())
            });
            let message = no_such("版", &name, editions);
            faults.tell(codes::REFERENCE, &at.path, Some(line), message);
            return None;
        };
        if seen.contains(&&base.path) {
            let message = format!("版「{name}」も、この版をもとにしています");
            faults.tell(codes::INCONSISTENT, &at.path, Some(line), message);
            return None;
        }
        seen.push(&base.path);
        let text = base.text.strip_prefix('\u{feff}').unwrap_or(&base.text);
        let (table, _) = DeTable::parse_recoverable(text);
        named = based_on(table.get_ref(), &LineEnds::of(text));
        let text = format!("{}{text}", " ".repeat(length));
        length = text.len() + 1;
        bases.push(TemplateFile {
            path: base.path.clone(),
            text,
        });
        at = base;
    }
    Some(bases)
}

/// Puts faults that are told of a file beyond its last line where their words stand.
pub(crate) fn relocate(file: &TemplateFile, bases: &[TemplateFile], faults: &mut Faults) {
    let mut ends = vec![(lines(&file.text), &file.path)];
    for base in bases {
        let before = ends.last().map_or(0, |(end, _)| *end);
        ends.push((before + lines(&base.text), &base.path));
    }
    faults.relocate(&file.path, |line| {
        let at = ends.iter().position(|(end, _)| line <= *end)?;
        let before = at.checked_sub(1)?;
        Some((ends[at].1.clone(), line - ends[before].0))
    });
}

/// Lines of a text, the one behind its last line end too.
fn lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count() + 1).unwrap_or(u32::MAX)
}

impl<'a> Table<'a> {
    /// Puts this table over those of the editions that it is based on, the nearest first.
    pub(crate) fn over(
        self,
        file: &TemplateFile,
        bases: &'a [TemplateFile],
        faults: &mut Faults,
    ) -> Option<Self> {
        if bases.is_empty() {
            return Some(self);
        }
        let mut ends = LineEnds::of(&file.text);
        ends.end_at(file.text.len());
        let mut tables = vec![self.keys];
        for base in bases {
            let (root, errors) = DeTable::parse_recoverable(&base.text);
            // What is wrong with it is told where it stands by itself.
            if !errors.is_empty() {
                return None;
            }
            ends.append(&base.text);
            ends.end_at(base.text.len());
            tables.push(DeValue::Table(root.into_inner()));
        }
        let mut teller = Teller {
            file: self.file,
            ends: &ends,
            faults,
        };
        let mut merged = tables.pop()?;
        while let Some(own) = tables.pop() {
            if let (DeValue::Table(base), DeValue::Table(own)) = (&mut merged, own) {
                for key in OWN.iter().filter(|key| !own.contains_key(**key)) {
                    base.remove(*key);
                }
                over(base, own, &mut teller);
            }
        }
        Some(Self {
            file: self.file,
            ends: Rc::new(ends),
            keys: merged,
            at: self.at,
        })
    }
}

struct Teller<'t> {
    file: &'t str,
    ends: &'t LineEnds,
    faults: &'t mut Faults,
}

impl Teller<'_> {
    /// Tells of a name that no table of a list has.
    fn no_such(&mut self, wanted: &str, list: &str, known: &[Spanned<DeValue<'_>>], at: usize) {
        let known: Vec<String> = known.iter().filter_map(|table| text(list, table)).collect();
        let message = no_such(
            &format!("もとの版の[[{list}]]"),
            wanted,
            known.iter().map(String::as_str),
        );
        let line = Some(self.ends.line(at));
        self.faults.tell(codes::REFERENCE, self.file, line, message);
    }

    /// Tells of a table that is taken away although it is not there.
    fn nothing_to_remove(&mut self, key: &str, at: usize) {
        let message = format!("もとの版に「{key}」がないので、やめるものがありません");
        let line = Some(self.ends.line(at));
        self.faults.tell(codes::REFERENCE, self.file, line, message);
    }
}

/// Puts keys over those of another table.
fn over<'a>(base: &mut DeTable<'a>, own: DeTable<'a>, teller: &mut Teller<'_>) {
    for (key, value) in own {
        let name = key.get_ref().to_string();
        if name == BASED_ON {
            continue;
        }
        let is_removed = flag(&value, REMOVE);
        let Some((old_key, old)) = base.remove_entry(&key) else {
            match is_removed {
                true => teller.nothing_to_remove(&name, start(&value)),
                false => drop(base.insert(key, value)),
            }
            continue;
        };
        if is_removed {
            continue;
        }
        // The key keeps its place among the others.
        let span = value.span();
        let merged = match (old.into_inner(), value.into_inner()) {
            (DeValue::Table(mut below), DeValue::Table(own)) if !ONE.contains(&&*name) => {
                over(&mut below, own, teller);
                DeValue::Table(below)
            }
            (DeValue::Array(old), DeValue::Array(own)) if !names_of(&name).is_empty() => {
                DeValue::Array(list(&name, old, own, teller))
            }
            (_, own) => own,
        };
        base.insert(old_key, Spanned::new(span, merged));
    }
}

/// Puts the tables of a list over those of another: by name, a new one at the end or where it asks to stand.
fn list<'a>(
    list: &str,
    old: DeArray<'a>,
    own: DeArray<'a>,
    teller: &mut Teller<'_>,
) -> DeArray<'a> {
    let mut merged: Vec<Spanned<DeValue<'a>>> = old.into_iter().collect();
    let mut own: Vec<Spanned<DeValue<'a>>> = own.into_iter().collect();
    for entry in own.iter().filter(|entry| flag(entry, REMOVE)) {
        if find(list, &merged, text(list, entry)).is_none() {
            let wanted = text(list, entry).unwrap_or_default();
            teller.no_such(&wanted, list, &merged, start(entry));
        }
    }
    if RULES.contains(&list) {
        let kinds: Vec<Option<String>> = own.iter().map(|entry| text(list, entry)).collect();
        merged.retain(|entry| !kinds.contains(&text(list, entry)));
        own.retain(|entry| !flag(entry, REMOVE));
        merged.append(&mut own);
    }
    for entry in own {
        put(list, &mut merged, entry, teller);
    }
    merged.into_iter().collect()
}

/// Puts one table over the one of its name, or among the others.
fn put<'a>(
    list: &str,
    merged: &mut Vec<Spanned<DeValue<'a>>>,
    mut entry: Spanned<DeValue<'a>>,
    teller: &mut Teller<'_>,
) {
    let before = find(list, merged, text(list, &entry));
    let after = take(&mut entry, AFTER);
    let mut placed = before.map(|at| merged.remove(at));
    if flag(&entry, REMOVE) {
        return;
    }
    if let (Some(old), DeValue::Table(_)) = (&mut placed, entry.get_ref()) {
        if let (DeValue::Table(below), DeValue::Table(own)) = (old.get_mut(), entry.into_inner()) {
            over(below, own, teller);
        }
    } else {
        placed = Some(entry);
    }
    let mut at = before.unwrap_or(merged.len());
    if let Some(after) = after {
        let wanted = value_text(&after);
        match find(list, merged, wanted.clone()) {
            Some(found) => at = found + 1,
            None => {
                let wanted = wanted.unwrap_or_default();
                teller.no_such(&wanted, list, merged, start(&after));
            }
        }
    }
    merged.extend(placed);
    merged[at..].rotate_right(1);
}

/// Where the table of a name stands in a list.
fn find(list: &str, tables: &[Spanned<DeValue<'_>>], name: Option<String>) -> Option<usize> {
    let name = Some(name?);
    tables.iter().position(|table| text(list, table) == name)
}

fn text(list: &str, entry: &Spanned<DeValue<'_>>) -> Option<String> {
    table_name(list, entry.get_ref().as_table()?)
}

/// What names a table of a list.
pub(crate) fn table_name(list: &str, table: &DeTable<'_>) -> Option<String> {
    let named = names_of(list).iter().find_map(|key| table.get(*key));
    value_text(named?)
}

fn value_text(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        number @ DeValue::Integer(_) => whole(number).map(|number| number.to_string()),
        _ => None,
    }
}

fn flag(entry: &Spanned<DeValue<'_>>, key: &str) -> bool {
    let table = entry.get_ref().as_table();
    let value = table.and_then(|table| table.get(key));
    value.is_some_and(|value| matches!(value.get_ref(), DeValue::Boolean(true)))
}

fn take<'a>(entry: &mut Spanned<DeValue<'a>>, key: &str) -> Option<Spanned<DeValue<'a>>> {
    match entry.get_mut() {
        DeValue::Table(table) => table.remove(key),
        _ => None,
    }
}
