//! Why a file is not read, and what the sender should do.

use serde::{Deserialize, Serialize};

/// What to do with a file of another kind.
pub(crate) const SAVE_AS: &str =
    "Excelで開き、「名前を付けて保存」で「Excelブック(.xlsx)」を選んで保存し直してください。";

/// What to do with a file that cannot become the form.
pub(crate) const WRONG_FILE: &str = "記入済みの様式（Excelブック）を選び直してください。";

/// Longest time a process of its own may work on one file, in seconds of a processor.
pub const PROCESS_SECONDS: u64 = 10;
/// Most memory of such a process, in bytes of address space.
pub const PROCESS_MEMORY: u64 = 256 << 20;

/// The limits of this file, by name with their unit.
pub(crate) const PROCESS_LIMITS: [(&str, u64); 2] = [
    ("process_seconds", PROCESS_SECONDS),
    ("process_memory_bytes", PROCESS_MEMORY),
];

/// How a process that read a file came to an early end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It took too long.
    OutOfTime,
    /// It asked for more memory than it may have.
    OutOfMemory,
    /// The system did not let it start, or did not give it what it needs.
    NotStarted,
    /// It ended in some other way.
    Crashed,
}

/// What kind of reason it is that a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Not a workbook, or not one that can be read.
    Unreadable,
    /// It opens with a password only.
    Protected,
    /// It is beyond the bounds.
    BeyondLimit,
    /// The program itself failed on it; its message is the place in the program.
    Program,
}

/// Why a file is not read, for the person who sent it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What kind of reason it is.
    pub why: Why,
    /// What the file really is.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Refusal {
    /// The program itself, or a library of it, failed at a place.
    pub(crate) fn of_program(place: String) -> Self {
        Self {
            why: Why::Program,
            message: place,
            hint: String::new(),
        }
    }

    /// Not a workbook, or not one that can be read.
    pub(crate) fn unreadable(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            why: Why::Unreadable,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// A workbook that opens with a password only.
    pub(crate) fn encrypted() -> Self {
        Self {
            why: Why::Protected,
            message: "パスワードで暗号化されたExcelブックのため、読めません。".to_owned(),
            hint: "Excelで開き、「ファイル」→「情報」→「ブックの保護」→「パスワードを使用して暗号化」でパスワードを消して保存し、送り直してください。パスワードを聞かれずに開くときは、ブックの保護のための暗号化です。「校閲」→「ブックの保護」を解除して保存し直してください。".to_owned(),
        }
    }

    /// A spreadsheet of OpenDocument that opens with a password only.
    pub(crate) fn encrypted_ods() -> Self {
        Self {
            why: Why::Protected,
            message: "パスワードで暗号化された表計算のファイル（.ods）のため、読めません。".to_owned(),
            hint: "作ったソフトで開き、パスワードを付けずに「名前を付けて保存」で「Excelブック(.xlsx)」を選んで保存し、送り直してください。".to_owned(),
        }
    }

    /// A workbook that holds a part twice on which everything depends.
    pub(crate) fn doubled() -> Self {
        Self::unreadable(
            "ファイルの中に同じ名前の部品が2つあり、どちらの内容か決められないため、読めません。",
            "Excelで開いて内容を確かめ、「名前を付けて保存」で保存し直してから送ってください。",
        )
    }

    /// A zip whose members open with a password only.
    pub(crate) fn locked_archive() -> Self {
        Self {
            why: Why::Protected,
            message: "パスワード付きのZIPファイルのため、中を読めません。".to_owned(),
            hint: "パスワードを入れてZIPを展開し、中のExcelのファイルを渡してください。このプログラムはパスワードを扱いません。".to_owned(),
        }
    }

    /// Beyond the bounds of an archive.
    pub(crate) fn beyond_archive(message: impl Into<String>) -> Self {
        Self {
            why: Why::BeyondLimit,
            message: message.into(),
            hint: "ZIPを展開し、中のExcelのファイルを渡してください。".to_owned(),
        }
    }

    /// A process of its own was needed to read the file, and it came to an end before it was done.
    pub(crate) fn died(end: End) -> Self {
        let hint = format!("{SAVE_AS}開けないときは、送り直してもらってください。");
        match end {
            End::OutOfTime => Self {
                why: Why::BeyondLimit,
                message: format!(
                    "読み取りが{PROCESS_SECONDS}秒で終わらないため、途中でやめました。壊れているか、細工されたファイルです。"
                ),
                hint,
            },
            End::OutOfMemory => Self {
                why: Why::BeyondLimit,
                message: format!(
                    "読み取りに{}MBを超えるメモリが必要なため、途中でやめました。壊れているか、細工されたファイルです。",
                    PROCESS_MEMORY >> 20
                ),
                hint,
            },
            End::NotStarted => Self::unreadable(
                "メモリなどが足りないため、読み取れませんでした。ファイルのせいではありません。",
                "ほかのプログラムを閉じてから、もう一度実行してください。",
            ),
            End::Crashed => Self::unreadable(
                "読み取りの途中で異常が起きたため、読めません。壊れているか、細工されたファイルです。",
                hint,
            ),
        }
    }

    /// Beyond the bounds of a workbook.
    pub(crate) fn beyond(message: impl Into<String>) -> Self {
        Self {
            why: Why::BeyondLimit,
            message: message.into(),
            hint: "様式だけを新しいブックに移して保存するか、配付した様式に記入し直してください。"
                .to_owned(),
        }
    }

    /// A workbook whose content is broken.
    pub(crate) fn broken(reason: &str) -> Self {
        Self::unreadable(
            format!("Excelブックの中身が壊れていて読めません（{reason}）。"),
            "Excelで開けるか確かめ、開けたら「名前を付けて保存」で保存し直してください。開けないときは送り直してもらってください。",
        )
    }
}
