//! The first places at which two files of one sender differ, with what stands in both, for a sentence. Tells nothing itself.

use model::{Provenance, Submission, differences};

/// Most places that are named.
const NAMED: usize = 3;
/// Most characters that are shown of what stands in a place.
const SHOWN: usize = 10;

/// How many places differ, and the first of them: `違いは4か所です（基本目標1!E15「120」→「112」、E16空欄→「0」、D17「未集計」→「30」、ほか1か所）。`
pub(super) fn sentence(old: &Submission, new: &Submission, between: &str) -> String {
    let differences = differences(old, new);
    if differences.is_empty() {
        return "数値と文章に違いはありません。".to_owned();
    }
    let mut sheet = "";
    let mut named: Vec<String> = Vec::new();
    for difference in differences.iter().take(NAMED) {
        let (was, is) = (difference.old.as_ref(), difference.new.as_ref());
        let at = is.or(was).map_or_else(String::new, |place| {
            let is_same = *place.sheet == *sheet;
            sheet = &place.sheet;
            match is_same {
                true => place.cell.to_string(),
                false => format!("{sheet}!{}", place.cell),
            }
        });
        named.push(format!(
            "{at}{}{between}{}",
            quoted(was, beginning),
            quoted(is, beginning)
        ));
    }
    let more = differences.len().saturating_sub(NAMED);
    if more > 0 {
        named.push(format!("ほか{more}か所"));
    }
    format!(
        "違いは{}か所です（{}）。",
        differences.len(),
        named.join("、")
    )
}

/// What is written, as far as it is to be shown; blanks and a missing place have words of their own.
pub(super) fn quoted(place: Option<&Provenance>, shown: impl Fn(&str) -> String) -> String {
    match place {
        None => "記載なし".to_owned(),
        Some(place) if place.text.trim().is_empty() => "空欄".to_owned(),
        Some(place) => format!("「{}」", shown(place.text.trim())),
    }
}

/// Much shorter than an excerpt: the rule on every single difference shows the whole.
fn beginning(text: &str) -> String {
    let line = || text.chars().map(|c| if c.is_control() { ' ' } else { c });
    if line().count() <= SHOWN {
        return line().collect();
    }
    line().take(SHOWN - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_and_on_one_line() {
        assert_eq!(beginning("1234567890"), "1234567890");
        assert_eq!(beginning("12\n345678901"), "12 345678…");
    }
}
