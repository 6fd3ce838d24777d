//! The one byte of a zip's records that says on what system it was written: the same whatever that system is.

/// UNIX, as the list of systems has it (APPNOTE.TXT 4.4.2).
const UNIX: u8 = 3;
/// Length of a record in the list at the end, without its name and what follows that.
const RECORD: usize = 46;
/// Length of the end of the list, without a comment.
const END: usize = 22;

/// A zip of ours as it is written everywhere. What is not one stays as it is.
#[must_use]
pub fn as_everywhere(mut bytes: Vec<u8>) -> Vec<u8> {
    for at in records(&bytes).unwrap_or_default() {
        bytes[at + 5] = UNIX;
    }
    bytes
}

/// Where the records begin; nothing if one of them is not where it should be. Zips of ours have no comment.
fn records(bytes: &[u8]) -> Option<Vec<usize>> {
    let end = bytes.len().checked_sub(END)?;
    if !bytes[end..].starts_with(b"PK\x05\x06") {
        return None;
    }
    let half = |at: usize| {
        Some(usize::from(u16::from_le_bytes(
            bytes.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let word = |at: usize| {
        u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)
            .try_into()
            .ok()
    };
    let mut at: usize = word(end + 16)?;
    let mut found = Vec::new();
    for _ in 0..half(end + 10)? {
        if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        found.push(at);
        at += RECORD + half(at + 28)? + half(at + 30)? + half(at + 32)?;
    }
    (at == end).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zip::fresh;

    #[test]
    fn a_zip_says_the_same_system_everywhere_and_nothing_else_changes() {
        let entries = [("a.xml", &b"<a/>"[..]), ("b/c.xml", &b"PK\x01\x02"[..])];
        let ours = fresh(entries).expect("a zip");
        let places = records(&ours).expect("records");
        assert_eq!(places.len(), 2);
        assert!(places.iter().all(|at| ours[at + 5] == UNIX));
        let mut elsewhere = ours.clone();
        for at in &places {
            elsewhere[at + 5] = 0;
        }
        assert_ne!(elsewhere, ours);
        assert_eq!(as_everywhere(elsewhere), ours);
        let cut = &ours[..ours.len() - 1];
        assert_eq!(as_everywhere(cut.to_vec()), cut);
    }
}
