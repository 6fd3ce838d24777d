//! What areas turn out to be by what stands around them: units, heads that look like places, rows of examples.

use std::collections::BTreeSet;

use crate::canvas::{Canvas, RIGHT};
use crate::kinds::Kind;
use crate::role::{Bar, Printed, Role};
use crate::{units, words};
use workbook::Shade;

/// Looks at every area once more, with its neighbours known.
pub(super) fn settle(canvas: &Canvas, of: &mut [Role]) {
    behind_blanks(canvas, of);
    heads_that_look_like_blanks(canvas, of);
    example_rows(canvas, of);
}

fn is_place(role: Option<&Role>) -> bool {
    matches!(role, Some(Role::Blank(_) | Role::Printed(_)))
}

/// Units behind a blank, and texts that are a unit where the number is typed before it.
fn behind_blanks(canvas: &Canvas, of: &mut [Role]) {
    for number in canvas.seen() {
        let area = &canvas.areas[number];
        let left = canvas.left_of(area);
        let is_after_blank = left.is_some_and(|at| matches!(of[at], Role::Blank(_)));
        let is_open = left.is_some_and(|at| !canvas.areas[at].frame[RIGHT]);
        let unit = units::unit(&area.text);
        let is_short = words::squeezed(&area.text).chars().count() <= 4;
        match &of[number] {
            Role::Label
                if is_after_blank
                    && (unit.is_some() || is_open && is_short && canvas.has_frames) =>
            {
                of[number] = Role::Suffix;
            }
            Role::Label
                if unit.is_some()
                    && left.is_some_and(|at| of[at] == Role::Label)
                    && area.is_boxed() =>
            {
                // 「人」 alone in a frame to the right of a label: the number is typed before it, unless there is a place behind it.
                let (below, right) = (canvas.below(area), canvas.right_of(area));
                if is_place(right.map(|at| &of[at])) {
                    of[number] = Role::Suffix;
                } else if !is_place(below.map(|at| &of[at])) {
                    of[number] = Role::Printed(Printed {
                        kind: Some(if unit.as_deref() == Some("％") {
                            Kind::Percent
                        } else {
                            Kind::Number
                        }),
                        unit,
                        ..Printed::default()
                    });
                }
            }
            Role::Printed(printed)
                if is_after_blank
                    && is_open
                    && canvas.has_frames
                    && matches!(printed.kind, Some(Kind::Number | Kind::Percent)) =>
            {
                of[number] = Role::Suffix;
            }
            _ => {}
        }
    }
}

/// 「有・無」 over a column of blanks, 「担当者：」 before a blank and the like are labels.
fn heads_that_look_like_blanks(canvas: &Canvas, of: &mut [Role]) {
    for number in canvas.seen() {
        let area = &canvas.areas[number];
        let Role::Printed(printed) = &of[number] else {
            continue;
        };
        let own_shade = area.look.shade;
        let is_blank_after = |at: Option<usize>| {
            at.is_some_and(|at| {
                matches!(of[at], Role::Blank(_))
                    && (area.lines() >= 3) == (canvas.areas[at].lines() >= 3)
                    && canvas.areas[at].look.shade != Shade::Grey
            })
        };
        let before_blank = is_blank_after(canvas.right_of(area));
        let over_blank = is_blank_after(canvas.below(area)) && area.lines() >= 3;
        let has_label_left = canvas.left_of(area).is_some_and(|at| of[at] == Role::Label);
        let is_label = match printed.kind {
            Some(Kind::Bullet | Kind::Mark) => false,
            Some(Kind::Choice) => {
                over_blank && !area.text.contains(['□', '☐']) || before_blank && !has_label_left
            }
            Some(_) => over_blank && !has_label_left && own_shade != Shade::None,
            None => {
                printed.label.is_some() && {
                    let next = canvas.right_of(area);
                    next.is_some_and(|at| is_place(Some(&of[at])))
                }
            }
        };
        if is_label {
            of[number] = Role::Label;
        }
    }
}

/// A row whose first words say that it is an example is none to write in.
fn example_rows(canvas: &Canvas, of: &mut [Role]) {
    let mut rows: BTreeSet<u32> = BTreeSet::new();
    for number in canvas.seen() {
        let area = &canvas.areas[number];
        let below = canvas.below(area).map(|at| &of[at]);
        let is_first = words::is_example(&area.text) && area.lines() >= 2;
        let over_blank = words::holds_example(&area.text)
            && matches!(below, Some(Role::Blank(_)))
            && !canvas.left_of(area).is_some_and(|at| of[at] == Role::Label);
        if is_first || over_blank {
            rows.extend(area.top..=area.bottom);
        }
    }
    for number in canvas.seen() {
        let area = &canvas.areas[number];
        let is_inside = (area.top..=area.bottom).all(|row| rows.contains(&row));
        if is_inside && is_place(Some(&of[number])) {
            of[number] = Role::Barred(Bar::Example);
        } else if is_inside && of[number] == Role::Label {
            of[number] = Role::Constant;
        }
    }
}
