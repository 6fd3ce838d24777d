//! Whether a zip is as this program has written it: whoever has saved it since has packed its parts in a way of his own.

use std::io::Read;

use super::read::Zip;
use super::write::fresh;

/// Largest part that is looked at: what this program adds to a workbook is a hundredth of it.
const MAX_PART: u64 = 32 << 20;

/// Whether a part that holds these words is in a zip to the bit as [`fresh`] packs it. Nothing of what a person has written
/// into the file since can be in it then: every program writes all parts anew when it saves.
#[must_use]
pub fn is_as_written(bytes: &[u8], words: &str) -> bool {
    let Ok(mut zip) = Zip::open(bytes) else {
        return false;
    };
    (0..zip.archive.len()).any(|index| is_own(&mut zip, index, words).unwrap_or_default())
}

fn is_own(zip: &mut Zip<'_>, index: usize, words: &str) -> Option<bool> {
    let entry = zip.archive.by_index(index).ok()?;
    let name = entry.name().ok()?.into_owned();
    if !name.ends_with(".xml") || entry.size() > MAX_PART {
        return None;
    }
    let mut text = Vec::new();
    entry.take(MAX_PART).read_to_end(&mut text).ok()?;
    if !std::str::from_utf8(&text).ok()?.contains(words) {
        return None;
    }
    let ours = fresh([(name.as_str(), &text[..])]).ok()?;
    let mut ours = Zip::open(&ours).ok()?;
    Some(packed(&mut ours, 0)? == packed(zip, index)?)
}

/// The bytes of an entry as they lie in the zip.
fn packed(zip: &mut Zip<'_>, index: usize) -> Option<Vec<u8>> {
    let mut entry = zip.archive.by_index_raw(index).ok()?;
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};

    #[test]
    fn the_same_words_packed_by_another_hand_are_not_ours() {
        let text = "<a>ours</a>".repeat(400);
        let ours = fresh([("other.xml", &b"<b/>"[..]), ("a.xml", text.as_bytes())]).expect("a zip");
        assert!(is_as_written(&ours, "ours"));
        assert!(!is_as_written(&ours, "theirs"));
        let options = ::zip::write::SimpleFileOptions::default().compression_level(Some(1));
        let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("a.xml", options).expect("an entry");
        writer.write_all(text.as_bytes()).expect("written");
        let theirs = writer.finish().expect("a zip").into_inner();
        assert!(!is_as_written(&theirs, "ours"));
        assert!(!is_as_written(b"no zip", "ours"));
    }
}
