//! What a file says, key by key, and from which cell each line of it comes.

use definition::{FaultPlace, TemplateFile, Tree, dotted};
use model::CellRef;

/// The row that something comes from: the number of its sheet, and where the cells of its headings are.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) sheet: usize,
    pub(crate) line: usize,
    pub(crate) cell: CellRef,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) path: Vec<String>,
    pub(crate) value: Tree,
    pub(crate) origin: Origin,
}

/// A table: its keys, and the tables of the lists in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// None for a file itself.
    pub(crate) origin: Option<Origin>,
    pub(crate) keys: Vec<Key>,
    pub(crate) lists: Vec<(String, Vec<Self>)>,
}

impl Node {
    /// Whether a key would say again what is said.
    pub(crate) fn says(&self, path: &[String]) -> bool {
        let begins =
            |one: &[String], other: &[String]| one.starts_with(other) || other.starts_with(one);
        let mut lists = self.lists.iter();
        self.keys.iter().any(|key| begins(&key.path, path))
            || lists.any(|(list, _)| path.first() == Some(list))
    }

    /// The tables of a list.
    pub(crate) fn list(&mut self, key: &str) -> &mut Vec<Self> {
        let at = self.lists.iter().position(|(own, _)| own == key);
        let at = at.unwrap_or_else(|| {
            self.lists.push((key.to_owned(), Vec::new()));
            self.lists.len() - 1
        });
        &mut self.lists[at].1
    }

    /// The value of a key.
    pub(crate) fn value(&self, key: &str) -> Option<&Tree> {
        let mut keys = self.keys.iter();
        keys.find_map(|one| (one.path.len() == 1 && one.path[0] == key).then_some(&one.value))
    }
}

/// A file as it is written, and the origin of each of its lines.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) file: TemplateFile,
    pub(crate) origins: Vec<Option<Origin>>,
}

impl Written {
    pub(crate) fn of(path: String, root: &Node) -> Self {
        let mut text = Text::default();
        text.table(root, "");
        Self {
            file: TemplateFile {
                path,
                text: text.text,
            },
            origins: text.origins,
        }
    }

    /// Where a line comes from.
    pub(crate) fn origin(&self, line: u32) -> Option<&Origin> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        self.origins.get(at)?.as_ref()
    }
}

/// A place in a sheet.
pub(crate) fn cell(sheet: &str, cell: CellRef) -> FaultPlace {
    FaultPlace::Cell(sheet.to_owned(), cell)
}

#[derive(Default)]
struct Text {
    text: String,
    origins: Vec<Option<Origin>>,
}

impl Text {
    fn line(&mut self, line: &str, origin: Option<&Origin>) {
        self.text.push_str(line);
        self.text.push('\n');
        self.origins.push(origin.cloned());
    }

    fn table(&mut self, node: &Node, path: &str) {
        for key in &node.keys {
            let line = format!("{} = {}", dotted(&key.path), key.value.to_toml());
            self.line(&line, Some(&key.origin));
        }
        for (list, nodes) in &node.lists {
            let path = match path {
                "" => list.clone(),
                path => format!("{path}.{list}"),
            };
            for node in nodes {
                if !self.text.is_empty() {
                    self.line("", None);
                }
                self.line(&format!("[[{path}]]"), node.origin.as_ref());
                self.table(node, &path);
            }
        }
    }
}
