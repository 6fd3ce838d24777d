//! The places of a sheet where something is to be written, with their labels and what is to be written there.

use crate::canvas::Canvas;
use crate::kinds::{self, Kind};
use crate::labels::{Finder, Labels};
use crate::role::{Bar, Printed, Role, Sign};
use crate::roles::Roles;
use crate::{printed, units, words};
use model::CellRef;
use workbook::{Format, Papers, Workbook};

/// Most columns between a place and the unit of its row.
const MOST_COLUMNS: usize = 40;

/// Words by which a sheet asks for marks, and those of them that are to be put into a month or the like.
const MARKS: &[&str] = &[
    "○を",
    "◯を",
    "〇を",
    "○印",
    "◯印",
    "〇印",
    "○で",
    "レ点",
    "レ印",
    "チェックを",
    "○をつけ",
    "●を",
];
const PERIODS: &[&str] = &["月", "時期", "期間", "四半期"];

/// Where a sheet asks for marks.
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    anywhere: bool,
    /// In the column of the month, or whatever else heads the columns, in which something is done.
    by_period: bool,
}

/// A place where something is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) area: usize,
    pub(crate) cell: CellRef,
    pub(crate) kind: Kind,
    /// The kind follows from nothing that is printed.
    pub(crate) is_kind_guessed: bool,
    pub(crate) unit: Option<String>,
    /// Decimal places that are to be written.
    pub(crate) decimals: u32,
    pub(crate) choices: Vec<String>,
    pub(crate) labels: Labels,
    pub(crate) sign: Option<Sign>,
    /// The label that stands in the cell itself.
    pub(crate) own_label: Option<String>,
}

/// Decimal places that a definition can ask for.
const MOST_DECIMALS: u32 = 4;

/// A blank place that was not taken, and why.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub(crate) cell: CellRef,
    pub(crate) why: Bar,
}

pub(crate) struct Sought<'a> {
    pub(crate) workbook: &'a Workbook,
    pub(crate) papers: Option<&'a Papers>,
    pub(crate) sheet: &'a str,
    pub(crate) canvas: &'a Canvas,
    pub(crate) roles: &'a Roles<'a>,
}

impl Sought<'_> {
    pub(crate) fn inputs(&self) -> (Vec<Input>, Vec<Left>) {
        let finder = Finder {
            canvas: self.canvas,
            roles: &self.roles.of,
        };
        let (mut inputs, mut left) = (Vec::new(), Vec::new());
        let marks = self.marks();
        for number in self.canvas.seen() {
            let area = &self.canvas.areas[number];
            let (sign, printed) = match &self.roles.of[number] {
                Role::Blank(sign) => (Some(*sign), Printed::default()),
                Role::Printed(printed) => (None, printed.clone()),
                Role::Barred(why) => {
                    left.push(Left {
                        cell: area.cell,
                        why: *why,
                    });
                    continue;
                }
                _ => continue,
            };
            let labels = finder.labels(number);
            if let Some(why) = self.bar(number, &labels, sign) {
                left.push(Left {
                    cell: area.cell,
                    why,
                });
                continue;
            }
            if sign.is_some_and(|sign| !self.belongs(number, sign, &labels)) {
                continue;
            }
            let mut input = Input {
                area: number,
                cell: area.cell,
                kind: Kind::Words,
                is_kind_guessed: false,
                unit: printed.unit.clone(),
                decimals: self.decimals(number),
                choices: printed.choices.clone(),
                labels,
                sign,
                own_label: printed.label.clone(),
            };
            self.kind(&mut input, printed.kind, marks);
            // 「（単位：円）」 over a table is about its numbers, and about columns of which nothing else says what they hold.
            let may_count =
                input.kind == Kind::Number || input.is_kind_guessed && input.kind == Kind::Words;
            if may_count && input.unit.is_none() {
                let over = input.labels.over.iter().map(|at| self.text(*at));
                let mut over = over.filter(|text| text.contains("単位"));
                input.unit = over.find_map(units::unit_in);
                if input.unit.is_some() {
                    input.kind = Kind::Number;
                }
            }
            inputs.push(input);
        }
        (inputs, left)
    }

    fn text(&self, at: usize) -> &str {
        &self.canvas.areas[at].text
    }

    /// Why nothing is to be written here after all.
    fn bar(&self, number: usize, labels: &Labels, sign: Option<Sign>) -> Option<Bar> {
        let all = labels.left.iter().chain(&labels.heads).chain(&labels.above);
        if all
            .into_iter()
            .any(|at| words::is_for_others(self.text(*at)))
        {
            return Some(Bar::ForOthers);
        }
        if self.is_for_stamps(labels) {
            return Some(Bar::ForOthers);
        }
        let area = &self.canvas.areas[number];
        let is_head = |at: Option<usize>| {
            at.is_some_and(|at| matches!(self.roles.of[at], Role::Label | Role::Constant))
        };
        let right = self.canvas.right_of(area);
        let is_corner = sign == Some(Sign::Frame)
            && labels.left.is_empty()
            && right.is_some_and(|at| self.roles.of[at] == Role::Label)
            && is_head(self.canvas.below(area));
        is_corner.then_some(Bar::Corner)
    }

    /// Boxes for stamps: under the names of two offices side by side, with nothing to their left.
    fn is_for_stamps(&self, labels: &Labels) -> bool {
        let [head] = labels.heads[..] else {
            return false;
        };
        let area = &self.canvas.areas[head];
        let beside = [self.canvas.left_of(area), self.canvas.right_of(area)];
        let mut beside = beside.into_iter().flatten();
        labels.left.is_empty()
            && words::is_office(&area.text)
            && beside.any(|at| words::is_office(self.text(at)))
    }

    /// Whether the sign is enough, with the labels that were found.
    fn belongs(&self, number: usize, sign: Sign, labels: &Labels) -> bool {
        let has_any = !labels.left.is_empty() || !labels.heads.is_empty() || labels.above.is_some();
        match sign {
            Sign::Unlocked | Sign::Rule | Sign::Colour => true,
            Sign::Frame => has_any,
            Sign::Line | Sign::Unit => !labels.left.is_empty(),
            Sign::Merged => {
                let next = self.canvas.right_of(&self.canvas.areas[number]);
                let is_before_unit = next.is_some_and(|at| self.roles.of[at] == Role::Suffix);
                let near = labels.left.first().filter(|_| labels.touches);
                let asks = near.is_some_and(|at| {
                    let label = self.text(*at).trim_end();
                    label.ends_with(['：', ':']) || kinds::kind_of(label).is_some()
                });
                near.is_some() && is_before_unit || asks
            }
            Sign::Crossing => {
                labels.touches && !labels.left.is_empty() && self.has_row_of_heads(labels)
            }
        }
    }

    /// On a sheet without lines only a head that stands in a row with others is one.
    fn has_row_of_heads(&self, labels: &Labels) -> bool {
        let Some(head) = labels.heads.first() else {
            return false;
        };
        let head = &self.canvas.areas[*head];
        let beside = [self.canvas.left_of(head), self.canvas.right_of(head)];
        let mut beside = beside.into_iter().flatten();
        beside.any(|at| self.roles.of[at] == Role::Label)
    }

    /// Whether the sheet asks for marks somewhere.
    fn marks(&self) -> Marks {
        let mut marks = Marks::default();
        for at in self.canvas.seen() {
            let plain = words::squeezed(self.text(at));
            let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
            if has(MARKS) {
                marks.anywhere = true;
                marks.by_period |= has(PERIODS);
            }
        }
        marks
    }

    /// What is to be written, by the plainest sign that there is.
    fn kind(&self, input: &mut Input, printed: Option<Kind>, marks: Marks) {
        if let Some((kind, listed)) = self.of_list(input) {
            input.kind = kind;
            input.choices = listed;
            return;
        }
        let near = |at: Option<&usize>| at.map_or("", |at| self.text(*at));
        let label = input.own_label.clone();
        let label = label.unwrap_or_else(|| near(input.labels.left.first()).to_owned());
        let head = near(input.labels.heads.first()).to_owned();
        let above = near(input.labels.above.as_ref()).to_owned();
        if input.unit.is_none() {
            input.unit = self.unit(input, &above);
        }
        if let Some(kind) = printed {
            input.kind = kind;
            return;
        }
        if let Some(kind) = self.kind_of_rule(input) {
            input.kind = kind;
            return;
        }
        let own = &self.canvas.areas[input.area];
        let texts = [head.as_str(), label.as_str(), above.as_str()];
        let farther = input.labels.left.iter().chain(&input.labels.heads).skip(1);
        let farther: Vec<&str> = farther.map(|at| self.text(*at)).collect();
        let said = texts.into_iter().find_map(kinds::kind_of);
        let said = said.or_else(|| farther.iter().find_map(|text| kinds::kind_of(text)));
        let in_marks = texts.iter().any(|text| text.contains(['○', '◯', '〇']));
        let of_unit = input.unit.as_deref().map(|unit| match unit {
            "％" => Kind::Percent,
            _ => Kind::Number,
        });
        let is_period = words::is_period(&head);
        input.kind = match (of_unit, said) {
            (Some(kind), said) if !matches!(said, Some(Kind::Text | Kind::Choice)) => kind,
            (_, Some(Kind::Choice)) if marks.anywhere || in_marks => Kind::Mark,
            (_, Some(Kind::Words)) if own.height() >= 3 => Kind::Text,
            // No number needs so much room: 「重点目標」 over several rows and columns is a sentence.
            (None, Some(Kind::Number)) if own.height() >= 3 && own.right - own.left >= 4 => {
                Kind::Text
            }
            (_, Some(kind)) => kind,
            _ if in_marks => Kind::Mark,
            _ => {
                input.is_kind_guessed = true;
                self.guessed(input, is_period, marks)
            }
        };
    }

    /// The words of a drop-down list, and whether they are marks.
    fn of_list(&self, input: &Input) -> Option<(Kind, Vec<String>)> {
        let rule = self.roles.rules.get(&input.area)?;
        let listed = self.listed(&rule.source);
        if rule.kind != "list" || listed.is_empty() {
            return None;
        }
        let marks = ["○", "◯", "〇", "×", "レ", "✓", "●", "△", "◎"];
        let is_mark = listed.iter().all(|word| marks.contains(&word.as_str()));
        Some((if is_mark { Kind::Mark } else { Kind::Choice }, listed))
    }

    /// The likeliest kind of a place of which no word says what it is for.
    fn guessed(&self, input: &Input, is_period: bool, marks: Marks) -> Kind {
        let own = &self.canvas.areas[input.area];
        let is_cross = !input.labels.left.is_empty() && !input.labels.heads.is_empty();
        let is_large = own.is_wide && own.right - own.left >= 8 && own.height() >= 2;
        let head = input.labels.heads.first().map_or("", |at| self.text(*at));
        if is_cross && printed::is_answer(head) {
            Kind::Mark
        } else if is_cross && is_period && !marks.by_period {
            Kind::Number
        } else if is_cross && marks.anywhere {
            Kind::Mark
        } else if own.height() >= 3 || is_large {
            Kind::Text
        } else if is_cross && self.is_small_cross(input) {
            Kind::Number
        } else {
            Kind::Words
        }
    }

    /// A place in a row that has several of them and whose column has a total below, or in a row with a formula.
    fn is_small_cross(&self, input: &Input) -> bool {
        let own = &self.canvas.areas[input.area];
        self.roles.is_summed_in_row(self.canvas, own)
            || self.roles.is_summed_in_column(self.canvas, own)
    }

    /// Decimal places that the paper shows, one where it asks for decimals and shows none.
    fn decimals(&self, area: usize) -> u32 {
        let shown = self.canvas.areas[area].look.decimals;
        let asks = self.roles.rules.get(&area).map(|rule| rule.kind.as_str());
        shown
            .max(u32::from(asks == Some("decimal")))
            .min(MOST_DECIMALS)
    }

    fn kind_of_rule(&self, input: &Input) -> Option<Kind> {
        let rule = self.roles.rules.get(&input.area);
        let format = self.canvas.areas[input.area].look.format;
        match (rule.map_or("", |rule| rule.kind.as_str()), format) {
            ("whole" | "decimal", Format::Percent) | (_, Format::Percent) => Some(Kind::Percent),
            ("whole" | "decimal", _) => Some(match input.unit.as_deref() {
                Some("％") => Kind::Percent,
                _ => Kind::Number,
            }),
            ("date", _) | (_, Format::Date) => Some(Kind::Date),
            (_, Format::Number) if input.unit.as_deref() != Some("％") => Some(Kind::Number),
            _ => None,
        }
    }

    /// The unit behind a place, in a column of units before it, in its labels, or over the table.
    fn unit(&self, input: &Input, above: &str) -> Option<String> {
        let own = &self.canvas.areas[input.area];
        let of_suffix = |at: usize| match self.roles.of[at] {
            Role::Suffix => units::unit(self.text(at)),
            _ => None,
        };
        let behind = self.canvas.right_of(own).and_then(of_suffix);
        let before = || {
            let cols = (0..own.left).rev().take(MOST_COLUMNS);
            let mut areas = cols.map_while(|col| self.canvas.at(Some(own.top), Some(col)));
            areas.find_map(of_suffix)
        };
        let labels = &input.labels;
        let labels = labels
            .heads
            .iter()
            .chain(&labels.left)
            .chain(&labels.section);
        let texts = labels
            .map(|at| self.text(*at))
            .chain([above, input.own_label.as_deref().unwrap_or_default()]);
        let texts: Vec<&str> = texts.collect();
        behind
            .or_else(before)
            .or_else(|| texts.into_iter().find_map(units::unit_in))
    }

    /// The words of a list: written in the rule, or in cells.
    fn listed(&self, source: &str) -> Vec<String> {
        if let Some(inner) = source.trim().strip_prefix('"') {
            let words = inner.trim_end_matches('"').split(',');
            let words = words.map(|word| word.trim().to_owned());
            return words.filter(|word| !word.is_empty()).collect();
        }
        let named = self
            .papers
            .and_then(|papers| papers.names.get(source.trim_start_matches('=').trim()));
        let target = named.map_or(source, String::as_str).trim_start_matches('=');
        let (sheet, region) = match target.rsplit_once('!') {
            Some((sheet, region)) => (sheet.trim_matches('\'').replace("''", "'"), region),
            None => (self.sheet.to_owned(), target),
        };
        let (Some(sheet), Some((first, last))) =
            (self.workbook.sheet(&sheet), CellRef::region(region))
        else {
            return Vec::new();
        };
        let inside = sheet.cells.range(first..=last);
        let inside = inside.filter(|(at, _)| (first.col..=last.col).contains(&at.col));
        let words = inside.map(|(_, cell)| words::line(&cell.text()));
        words.filter(|word| !word.is_empty()).collect()
    }
}
