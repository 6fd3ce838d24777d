//! The senders' bytes that are kept for the copies that go back to them; making the copies is the renderers'.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use diagnostic::Diagnostic;

/// Reads files once more that are not held, where whoever gave them can.
#[derive(Default)]
pub struct Again(Option<Box<Read>>);

type Read = dyn Fn(&Arc<str>) -> Option<Arc<[u8]>> + Send + Sync;

impl Again {
    /// By a function that gives the bytes as they were, or nothing.
    pub fn new(read: impl Fn(&Arc<str>) -> Option<Arc<[u8]>> + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(read)))
    }

    pub(super) fn bytes(&self, file: &Arc<str>) -> Option<Arc<[u8]>> {
        self.0.as_ref()?(file)
    }
}

impl fmt::Debug for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Again").finish_non_exhaustive()
    }
}

/// Most bytes of senders' files that are kept until their copies are made; beyond them the form is redrawn.
const MAX_KEPT: usize = 128 << 20;

/// The senders' bytes that the copies will be made from: of files that something is told about, as long as there is room.
pub(super) fn kept(
    originals: Vec<(Arc<str>, Arc<[u8]>)>,
    diagnostics: &[Diagnostic],
) -> BTreeMap<Arc<str>, Arc<[u8]>> {
    let told: BTreeSet<&Arc<str>> = diagnostics
        .iter()
        .filter_map(|d| d.place.file.as_ref())
        .collect();
    let mut room = MAX_KEPT;
    let mut kept = BTreeMap::new();
    for (file, bytes) in originals {
        if told.contains(&file)
            && let Some(rest) = room.checked_sub(bytes.len())
        {
            room = rest;
            kept.insert(file, bytes);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_only_of_files_that_something_is_told_about() {
        let (a, b): (Arc<str>, Arc<str>) = ("a".into(), "b".into());
        let told = Diagnostic::new(
            diagnostic::Code::AS_OF_MISSING,
            diagnostic::Place::file(&b),
            "",
        );
        let bytes: Arc<[u8]> = Arc::from([0u8; 4].as_slice());
        let originals = vec![(a, Arc::clone(&bytes)), (Arc::clone(&b), bytes)];
        let kept = kept(originals, &[told]);
        assert_eq!(kept.into_keys().collect::<Vec<_>>(), [b]);
    }
}
