//! Which texts of the string table, and which cell styles, are struck through.

use std::collections::{BTreeMap, BTreeSet};

use super::xml::{Node, walk};
use super::{Package, beside::Struck};

/// How many strings the table of a workbook holds.
pub(super) fn count(package: &mut Package, main: &str) -> usize {
    let mut count = 0;
    walk(&related(package, main, "sharedStrings"), &mut |node| {
        if let Node::Open(open) = node
            && open.name() == "si"
        {
            count += 1;
        }
    });
    count
}

fn related(package: &mut Package, main: &str, kind: &str) -> String {
    let relations = package.relations(main);
    relations
        .iter()
        .find(|(_, other, _)| other == kind)
        .and_then(|(.., part)| package.part(part))
        .unwrap_or_default()
}

/// Struck texts by their place in the table, and struck styles by their place in the list.
#[derive(Default)]
pub(super) struct Strikes {
    pub(super) texts: BTreeMap<usize, Struck>,
    pub(super) styles: BTreeSet<usize>,
}

impl Strikes {
    pub(super) fn of(package: &mut Package, main: &str) -> Self {
        let mut texts = BTreeMap::new();
        let mut index = 0;
        let mut runs = Runs::default();
        walk(&related(package, main, "sharedStrings"), &mut |node| {
            runs.visit(&node);
            if let Node::Close("si") = node {
                if let Some(struck) = std::mem::take(&mut runs).said() {
                    texts.insert(index, struck);
                }
                index += 1;
            }
        });
        Self {
            texts,
            styles: styles(&related(package, main, "styles")),
        }
    }
}

/// The runs of one text: which of them that say something are struck.
#[derive(Default)]
pub(super) struct Runs {
    in_run: bool,
    in_text: bool,
    in_reading: bool,
    is_struck: bool,
    struck: bool,
    plain: bool,
}

impl Runs {
    pub(super) fn visit(&mut self, node: &Node<'_>) {
        match node {
            Node::Open(open) => match open.name() {
                "r" => (self.in_run, self.is_struck) = (true, false),
                "rPh" => self.in_reading = true,
                "strike" if self.in_run => self.is_struck = open.is_on(),
                "t" => self.in_text = true,
                _ => {}
            },
            Node::Text(text) if self.in_text && !self.in_reading && !text.trim().is_empty() => {
                self.struck |= self.in_run && self.is_struck;
                self.plain |= !(self.in_run && self.is_struck);
            }
            Node::Close("r") => self.in_run = false,
            Node::Close("rPh") => self.in_reading = false,
            Node::Close("t") => self.in_text = false,
            Node::Text(_) | Node::Close(_) => {}
        }
    }

    pub(super) fn said(self) -> Option<Struck> {
        match (self.struck, self.plain) {
            (false, _) => None,
            (true, true) => Some(Struck::Partly),
            (true, false) => Some(Struck::Wholly),
        }
    }
}

/// Cell styles whose font is struck through.
fn styles(xml: &str) -> BTreeSet<usize> {
    let mut fonts = BTreeSet::new();
    let mut struck = BTreeSet::new();
    let (mut in_fonts, mut in_cells) = (false, false);
    let (mut font, mut style) = (0usize, 0usize);
    walk(xml, &mut |node| match node {
        Node::Open(open) => match open.name() {
            "fonts" => in_fonts = true,
            "cellXfs" => in_cells = true,
            "strike" if in_fonts && open.is_on() => {
                fonts.insert(font);
            }
            "xf" if in_cells => {
                let id: Option<usize> = open.get("fontId").and_then(|id| id.parse().ok());
                if id.is_some_and(|id| fonts.contains(&id)) {
                    struck.insert(style);
                }
                style += 1;
            }
            _ => {}
        },
        Node::Close("font") if in_fonts => font += 1,
        Node::Close("fonts") => in_fonts = false,
        Node::Close("cellXfs") => in_cells = false,
        Node::Close(_) | Node::Text(_) => {}
    });
    struck
}
