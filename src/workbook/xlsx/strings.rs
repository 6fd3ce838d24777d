//! Which texts of the string table, and which cell styles, are struck through.

use std::collections::{BTreeMap, BTreeSet};

use crate::beside::Struck;
use crate::package::{Package, Relations};
use crate::xml::{Piece, pieces};

/// How many strings the table of a workbook holds.
pub(super) fn count(package: &mut Package<'_>, main: &str) -> usize {
    let mut count = 0;
    pieces(&related(package, main, "sharedStrings"), &mut |node| {
        if let Piece::Open(open) = node
            && open.name() == "si"
        {
            count += 1;
        }
    });
    count
}

fn related(package: &mut Package<'_>, main: &str, kind: &str) -> String {
    let relations = Relations::of(package, main).ok();
    let part = relations.as_ref().and_then(|found| found.first(kind));
    let text = part.and_then(|part| package.text(part).ok().flatten());
    text.unwrap_or_default()
}

/// Struck texts by their place in the table, and struck styles by their place in the list.
#[derive(Default)]
pub(super) struct Strikes {
    pub(super) texts: BTreeMap<usize, Struck>,
    pub(super) styles: BTreeSet<usize>,
}

impl Strikes {
    pub(super) fn of(package: &mut Package<'_>, main: &str) -> Self {
        let mut texts = BTreeMap::new();
        let mut index = 0;
        let mut runs = Runs::default();
        pieces(&related(package, main, "sharedStrings"), &mut |node| {
            runs.visit(&node);
            if let Piece::Close("si") = node {
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
    pub(super) fn visit(&mut self, node: &Piece<'_>) {
        match node {
            Piece::Open(open) => match open.name() {
                "r" => (self.in_run, self.is_struck) = (true, false),
                "rPh" => self.in_reading = true,
                "strike" if self.in_run => self.is_struck = open.is_on(),
                "t" => self.in_text = true,
                _ => {}
            },
            Piece::Text(text) if self.in_text && !self.in_reading && !text.trim().is_empty() => {
                self.struck |= self.in_run && self.is_struck;
                self.plain |= !(self.in_run && self.is_struck);
            }
            Piece::Close("r") => self.in_run = false,
            Piece::Close("rPh") => self.in_reading = false,
            Piece::Close("t") => self.in_text = false,
            Piece::Text(_) | Piece::Close(_) => {}
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
    pieces(xml, &mut |node| match node {
        Piece::Open(open) => match open.name() {
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
        Piece::Close("font") if in_fonts => font += 1,
        Piece::Close("fonts") => in_fonts = false,
        Piece::Close("cellXfs") => in_cells = false,
        Piece::Close(_) | Piece::Text(_) => {}
    });
    struck
}
