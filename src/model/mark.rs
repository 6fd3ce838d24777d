//! The circled digits that Japanese forms number their items with.

/// The number in a circled digit, from 1 to 20; `None` for any other sign.
pub fn circled(sign: char) -> Option<usize> {
    let first = '\u{2460}';
    (first..='\u{2473}')
        .contains(&sign)
        .then(|| sign as usize - first as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_1_to_20() {
        assert_eq!(
            "①⑨⑩⑳".chars().filter_map(circled).collect::<Vec<_>>(),
            [1, 9, 10, 20]
        );
        assert_eq!("1⓪㉑❶".chars().find_map(circled), None);
    }
}
