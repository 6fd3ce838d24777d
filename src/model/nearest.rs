//! Which known name somebody most likely meant: for messages about a name that is not known.

/// The known name nearest to what was written, where at least half of it is left.
pub fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().min_by_key(|name| edits(text, name));
    near.filter(|name| 2 * edits(text, name) <= text.chars().count())
}

/// The one known name that is one slip away from what was written; none where several are.
pub fn one_slip_away<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if text.chars().count() < 2 {
        return None;
    }
    let mut near: Vec<&str> = known
        .into_iter()
        .filter(|name| edits(text, name) <= 1)
        .collect();
    if near.contains(&text) {
        return None;
    }
    // A character taken for another is likelier than one too many or too few.
    let is_as_long = |name: &&str| name.chars().count() == text.chars().count();
    if near.iter().any(is_as_long) {
        near.retain(is_as_long);
    }
    near.dedup();
    match near[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// How many characters must be put in, taken out or exchanged.
pub fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("c301", "c301"), 0);
        assert_eq!(edits("c31", "c301"), 1);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
    }

    #[test]
    fn one_slip_leads_to_one_name_or_to_none() {
        let wards = ["西成区", "西区", "北区"];
        assert_eq!(one_slip_away("西城区", wards), Some("西成区"));
        assert_eq!(one_slip_away("南区", wards), None, "two are as near");
        assert_eq!(one_slip_away("西成区", wards), None, "it is one");
        assert_eq!(one_slip_away("区", wards), None);
    }

    #[test]
    fn what_is_far_from_everything_has_no_nearest() {
        assert_eq!(nearest("filds", ["kind", "fields"]), Some("fields"));
        assert_eq!(nearest("xyz", ["kind", "fields"]), None);
    }
}
