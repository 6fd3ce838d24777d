//! Arguments of what is handed out before the forms are filled in, beside the forms themselves: `areas`, `page`.

use std::path::PathBuf;

use clap::Args;

use super::dates::as_of;
use crate::model::AsOf;

/// Options of `page`.
#[derive(Args, Debug)]
pub(super) struct PageOptions {
    /// 書き出すファイル（.html）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) out: PathBuf,
    /// 時点（例: 2026-03-31、令和8年3月末）。省略すると、点検するファイルに書かれた時点
    #[arg(help_heading = "指定", long, value_name = "日付", value_parser = as_of)]
    pub(super) as_of: Option<AsOf>,
    /// 割合の分母になる数の登録（CSVまたはExcel）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) areas: Option<PathBuf>,
    /// The core of the page, for a program that was built without it.
    #[arg(long, value_name = "ファイル", hide = true)]
    pub(super) core: Option<PathBuf>,
}

/// Options of `areas`.
#[derive(Args, Debug)]
pub(super) struct AreasOptions {
    /// 書き出すファイル（.xlsx か .csv）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) blank: PathBuf,
    /// 時点（例: 2026-03-31）。その年度の行だけにする。省略すると、様式にある年度のすべて
    #[arg(help_heading = "指定", long, value_name = "日付", value_parser = as_of)]
    pub(super) as_of: Option<AsOf>,
}
