//! The styles of an OpenDocument: how characters look, what is hidden, and the colour behind a cell.

use std::collections::BTreeMap;

use crate::look::{Colour, Font, WHITE};
use crate::xml::{Piece, Tag, pieces};

/// Most styles that lead from one to the next.
const MAX_PARENTS: usize = 10;

/// One style, as far as it says anything that matters; the rest is its parent's.
#[derive(Clone, Debug, Default)]
struct Style {
    parent: Option<String>,
    is_struck: Option<bool>,
    position: Option<i8>,
    is_hidden: Option<bool>,
    colour: Option<Colour>,
    size: Option<u32>,
    paper: Option<Option<Colour>>,
    is_flat: bool,
    is_off: bool,
}

/// Styles by family and name.
#[derive(Default)]
pub(super) struct Styles(BTreeMap<(String, String), Style>);

impl Styles {
    /// Takes up the styles of a part.
    pub(super) fn add(&mut self, xml: &str) {
        let mut open: Option<((String, String), Style)> = None;
        pieces(xml, &mut |node| match node {
            Piece::Open(tag) => match tag.name() {
                "style" | "default-style" => {
                    let family = tag.get("family").unwrap_or_default();
                    let style = Style {
                        parent: tag.get("parent-style-name"),
                        ..Style::default()
                    };
                    open = Some(((family, tag.get("name").unwrap_or_default()), style));
                }
                _ => {
                    if let Some((_, style)) = &mut open {
                        style.take(tag);
                    }
                }
            },
            Piece::Close("style" | "default-style") => self.0.extend(open.take()),
            Piece::Close(_) | Piece::Text(_) => {}
        });
    }

    /// A style and its parents, nearest first; the default of the family last.
    fn line<'s>(&'s self, family: &'s str, name: &str) -> Vec<&'s Style> {
        let mut found = Vec::new();
        let mut name = name.to_owned();
        for _ in 0..MAX_PARENTS {
            let Some(style) = self.0.get(&(family.to_owned(), name.clone())) else {
                break;
            };
            found.push(style);
            match &style.parent {
                Some(parent) => name.clone_from(parent),
                None => break,
            }
        }
        found.extend(self.0.get(&(family.to_owned(), String::new())));
        found
    }

    /// The font of a style of text or cells, on top of another.
    pub(super) fn font(&self, family: &str, name: &str, below: &Font) -> Font {
        let line = self.line(family, name);
        let position = line.iter().find_map(|style| style.position);
        Font {
            is_struck: line
                .iter()
                .find_map(|style| style.is_struck)
                .unwrap_or(below.is_struck),
            is_raised: position.map_or(below.is_raised, |position| position > 0),
            is_lowered: position.map_or(below.is_lowered, |position| position < 0),
            is_hidden: line
                .iter()
                .find_map(|style| style.is_hidden)
                .unwrap_or(below.is_hidden),
            colour: line.iter().find_map(|style| style.colour).or(below.colour),
            size: line
                .iter()
                .find_map(|style| style.size)
                .unwrap_or(below.size),
        }
    }

    /// The colour behind a cell of this style.
    pub(super) fn paper(&self, name: &str) -> Option<Colour> {
        let line = self.line("table-cell", name);
        line.iter()
            .find_map(|style| style.paper)
            .unwrap_or(Some(WHITE))
    }

    /// Whether a row or column of this style has no size.
    pub(super) fn is_flat(&self, family: &str, name: &str) -> bool {
        self.line(family, name)
            .first()
            .is_some_and(|style| style.is_flat)
    }

    /// Whether a sheet of this style is hidden.
    pub(super) fn is_off(&self, name: &str) -> bool {
        self.line("table", name)
            .first()
            .is_some_and(|style| style.is_off)
    }
}

impl Style {
    fn take(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "text-properties" => {
                let through = tag
                    .get("text-line-through-style")
                    .or_else(|| tag.get("text-line-through-type"));
                self.is_struck = through.map(|kind| kind != "none").or(self.is_struck);
                if let Some(position) = tag.get("text-position") {
                    let first = position.split(' ').next().unwrap_or_default();
                    let percent = first.trim_end_matches('%').parse::<f64>().unwrap_or(0.0);
                    self.position = Some(match first {
                        "super" => 1,
                        "sub" => -1,
                        _ if percent > 0.0 => 1,
                        _ if percent < 0.0 => -1,
                        _ => 0,
                    });
                }
                self.is_hidden = tag
                    .get("display")
                    .map(|display| display == "none")
                    .or(self.is_hidden);
                self.colour = tag
                    .get("color")
                    .and_then(|text| colour(&text))
                    .or(self.colour);
                if let Some(points) = tag.get("font-size").and_then(|size| length(&size)) {
                    self.size = Some((points * 100.0).clamp(0.0, 100_000.0) as u32);
                }
            }
            "table-cell-properties" => {
                if let Some(text) = tag.get("background-color") {
                    let is_clear = text == "transparent";
                    self.paper = Some(if is_clear { Some(WHITE) } else { colour(&text) });
                }
            }
            "table-row-properties" => self.is_flat = is_nought(tag.get("row-height")),
            "table-column-properties" => self.is_flat = is_nought(tag.get("column-width")),
            "table-properties" => self.is_off = tag.get("display").as_deref() == Some("false"),
            _ => {}
        }
    }
}

fn colour(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    Colour::from_str_radix(digits, 16).ok()
}

/// The number in front of a unit; sizes are compared with each other only, and a percentage of an unknown one is none.
fn length(text: &str) -> Option<f64> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    number.parse().ok()
}

fn is_nought(size: Option<String>) -> bool {
    size.and_then(|size| length(&size))
        .is_some_and(|size| size <= 0.0)
}
