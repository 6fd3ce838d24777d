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

/// A path in a message: on one line, nothing in it unseen, and written as people write it.
pub(super) fn shown(path: &Path) -> String {
    let text = in_text(path.as_os_str());
    let text = if cfg!(windows) {
        as_on_windows(&text)
    } else {
        text
    };
    visible(&text).into_owned()
}

/// A path of Windows as its people write it. The system's own spelling begins with `\\?\`, which nobody can use; and where
/// a path names no drive and no server, it is written as everywhere, so that the same run says the same on every system.
fn as_on_windows(path: &str) -> String {
    let path = match path.strip_prefix(r"\\?\UNC\") {
        Some(share) => format!(r"\\{share}"),
        None => path.strip_prefix(r"\\?\").unwrap_or(path).to_owned(),
    };
    let is_rooted = path.starts_with(['\\', '/']) || path.get(1..2) == Some(":");
    if is_rooted {
        path.replace('/', r"\")
    } else {
        path.replace('\\', "/")
    }
}

/// Whether the system refuses because another program holds the file open. Only Windows does.
pub(super) fn is_held(error: &Error) -> bool {
    /// ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    const HELD: [i32; 2] = [32, 33];
    let number = error.raw_os_error();
    cfg!(windows) && number.is_some_and(|number| HELD.contains(&number))
}

/// Whether a shared folder went away.
fn is_gone(error: &Error) -> bool {
    /// ERROR_BAD_NETPATH, ERROR_DEV_NOT_EXIST, ERROR_UNEXP_NET_ERR, ERROR_NETNAME_DELETED, ERROR_BAD_NET_NAME, ERROR_SEM_TIMEOUT,
    /// ERROR_NETWORK_UNREACHABLE, ERROR_CONNECTION_ABORTED.
    const GONE: [i32; 8] = [53, 55, 59, 64, 67, 121, 1231, 1236];
    let number = error.raw_os_error();
    let is_kind = matches!(
        error.kind(),
        ErrorKind::StaleNetworkFileHandle
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::NotConnected
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
    );
    is_kind || cfg!(windows) && number.is_some_and(|number| GONE.contains(&number))
}

/// Whether the disk itself, or what stands for it on a share, does not work.
fn is_broken(error: &Error) -> bool {
    /// ERROR_NOT_READY, ERROR_CRC, ERROR_WRITE_FAULT, ERROR_READ_FAULT, ERROR_GEN_FAILURE, ERROR_FILE_INVALID, ERROR_IO_DEVICE.
    const WINDOWS: [i32; 7] = [21, 23, 29, 30, 31, 1006, 1117];
    /// EIO.
    const UNIX: [i32; 1] = [5];
    let broken: &[i32] = if cfg!(windows) { &WINDOWS } else { &UNIX };
    error
        .raw_os_error()
        .is_some_and(|number| broken.contains(&number))
}

/// Whether no more files can be opened.
fn has_too_many(error: &Error) -> bool {
    /// ERROR_TOO_MANY_OPEN_FILES.
    const WINDOWS: [i32; 1] = [4];
    /// ENFILE and EMFILE.
    const UNIX: [i32; 2] = [23, 24];
    let many: &[i32] = if cfg!(windows) { &WINDOWS } else { &UNIX };
    error
        .raw_os_error()
        .is_some_and(|number| many.contains(&number))
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
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            "ほかのプログラムが使っているか、読んでいるあいだに書き換えました"
        }
        ErrorKind::Interrupted => "途中で止められました",
        ErrorKind::InvalidInput | ErrorKind::Unsupported | ErrorKind::TooManyLinks => {
            "この場所ではできないことです"
        }
        _ if is_held(error) => "ほかのプログラムが開いています",
        _ if is_gone(error) => "共有フォルダとのつながりが切れました",
        _ if is_broken(error) => "ディスクか共有フォルダの読み書きに失敗しました",
        _ if has_too_many(error) => "開いているファイルが多すぎます",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_disk_or_a_share_does_is_said_in_words() {
        for (number, told) in [
            (5, "ディスクか共有フォルダの読み書きに失敗しました"),
            (116, "共有フォルダとのつながりが切れました"),
            (24, "開いているファイルが多すぎます"),
            (28, "空き容量が足りません"),
            (122, "空き容量が足りません"),
        ] {
            assert_eq!(system_words(&Error::from_raw_os_error(number)), told);
        }
        for number in [1, 2, 13, 16, 17, 20, 21, 22, 26, 27, 30, 31, 36, 39, 110] {
            let told = system_words(&Error::from_raw_os_error(number));
            assert!(!told.contains("システム"), "{number}: {told}");
        }
    }

    #[test]
    fn a_path_of_windows_is_written_as_its_people_write_it() {
        for (given, told) in [
            (r"\\?\C:\提出\北 区.xlsx", r"C:\提出\北 区.xlsx"),
            (r"\\?\UNC\server\共有\a.xlsx", r"\\server\共有\a.xlsx"),
            (r"\\server\共有/a.xlsx", r"\\server\共有\a.xlsx"),
            (r"C:\提出/out\report.xlsx", r"C:\提出\out\report.xlsx"),
            (r"samples/r7\北区.xlsx", "samples/r7/北区.xlsx"),
            ("区.xlsx", "区.xlsx"),
        ] {
            assert_eq!(as_on_windows(given), told);
        }
    }
}
