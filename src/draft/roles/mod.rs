//! What each area of a sheet is: a label, a note, a formula, a place to write, or a place where nothing is to be written.

mod settle;

use std::collections::{BTreeMap, BTreeSet};

use crate::canvas::{Area, BOTTOM, Canvas, RIGHT};
use crate::kinds::Kind;
use crate::role::{Bar, Printed, Role, Sign};
use crate::{printed, units, words};
use workbook::{CellValue, Paper, Shade, Sheet, Validation};

/// What is true of a sheet as a whole.
struct Whole<'a> {
    canvas: &'a Canvas,
    /// Only unlocked cells can be typed into, and there are some.
    is_locked: bool,
    /// Colours of headings.
    head_shades: BTreeSet<Shade>,
    has_white_boxes: bool,
    /// The sheet says that coloured cells are to be filled in, and has some.
    asks_for_colour: bool,
    rules: BTreeMap<usize, &'a Validation>,
}

/// The roles of all areas of a sheet, and the rules for typing that some have.
pub(crate) struct Roles<'a> {
    pub(crate) of: Vec<Role>,
    pub(crate) rules: BTreeMap<usize, &'a Validation>,
}

/// Columns to the right, and rows below, in which a place may be summed up.
const SUMMED_WITHIN: (u32, u32) = (40, 60);

impl Roles<'_> {
    /// Whether a formula stands in the row of an area, behind it.
    pub(crate) fn is_summed_in_row(&self, canvas: &Canvas, area: &Area) -> bool {
        (area.right + 1..area.right + SUMMED_WITHIN.0)
            .map_while(|col| canvas.at(Some(area.top), Some(col)))
            .any(|at| self.of[at] == Role::Formula)
    }

    /// Whether a formula stands in the column of an area, below it.
    pub(crate) fn is_summed_in_column(&self, canvas: &Canvas, area: &Area) -> bool {
        (area.bottom + 1..area.bottom + SUMMED_WITHIN.1)
            .map_while(|row| canvas.at(Some(row), Some(area.left)))
            .any(|at| self.of[at] == Role::Formula)
    }
}

pub(crate) fn roles<'a>(sheet: &Sheet, canvas: &'a Canvas, paper: Option<&'a Paper>) -> Roles<'a> {
    let whole = Whole::new(canvas, paper);
    let mut of = vec![Role::Gap; canvas.areas.len()];
    for number in canvas.seen() {
        of[number] = if canvas.areas[number].is_blank() {
            whole.blank(number)
        } else {
            whole.text(number, sheet)
        };
    }
    settle::settle(canvas, &mut of);
    Roles {
        of,
        rules: whole.rules,
    }
}

impl<'a> Whole<'a> {
    fn new(canvas: &'a Canvas, paper: Option<&'a Paper>) -> Self {
        let seen = canvas.seen();
        let areas = || seen.iter().map(|at| &canvas.areas[*at]);
        let is_protected = paper.is_some_and(|paper| paper.is_protected);
        let mut shades: BTreeMap<Shade, (usize, usize)> = BTreeMap::new();
        for area in areas() {
            if let shade @ Shade::Colour(_) = area.look.shade {
                let counts = shades.entry(shade).or_default();
                if area.is_blank() {
                    counts.0 += usize::from(area.lines() > 1 || area.is_wide);
                } else if !area.is_formula && !words::is_note(&area.text) {
                    counts.1 += 1;
                }
            }
        }
        let of_heads = shades
            .iter()
            .filter(|(_, (blank, text))| text >= blank && *text > 1);
        let head_shades: BTreeSet<Shade> = of_heads.map(|(shade, _)| *shade).collect();
        let has_colour = shades
            .iter()
            .any(|(shade, (blank, _))| *blank > 0 && !head_shades.contains(shade));
        let asks = areas().any(|area| asks_for_colour(&area.text));
        let mut rules = BTreeMap::new();
        for rule in paper.iter().flat_map(|paper| &paper.validations) {
            for number in &seen {
                let cell = canvas.areas[*number].cell;
                let holds = rule.regions.iter().any(|(first, last)| {
                    (first.row..=last.row).contains(&cell.row)
                        && (first.col..=last.col).contains(&cell.col)
                });
                if holds {
                    rules.entry(*number).or_insert(rule);
                }
            }
        }
        Self {
            canvas,
            is_locked: is_protected && areas().any(|area| area.look.is_unlocked),
            head_shades,
            has_white_boxes: areas()
                .any(|area| area.is_blank() && area.lines() >= 3 && area.look.shade != Shade::Grey),
            asks_for_colour: asks && has_colour,
            rules,
        }
    }

    fn blank(&self, number: usize) -> Role {
        let area = &self.canvas.areas[number];
        if area.look.is_crossed {
            return Role::Barred(Bar::Crossed);
        }
        if self.is_locked {
            return match area.look.is_unlocked {
                true => Role::Blank(Sign::Unlocked),
                false if area.lines() >= 3 => Role::Barred(Bar::Locked),
                false => Role::Gap,
            };
        }
        let has_lines = area.lines() >= 3;
        match area.look.shade {
            Shade::Grey if has_lines && self.has_white_boxes => return Role::Barred(Bar::Grey),
            shade if self.head_shades.contains(&shade) && has_lines => {
                return Role::Barred(Bar::HeadColour);
            }
            _ => {}
        }
        if self.rules.contains_key(&number) {
            return Role::Blank(Sign::Rule);
        }
        let is_coloured = matches!(area.look.shade, Shade::Colour(_))
            && !self.head_shades.contains(&area.look.shade);
        if is_coloured && (area.lines() > 0 || area.is_wide || self.asks_for_colour) {
            return Role::Blank(Sign::Colour);
        }
        if has_lines && self.asks_for_colour {
            return Role::Barred(Bar::NotColoured);
        }
        if has_lines {
            return Role::Blank(Sign::Frame);
        }
        if self.is_before_unit(area) {
            return Role::Blank(Sign::Unit);
        }
        if area.frame[BOTTOM] && area.lines() == 1 && self.is_line(area) {
            return Role::Blank(Sign::Line);
        }
        if !self.canvas.has_frames {
            return Role::Blank(Sign::Crossing);
        }
        if area.is_wide {
            return Role::Blank(Sign::Merged);
        }
        Role::Gap
    }

    /// A line to write on, and not the upper edge of a table.
    fn is_line(&self, area: &Area) -> bool {
        let below = self.canvas.below(area).map(|at| &self.canvas.areas[at]);
        below.is_none_or(|below| below.lines() < 3)
    }

    fn is_before_unit(&self, area: &Area) -> bool {
        let next = self.canvas.right_of(area).map(|at| &self.canvas.areas[at]);
        next.is_some_and(|next| {
            !next.is_number && units::unit(&next.text).is_some() && !area.frame[RIGHT]
        })
    }

    fn text(&self, number: usize, sheet: &Sheet) -> Role {
        let area = &self.canvas.areas[number];
        if area.is_formula {
            return Role::Formula;
        }
        let printed = self.printed(number);
        if self.is_locked && area.look.is_unlocked {
            return Role::Printed(printed.unwrap_or_default());
        }
        if let Some(printed) = printed {
            return Role::Printed(printed);
        }
        let is_date = sheet.cells.get(&area.cell);
        let is_date = is_date.is_some_and(|cell| matches!(cell.value, CellValue::Date { .. }));
        let plain = words::squeezed(&area.text);
        let is_counter = !plain.is_empty()
            && plain.chars().all(|c| {
                c.is_ascii_digit() || "()-./○〇◯×".contains(c) || model::circled(c).is_some()
            });
        if is_date || area.is_number || is_counter {
            return Role::Constant;
        }
        if words::is_note(&area.text) && area.lines() < 3 {
            return Role::Note;
        }
        Role::Label
    }

    /// What is printed in a place to write, if the text is so.
    fn printed(&self, number: usize) -> Option<Printed> {
        let area = &self.canvas.areas[number];
        let text = area.text.as_str();
        let of = |kind| Printed {
            kind: Some(kind),
            ..Printed::default()
        };
        if printed::is_bullet(text) && words::squeezed(text) != "-" {
            return Some(of(Kind::Bullet));
        }
        if printed::is_check_box(text) {
            return Some(of(Kind::Mark));
        }
        if let Some(kind) = printed::date_blank(text) {
            return Some(of(kind));
        }
        if let Some(unit) = units::blank_before_unit(text) {
            let kind = if unit == "％" {
                Kind::Percent
            } else {
                Kind::Number
            };
            return Some(Printed {
                unit: Some(unit).filter(|unit| !unit.is_empty()),
                ..of(kind)
            });
        }
        if let Some(choices) = printed::choices_in(text) {
            return Some(Printed {
                choices,
                ..of(Kind::Choice)
            });
        }
        let is_sample = words::holds_example(text) || printed::is_placeholder(text);
        if is_sample && area.lines() >= 3 {
            return Some(Printed::default());
        }
        if printed::room_behind(text) && !words::is_note(text) {
            let label = words::line(text);
            let label = label.trim_end_matches([':', '：', '_', ')', '）']).trim();
            let label = label.trim_end_matches(['(', '（', ' ', '\u{3000}']);
            return Some(Printed {
                label: Some(label.to_owned()),
                ..Printed::default()
            });
        }
        None
    }
}

/// A legend that says where to write by a colour.
fn asks_for_colour(text: &str) -> bool {
    let plain = words::squeezed(text);
    let names = [
        "色の",
        "色セル",
        "色付",
        "色部分",
        "色欄",
        "着色",
        "黄色",
        "水色",
        "薄緑",
    ];
    let names = names.iter().any(|word| plain.contains(word));
    let asks = ["入力", "記入", "記載"]
        .iter()
        .any(|word| plain.contains(word));
    let denies = ["不要", "しない", "ないで", "不可", "できません", "自動"];
    names && asks && !denies.iter().any(|word| plain.contains(word))
}
