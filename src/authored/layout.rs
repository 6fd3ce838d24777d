//! How a definition is laid out as a workbook: `layout.toml`, read. What the rows hold is for `split` and `composed`.

use definition::{Faults, TemplateFile, Tree};

use crate::value::{Kind, Words};

/// Heading of the column for what has no column of its own.
pub(crate) const REST: &str = "そのほか（TOML）";
/// Headings of a sheet whose keys stand below each other.
pub(crate) const ITEM: &str = "項目";
pub(crate) const VALUE: &str = "値";
pub(crate) const MEANING: &str = "意味";

/// Every kind of sheet, in order.
#[derive(Clone, Debug)]
pub struct Layout(Vec<SheetKind>);

/// One kind of sheet.
#[derive(Clone, Debug)]
pub struct SheetKind {
    /// Name of the sheet.
    pub name: String,
    pub(crate) about: String,
    pub(crate) file: String,
    pub(crate) names: Vec<Column>,
    pub(crate) parents: Vec<Column>,
    /// The lists of tables, one within the other, that a row is an entry of; empty where it is the file itself.
    pub(crate) list: Vec<String>,
    pub(crate) map: Option<String>,
    pub(crate) known_by: Vec<String>,
    pub(crate) is_upright: bool,
    pub(crate) is_core: bool,
    /// The list stands in the file even where it is empty.
    pub(crate) is_always: bool,
    pub(crate) columns: Vec<Column>,
}

/// One column of a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Keys one within the other; empty for names, parents and the columns of a map.
    pub(crate) path: Vec<String>,
    pub(crate) heading: String,
    pub(crate) kind: Kind,
    pub(crate) width: f64,
    pub(crate) about: String,
    /// The sheet and the heading that the words are taken from.
    pub(crate) from: Option<(String, String)>,
}

impl Layout {
    /// The layout; `rules` are the kinds of rules, each by its name and its title, `checks` those that a form states of its tables.
    pub fn new(rules: &[(String, String)], checks: &[(String, String)]) -> Self {
        let file = TemplateFile {
            path: "layout.toml".to_owned(),
            text: include_str!("layout.toml").to_owned(),
        };
        let tree = Tree::of(&file, &mut Faults::default())
            .expect("internal error: the layout is TOML, as a test holds");
        let sheets = tree.get("sheet").map(Tree::items).unwrap_or_default();
        Self(
            sheets
                .iter()
                .map(|sheet| kind(sheet, rules, checks))
                .collect(),
        )
    }

    /// The kinds of sheets, in order.
    pub fn sheets(&self) -> &[SheetKind] {
        &self.0
    }

    /// The sheet whose rows are the tables of a list.
    pub(crate) fn of_list(&self, file: &str, list: &[String]) -> Option<&SheetKind> {
        let mut sheets = self.0.iter();
        sheets.find(|sheet| sheet.file == file && sheet.list == list && sheet.map.is_none())
    }

    /// The sheet whose rows are the keys of a table.
    pub(crate) fn of_map(&self, file: &str, list: &[String], map: &str) -> Option<&SheetKind> {
        let mut sheets = self.0.iter();
        let is_it = |sheet: &&SheetKind| {
            sheet.file == file && sheet.list == list && sheet.map.as_deref() == Some(map)
        };
        sheets.find(is_it)
    }

    /// The kind of file that a path is of, and the names in it.
    pub(crate) fn file_kind(&self, path: &str) -> Option<(&str, Vec<String>)> {
        let mut patterns = self.0.iter().map(|sheet| sheet.file.as_str());
        // What has a name of its own goes before what has any.
        let texts = patterns
            .clone()
            .filter(|file| file.ends_with("/texts.toml"));
        let mut exact = texts.filter_map(|file| Some((file, names_in(file, path)?)));
        exact
            .next()
            .or_else(|| patterns.find_map(|file| Some((file, names_in(file, path)?))))
    }
}

impl SheetKind {
    /// The path of a file with these names.
    pub(crate) fn path(&self, names: &[String]) -> String {
        let mut names = names.iter();
        let parts = self.file.split('*');
        let mut path = String::new();
        for (at, part) in parts.enumerate() {
            if at > 0 {
                path.push_str(names.next().map_or("", String::as_str));
            }
            path.push_str(part);
        }
        path
    }

    /// The column with these keys.
    pub(crate) fn column(&self, path: &[String]) -> Option<(usize, &Column)> {
        let mut columns = self.columns.iter().enumerate();
        columns.find(|(_, column)| column.path == path && !path.is_empty())
    }

    /// The columns before those of the keys.
    pub(crate) fn before(&self) -> impl Iterator<Item = &Column> {
        self.names.iter().chain(&self.parents)
    }

    /// Whether rows may have keys that no column is for.
    pub(crate) fn has_rest(&self) -> bool {
        self.map.is_none()
    }
}

fn names_in(pattern: &str, path: &str) -> Option<Vec<String>> {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    let mut names = Vec::new();
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return Some(names),
            (Some(pattern), Some(part)) => match pattern.split_once('*') {
                None if pattern == part => {}
                Some((before, after)) => {
                    let name = part.strip_prefix(before)?.strip_suffix(after)?;
                    names.push(name.to_owned());
                }
                None => return None,
            },
            _ => return None,
        }
    }
}

fn text(tree: &Tree, key: &str) -> String {
    let text = tree.get(key).and_then(Tree::text);
    text.unwrap_or_default().to_owned()
}

fn flag(tree: &Tree, key: &str) -> bool {
    tree.get(key) == Some(&Tree::Flag(true))
}

/// Pairs of texts.
fn pairs(tree: &Tree, key: &str) -> Vec<(String, String)> {
    let pairs = tree.get(key).map(Tree::items).unwrap_or_default();
    let pair = |pair: &Tree| {
        let [one, other] = pair.items() else {
            return None;
        };
        Some((one.text()?.to_owned(), other.text()?.to_owned()))
    };
    pairs.iter().filter_map(pair).collect()
}

fn split(text: &str) -> Vec<String> {
    let parts = text.split('.').filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn kind(tree: &Tree, rules: &[(String, String)], checks: &[(String, String)]) -> SheetKind {
    let plain = |(heading, about): (String, String)| Column {
        path: Vec::new(),
        heading,
        kind: Kind::Text,
        width: 16.0,
        about,
        from: None,
    };
    let columns = tree.get("column").map(Tree::items).unwrap_or_default();
    let known = tree.get("known-by").map(Tree::items).unwrap_or_default();
    SheetKind {
        name: text(tree, "name"),
        about: text(tree, "about"),
        file: text(tree, "file"),
        names: pairs(tree, "names").into_iter().map(plain).collect(),
        parents: pairs(tree, "parents").into_iter().map(plain).collect(),
        list: split(&text(tree, "list")),
        map: tree.get("map").and_then(Tree::text).map(str::to_owned),
        known_by: known
            .iter()
            .filter_map(|key| key.text().map(str::to_owned))
            .collect(),
        is_upright: flag(tree, "upright"),
        is_core: flag(tree, "core"),
        is_always: flag(tree, "always"),
        columns: columns
            .iter()
            .map(|one| column(one, rules, checks))
            .collect(),
    }
}

fn column(tree: &Tree, rules: &[(String, String)], checks: &[(String, String)]) -> Column {
    let words = Words(pairs(tree, "words"));
    let kind = match &*text(tree, "kind") {
        "number" => Kind::Number,
        "flag" => Kind::Flag,
        "list" => Kind::List(words),
        "numbers" => Kind::Numbers,
        "choice" => Kind::Choice(words),
        "rule" => Kind::Choice(Words(rules.to_vec())),
        "check" => Kind::Choice(Words(checks.to_vec())),
        _ => Kind::Text,
    };
    let from = tree.get("from").map(Tree::items).unwrap_or_default();
    let from = match from {
        [sheet, heading] => sheet.text().zip(heading.text()),
        _ => None,
    };
    Column {
        path: split(&text(tree, "key")),
        heading: text(tree, "heading"),
        kind,
        width: match tree.get("width") {
            Some(Tree::Whole(width)) => f64::from(i32::try_from(*width).unwrap_or(20)),
            _ => 20.0,
        },
        about: text(tree, "about"),
        from: from.map(|(sheet, heading)| (sheet.to_owned(), heading.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_can_be_found_again() {
        let layout = Layout::new(&[], &[]);
        let names: BTreeSet<&str> = layout.sheets().iter().map(|one| &*one.name).collect();
        assert_eq!(names.len(), layout.sheets().len());
        for sheet in layout.sheets() {
            let above = sheet.list.len() + usize::from(sheet.map.is_some());
            assert_eq!(
                sheet.parents.len(),
                above.saturating_sub(1),
                "{}",
                sheet.name
            );
            assert_eq!(sheet.file.matches('*').count(), sheet.names.len());
            let headings = sheet.before().chain(&sheet.columns);
            let headings: Vec<&str> = headings.map(|one| &*one.heading).collect();
            let different: BTreeSet<&&str> = headings.iter().collect();
            assert_eq!(different.len(), headings.len(), "{}", sheet.name);
            assert!(sheet.columns.iter().all(|one| !one.about.is_empty()));
            let within = &sheet.list[..above.saturating_sub(1).min(sheet.list.len())];
            for depth in 1..=within.len() {
                let parent = layout.of_list(&sheet.file, &within[..depth]);
                assert!(
                    parent.is_some_and(|one| !one.known_by.is_empty()),
                    "{}",
                    sheet.name
                );
            }
        }
    }

    #[test]
    fn a_path_is_of_one_kind_of_file() {
        let layout = Layout::new(&[], &[]);
        let kind = |path| {
            layout
                .file_kind(path)
                .map(|(kind, names)| (kind.to_owned(), names))
        };
        let of = |kind: &str, names: &[&str]| {
            Some((
                kind.to_owned(),
                names.iter().map(|name| (*name).to_owned()).collect(),
            ))
        };
        assert_eq!(
            kind("forms/a/b.c.toml"),
            of("forms/*/*.toml", &["a", "b.c"])
        );
        assert_eq!(kind("forms/a/texts.toml"), of("forms/*/texts.toml", &["a"]));
        assert_eq!(kind("texts.toml"), of("texts.toml", &[]));
        assert_eq!(kind("reports/x.toml"), of("reports/*.toml", &["x"]));
        assert_eq!(kind("forms/a.toml"), None);
    }
}
