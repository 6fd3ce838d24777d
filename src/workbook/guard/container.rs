//! What a file is, as far as it matters for reading it.

use crate::refusal::{Refusal, SAVE_AS};

/// What a file is, as far as it matters for reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// An Office Open XML workbook, which its parser reads without danger once the bounds hold.
    Workbook,
    /// A workbook whose parser can abort the process.
    OwnProcess(Kind),
    /// A zip that may hold workbooks.
    Archive,
}

/// The kinds of workbook whose parsers can abort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// .xls.
    Legacy,
    /// .xlsb.
    Binary,
    /// .ods.
    OpenDocument,
}

impl Container {
    /// Why it was not read, where it can only be read elsewhere and was not.
    pub(crate) fn unread(self) -> Refusal {
        match self {
            Self::Workbook => Refusal::broken("ブックの構成を読めない"),
            Self::OwnProcess(Kind::Legacy) => Refusal::unreadable(
                "古い形式のExcelファイル（Excel 97-2003 ブック、.xls）です。",
                SAVE_AS,
            ),
            Self::OwnProcess(Kind::Binary) => {
                Refusal::unreadable("バイナリ形式のExcelブック（.xlsb）です。", SAVE_AS)
            }
            Self::OwnProcess(Kind::OpenDocument) => Refusal::unreadable(
                "OpenDocument形式の表計算（.ods）です。",
                "表計算ソフトで開き、「名前を付けて保存」で「Excelブック(.xlsx)」を選んで保存し直してください。",
            ),
            Self::Archive => Refusal::unreadable(
                "Excelブックではなく、ZIPで固めたファイルです。",
                "ZIPを展開し、中の記入済みの様式（.xlsx）を指定してください。",
            ),
        }
    }
}
