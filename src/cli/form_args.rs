//! Arguments of `form`, which has commands of its own.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// How the help of a command is set.
pub(super) const HELP: &str = "{about}\n\n使い方: {usage}\n\n{all-args}{after-help}";

/// Options of `form`.
#[derive(Args, Debug)]
#[command(subcommand_value_name = "こと", subcommand_help_heading = "すること")]
pub(super) struct FormOptions {
    /// What to do with the definitions.
    #[command(subcommand)]
    pub(super) task: FormTask,
}

/// What to do with the definitions of forms.
#[derive(Debug, Subcommand)]
pub(super) enum FormTask {
    /// 様式と版の一覧を表示する
    #[command(help_template = HELP, override_usage = "torimatome form list [指定]")]
    List,
    /// 1つの版の定義を、もとにした版から引き継ぐものを入れて表示する
    #[command(help_template = HELP, override_usage = "torimatome form show 様式[/版] [指定]")]
    Show {
        /// 様式の番号、または様式/版（例: visits/2025）。版を省くと、いちばん新しい版
        #[arg(help_heading = "対象", value_name = "様式[/版]")]
        form: String,
    },
    /// 定義に誤りがないかを確かめる
    #[command(help_template = HELP, override_usage = "torimatome form verify 場所")]
    Verify {
        /// 定義のフォルダ（areas.toml や forms があるところ）、または様式定義のブック
        #[arg(help_heading = "対象", value_name = "場所")]
        folder: PathBuf,
    },
    /// 定義のフォルダを様式定義のブック（Excel）に、ブックをフォルダにする（別名: 変換）
    #[command(alias = "変換", help_template = HELP, override_usage = "torimatome form convert フォルダ --out 様式定義.xlsx　または　torimatome form convert 様式定義.xlsx --out フォルダ")]
    Convert {
        /// 定義のフォルダ、または様式定義のブック
        #[arg(help_heading = "対象", value_name = "もと")]
        from: PathBuf,
        /// 書き出すブック（.xlsx）、またはフォルダ
        #[arg(help_heading = "指定", long, value_name = "先")]
        out: PathBuf,
    },
    /// 手元の空の様式（Excel）から、定義の下書きを作る
    #[command(help_template = HELP, override_usage = "torimatome form draft ファイル --out フォルダ")]
    Draft {
        /// 空の様式（Excel）
        #[arg(help_heading = "対象", value_name = "ファイル")]
        blank: PathBuf,
        /// 定義の下書き、印を付けた写し、確かでないところの一覧を書き出すフォルダ
        #[arg(help_heading = "指定", long, value_name = "フォルダ")]
        out: PathBuf,
    },
    /// 2つの版で何が違うかを表示する
    #[command(help_template = HELP, override_usage = "torimatome form diff 様式/前の版 様式/後の版 [指定]")]
    Diff {
        /// 前の版（例: visits/2024）
        #[arg(help_heading = "対象", display_order = 1, value_name = "前の版")]
        old: String,
        /// 後の版（例: visits/2025）
        #[arg(help_heading = "対象", display_order = 2, value_name = "後の版")]
        new: String,
    },
}
