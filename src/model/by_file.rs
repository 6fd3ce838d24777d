//! Looking up what has the name of a file.

use std::borrow::Borrow;

/// What has the name of a file, among several: at once where they stand in the order of their names.
pub(super) fn of_file<'a, T: 'a, S: Borrow<T>>(
    all: &'a [S],
    file: &str,
    name: impl Fn(&T) -> &str,
) -> Option<&'a T> {
    match all.binary_search_by(|one| name(one.borrow()).cmp(file)) {
        Ok(at) => all.get(at).map(S::borrow),
        Err(_) => all.iter().map(S::borrow).find(|one| name(one) == file),
    }
}
