//! What places beside each other say of one another: of columns below one head, a word that may be a number or not is one where
//! its neighbour is.

use std::collections::BTreeMap;

use crate::canvas::Canvas;
use crate::inputs::Input;
use crate::kinds::Kind;
use crate::roles::Roles;
use crate::words;

/// Heads under which either numbers or words are written.
const EITHER: &[&str] = &["計画", "予定", "見込", "見込み", "対応", "評価", "取組"];

/// Turns places of words into places of numbers where another place of the same row below the same head is one, and where the row
/// has a unit, a formula, or a head that says neither. Says nothing of places with rules or with something printed in them.
pub(crate) fn settle(canvas: &Canvas, roles: &Roles<'_>, inputs: &mut [Input]) {
    let mut rows: BTreeMap<(u32, usize), Vec<usize>> = BTreeMap::new();
    for (number, input) in inputs.iter().enumerate() {
        if let [_, over, ..] = input.labels.heads[..] {
            let row = canvas.areas[input.area].top;
            rows.entry((row, over)).or_default().push(number);
        }
    }
    for group in rows.into_values() {
        let number = group.iter().find(|at| inputs[**at].kind == Kind::Number);
        let Some(unit) = number.map(|at| inputs[*at].unit.clone()) else {
            continue;
        };
        for at in group {
            let input = &inputs[at];
            let area = &canvas.areas[input.area];
            let head = input.labels.heads.first();
            let head = head.map_or("", |head| canvas.areas[*head].text.as_str());
            let is_either = EITHER.contains(&words::squeezed(head).as_str());
            let is_word = matches!(input.kind, Kind::Words | Kind::Text)
                && input.sign.is_some()
                && area.height() < 3;
            let is_summed = || roles.is_summed_in_row(canvas, area);
            if is_word && (input.unit.is_some() || is_either || is_summed()) {
                let input = &mut inputs[at];
                input.kind = Kind::Number;
                input.is_kind_guessed = true;
                input.unit = input.unit.take().or_else(|| unit.clone());
            }
        }
    }
}
