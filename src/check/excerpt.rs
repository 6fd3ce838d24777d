//! Two long texts beside each other, each cut to what differs and a little around it, so that a message can show both.

/// Longest text that is shown whole, in characters.
const WHOLE: usize = 40;
/// How much of what both say is shown before the difference.
const BEFORE: usize = 8;
/// How much is shown from the difference on.
const FROM: usize = 28;

/// The beginning of a text.
pub(super) fn beginning(text: &str) -> String {
    let text: Vec<char> = flat(text).collect();
    cut(&text, 0)
}

/// Both texts from where they differ.
pub(super) fn of_both(one: &str, other: &str) -> (String, String) {
    let (one, other): (Vec<char>, Vec<char>) = (flat(one).collect(), flat(other).collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let from = if one.len() <= WHOLE && other.len() <= WHOLE {
        0
    } else {
        same.saturating_sub(BEFORE)
    };
    (cut(&one, from), cut(&other, from))
}

/// On one line.
fn flat(text: &str) -> impl Iterator<Item = char> {
    let lines = text.trim().chars();
    lines.map(|c| if c.is_control() { ' ' } else { c })
}

fn cut(text: &[char], from: usize) -> String {
    if from == 0 && text.len() <= WHOLE {
        return text.iter().collect();
    }
    let end = text.len().min(from + BEFORE + FROM);
    let before = if from == 0 { "" } else { "…" };
    let behind = if end == text.len() { "" } else { "…" };
    let part: String = text[from.min(end)..end].iter().collect();
    format!("{before}{part}{behind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_shown_whole_and_long_ones_from_where_they_differ() {
        let short = ("3月に開いた。".to_owned(), "4月に開いた。".to_owned());
        assert_eq!(of_both(&short.0, &short.1), short);
        let late = (
            "毎月1度、公園で集まりを開いた。".to_owned(),
            "毎月1度、公園で集まりを休んだ。".to_owned(),
        );
        assert_eq!(of_both(&late.0, &late.1), late);
        let long = "あ".repeat(60);
        let (one, other) = of_both(&format!("{long}3月{long}"), &format!("{long}4月{long}"));
        assert_eq!(one, format!("…{}3月{}…", "あ".repeat(8), "あ".repeat(26)));
        assert_eq!(other, format!("…{}4月{}…", "あ".repeat(8), "あ".repeat(26)));
        let (one, other) = of_both(&long, &format!("{long}い"));
        assert_eq!(one, format!("…{}", "あ".repeat(8)));
        assert_eq!(other, format!("…{}い", "あ".repeat(8)));
        assert_eq!(beginning(&long), format!("{}…", "あ".repeat(36)));
        assert_eq!(beginning("一行\n二行"), "一行 二行");
    }
}
