//! Names and paths of the system as a person reads them: nothing in them is lost or unseen.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;

use crate::model::visible;

/// A name of the system as text. What is no text in it is written as `\x8B`, so that the file can be found again.
pub(super) fn in_text(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// A path in a message: on one line, and nothing in it unseen.
pub(super) fn shown(path: &Path) -> String {
    visible(&in_text(path.as_os_str())).into_owned()
}
