//! A workbook ▸ the files of a definition. What is wrong in the workbook, and what whoever loads the files finds wrong in them, is
//! told with sheet and cell.

use std::collections::BTreeMap;

use definition::{Fault, FaultPlace, Faults, TemplateFile, Tree, codes, no_such};
use diagnostic::{Code, nearest};
use model::CellRef;
use workbook::Workbook;

use crate::drawn::{FIRST, LISTS};
use crate::fill::Fill;
use crate::layout::{Column, Layout, SheetKind};
use crate::split::numbered;
use crate::table::{Line, Told, lines};
use crate::written::{Key, Node, Origin, Written, cell};

/// The files of a definition, and where in the workbook each line of them stands.
#[derive(Debug)]
pub struct Composed {
    /// The files.
    pub files: Vec<TemplateFile>,
    file: String,
    layout: Layout,
    written: Vec<Written>,
    /// The rows of each sheet.
    lines: Vec<Vec<Line>>,
    faults: Faults,
}

/// Puts the files together; `name` is what the workbook is called when faults are told.
pub fn composed(layout: &Layout, workbook: &Workbook, name: &str) -> Composed {
    let mut told = Vec::new();
    stray(layout, workbook, &mut told);
    let kinds = layout.sheets();
    let all = kinds.iter().map(|kind| {
        let sheet = workbook.sheet(&kind.name);
        sheet.map_or_else(Vec::new, |sheet| lines(kind, sheet, &mut told))
    });
    let all: Vec<Vec<Line>> = all.collect();
    let mut build = Build {
        layout,
        roots: BTreeMap::new(),
        told,
    };
    for (at, kind) in kinds.iter().enumerate() {
        build.sheet(at, &all[at]);
        if kind.is_always && workbook.sheet(&kind.name).is_some() {
            build.always(at);
        }
    }
    let roots = build.roots.into_iter();
    let written: Vec<Written> = roots.map(|(path, root)| Written::of(path, &root)).collect();
    let mut faults = Faults::default();
    for told in build.told {
        faults.tell_at(told.code, name, Some(told.place), told.message);
    }
    for fault in &workbook.faults {
        let place = FaultPlace::Sheet(fault.sheet.to_string());
        let message = format!("読めません（{}）", fault.why.words());
        faults.tell_at(codes::UNREADABLE, name, Some(place), message);
    }
    Composed {
        files: written.iter().map(|one| one.file.clone()).collect(),
        file: name.to_owned(),
        layout: layout.clone(),
        written,
        lines: all,
        faults,
    }
}

/// Sheets that nobody reads.
fn stray(layout: &Layout, workbook: &Workbook, told: &mut Vec<Told>) {
    let known: Vec<&str> = layout.sheets().iter().map(|kind| &*kind.name).collect();
    for sheet in &workbook.sheets {
        if known.contains(&&*sheet.name)
            || [FIRST, LISTS].contains(&&*sheet.name)
            || sheet.cells.is_empty()
        {
            continue;
        }
        let near = nearest(&sheet.name, known.iter().copied());
        let near = near.map_or_else(String::new, |near| format!("（近い名前: {near}）"));
        told.push(Told {
            code: codes::FILE,
            place: FaultPlace::Sheet(sheet.name.to_string()),
            message: format!("このシートは読まれません{near}"),
        });
    }
}

struct Build<'a> {
    layout: &'a Layout,
    /// The files by path.
    roots: BTreeMap<String, Node>,
    told: Vec<Told>,
}

impl Build<'_> {
    fn kind(&self, sheet: usize) -> &SheetKind {
        &self.layout.sheets()[sheet]
    }

    fn tell(&mut self, code: Code, sheet: usize, at: &Origin, message: String) {
        let place = cell(&self.kind(sheet).name, at.cell);
        self.told.push(Told {
            code,
            place,
            message,
        });
    }

    fn sheet(&mut self, sheet: usize, lines: &[Line]) {
        let kind = self.kind(sheet).clone();
        let mut above: Vec<Option<String>> = vec![None; kind.before().count()];
        for (line, row) in lines.iter().enumerate() {
            let origin = |cell| Origin { sheet, line, cell };
            let Some(first) = row.said.values().map(|said| said.cell).min() else {
                continue;
            };
            let mut named = Vec::new();
            for (column, above) in kind.before().zip(&mut above) {
                let said = row.said.get(&column.heading);
                if let Some(said) = said {
                    *above = Some(said.text.trim().to_owned());
                }
                let cell = said.map(|said| said.cell);
                let cell = cell.or_else(|| row.cells.get(&column.heading).copied());
                named.push((above.clone(), origin(cell.unwrap_or(first)), column));
            }
            self.row(sheet, &kind, row, &named, &origin(first));
        }
    }

    fn row(
        &mut self,
        sheet: usize,
        kind: &SheetKind,
        row: &Line,
        named: &[(Option<String>, Origin, &Column)],
        first: &Origin,
    ) {
        let mut names = Vec::new();
        for (name, origin, column) in named {
            let Some(name) = name else {
                let message = format!("「{}」がありません", column.heading);
                return self.tell(codes::KEY_MISSING, sheet, origin, message);
            };
            names.push(name.clone());
        }
        let (files, parents) = names.split_at(kind.names.len());
        let is_odd = |name: &&String| {
            name.starts_with('.') || name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|'])
        };
        if let Some(at) = files.iter().position(|name| is_odd(&name)) {
            let message = format!("「{}」は、ファイルの名前に使えません", files[at]);
            return self.tell(codes::FILE, sheet, &named[at].1, message);
        }
        let path = kind.path(files);
        let root = self.roots.entry(path).or_default();
        let found = parent(self.layout, kind, root, parents);
        let node = match found {
            Ok(node) => node,
            Err((depth, known)) => {
                let (name, origin, column) = &named[kind.names.len() + depth];
                let known = known.iter().map(String::as_str);
                let what = column.heading.as_str();
                let message = no_such(what, name.as_deref().unwrap_or_default(), known);
                return self.tell(codes::REFERENCE, sheet, origin, message);
            }
        };
        let mut told = Vec::new();
        let mut fill = Fill {
            kind,
            row,
            first,
            told: &mut told,
        };
        match (&kind.map, kind.list.last()) {
            (Some(map), _) => fill.map(node, map),
            (None, None) => fill.keys(node),
            (None, Some(list)) => {
                let mut own = Node {
                    origin: Some(first.clone()),
                    ..Node::default()
                };
                fill.keys(&mut own);
                if node.keys.iter().any(|key| key.path.first() == Some(list)) {
                    let message = format!("「{list}」が2つのところに書かれています");
                    fill.tell(codes::TWICE, first.cell, message);
                } else {
                    node.list(list).push(own);
                }
            }
        }
        self.told.extend(told);
    }

    /// The list of a sheet that stands in the file even where it is empty.
    fn always(&mut self, sheet: usize) {
        let kind = self.kind(sheet).clone();
        let [list] = &kind.list[..] else { return };
        let root = self.roots.entry(kind.file.clone()).or_default();
        let path = vec![list.clone()];
        if !root.says(&path) {
            root.keys.push(Key {
                path,
                value: Tree::List(Vec::new()),
                origin: Origin {
                    sheet,
                    line: 0,
                    cell: CellRef::new(0, 0),
                },
            });
        }
    }
}

/// The table that a row belongs to; else how deep it is looked for in vain, and what there is.
fn parent<'n>(
    layout: &Layout,
    kind: &SheetKind,
    root: &'n mut Node,
    parents: &[String],
) -> Result<&'n mut Node, (usize, Vec<String>)> {
    let mut node = root;
    for (depth, name) in parents.iter().enumerate() {
        let list = &kind.list[depth];
        let of_list = layout.of_list(&kind.file, &kind.list[..=depth]);
        let known_by = of_list.map(|one| &one.known_by[..]).unwrap_or_default();
        let nodes = node.list(list);
        let labels = numbered(nodes.iter().map(|node| label(node, known_by)));
        let by_label = labels.iter().position(|label| label == name);
        // A row may also be called by its other name, where only one is.
        let others = nodes.iter().enumerate().filter(|(_, node)| {
            let mut keys = known_by.iter().filter_map(|key| node.value(key));
            keys.any(|value| shown(value) == *name)
        });
        let others: Vec<usize> = others.map(|(at, _)| at).collect();
        let found = by_label.or(match others[..] {
            [only] => Some(only),
            _ => None,
        });
        match found {
            Some(at) => node = &mut node.list(list)[at],
            None => return Err((depth, labels)),
        }
    }
    Ok(node)
}

fn label(node: &Node, known_by: &[String]) -> String {
    let mut values = known_by.iter().filter_map(|key| node.value(key));
    values.next().map(shown).unwrap_or_default()
}

fn shown(value: &Tree) -> String {
    value.text().map_or_else(|| value.to_toml(), str::to_owned)
}

impl Composed {
    /// What was loaded from the files, or every fault of the workbook and of them, each with its sheet and cell.
    ///
    /// # Errors
    /// Something was told.
    pub fn told<T>(self, loaded: Result<T, Faults>) -> Result<T, Faults> {
        let mut faults = self.faults.clone();
        let product = match loaded {
            Ok(product) => Some(product),
            Err(found) => {
                for fault in found.iter() {
                    let fault = self.placed(fault);
                    // What is wrong with a cell is told once: what it says first is nearer to it.
                    let mut own = self.faults.iter();
                    if !own.any(|other| other.place == fault.place) {
                        faults.tell_at(fault.code, &fault.file, fault.place, fault.message);
                    }
                }
                None
            }
        };
        faults.or(product)
    }

    /// A fault of a file, told where it stands in the workbook.
    fn placed(&self, fault: &Fault) -> Fault {
        let written = self.written.iter().find(|one| one.file.path == fault.file);
        let origin = match (&fault.place, written) {
            (Some(FaultPlace::Line(line)), Some(written)) => written.origin(*line),
            _ => None,
        };
        let Some(origin) = origin else {
            return self.of_file(fault, written.is_some());
        };
        let kind = &self.layout.sheets()[origin.sheet];
        let mut message = fault.message.clone();
        for column in &kind.columns {
            if let Some(key) = column.path.last() {
                message =
                    message.replace(&format!("「{key}」"), &format!("「{}」", column.heading));
            }
        }
        let line = self.lines[origin.sheet].get(origin.line);
        let missing = kind.columns.iter().find(|column| {
            fault.code == codes::KEY_MISSING
                && message.starts_with(&format!("「{}」", column.heading))
        });
        let at = missing.and_then(|column| line?.cells.get(&column.heading).copied());
        Fault {
            code: fault.code,
            file: self.file.clone(),
            place: Some(cell(&kind.name, at.unwrap_or(origin.cell))),
            message: self.in_words(&message),
        }
    }

    /// What is said of a file, in the words of a workbook.
    fn in_words(&self, message: &str) -> String {
        let mut message = message.replace("文字列（「\"」で囲んだもの）", "ことば");
        for sheet in self.layout.sheets() {
            message = message.replace(&sheet.file, &format!("シート「{}」", sheet.name));
        }
        message
    }

    /// A fault of a whole file.
    fn of_file(&self, fault: &Fault, is_written: bool) -> Fault {
        let kind = self.layout.file_kind(&fault.file).map(|(kind, _)| kind);
        let mut sheets = self.layout.sheets().iter();
        let sheet = sheets.find(|sheet| Some(sheet.file.as_str()) == kind);
        let is_missing = fault.code == codes::UNREADABLE && !is_written;
        let message = match sheet {
            Some(sheet) if is_missing => {
                format!("シート「{}」がないか、何も書かれていません", sheet.name)
            }
            _ => self.in_words(&fault.message),
        };
        Fault {
            code: fault.code,
            file: self.file.clone(),
            place: sheet.map(|sheet| FaultPlace::Sheet(sheet.name.clone())),
            message,
        }
    }
}
