//! Names and paths of the system as a person reads them: nothing in them is lost or unseen.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{Error, ErrorKind};
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

/// Why the system did not do what it was asked, for a person who knows no system: without its own words.
pub(super) fn system_words(error: &Error) -> String {
    let why = match error.kind() {
        ErrorKind::NotFound => "ファイルまたはフォルダがありません",
        ErrorKind::PermissionDenied => "使う権限がないか、ほかのプログラムが開いています",
        ErrorKind::AlreadyExists => "同じ名前のものがあります",
        ErrorKind::NotADirectory => "フォルダではありません",
        ErrorKind::IsADirectory => "ファイルではなく、フォルダです",
        ErrorKind::DirectoryNotEmpty => "フォルダが空ではありません",
        ErrorKind::ReadOnlyFilesystem => "書き込めない場所です",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "空き容量が足りません",
        ErrorKind::FileTooLarge => "ファイルが大きすぎます",
        ErrorKind::InvalidFilename => "使えない名前です",
        ErrorKind::InvalidData => "中身が文字として読めません",
        ErrorKind::OutOfMemory => "メモリが足りません",
        ErrorKind::TimedOut => "時間内に応答がありません",
        ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => "途中で切れました",
        _ => {
            let number = error.raw_os_error();
            return number.map_or_else(
                || "原因は分かりません".to_owned(),
                |number| format!("システムのエラー {number}"),
            );
        }
    };
    why.to_owned()
}

/// What stands in the way, with the file or folder that it is about, of an error that carries both.
pub(super) fn cause(error: &anyhow::Error) -> String {
    let words = error.chain().map(|one| match one.downcast_ref::<Error>() {
        Some(error) => system_words(error),
        None => one.to_string(),
    });
    words.collect::<Vec<_>>().join(": ")
}
