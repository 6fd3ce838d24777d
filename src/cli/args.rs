//! Arguments, with Japanese help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::codes::{Choosing, Least};
use super::dates::{as_of, jobs, stamp};
use super::fault::place;
use super::form_args::{FormOptions, HELP};
use super::handout_args::{AreasOptions, PageOptions};
use crate::model::{AsOf, Stamp};

/// 様式の取りまとめ: 届いたExcelを読み、点検し、全体の報告書（ExcelとPDF）を作ります。
#[derive(Debug, Parser)]
#[command(name = "torimatome", version, help_template = HELP, disable_help_subcommand = true,
    disable_help_flag = true, disable_version_flag = true,
    override_usage = "torimatome 命令 [指定]　または　torimatome ファイル...",
    subcommand_value_name = "命令", subcommand_help_heading = "命令", next_help_heading = "共通の指定",
    after_help = "ファイルだけを渡すと「check（点検）」をして、印を付けた写しをそのファイルのそばに書きます。\n終了コード: 0 誤りなし・1 誤りあり・2 使い方の誤り・3 読むものがない・4 最後までできなかった")]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub(super) common: CommonOptions,
}

/// Options of every command.
#[derive(Args, Debug)]
pub(super) struct CommonOptions {
    /// 組み込みの定義の代わりに使う定義のフォルダ、または様式定義のブック
    #[arg(long, global = true, value_name = "場所")]
    pub(super) templates: Option<PathBuf>,
    /// 同時に処理する数（0は自動）
    #[arg(
        long,
        global = true,
        value_name = "数",
        default_value_t = 0,
        hide_default_value = true,
        value_parser = jobs
    )]
    pub(super) jobs: usize,
    /// 実施しなかった規則の理由も表示する
    #[arg(long, short = 'v', global = true)]
    pub(super) verbose: bool,
    /// 途中経過と結びの行を表示しない
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// 色を付けない
    #[arg(long, global = true)]
    pub(super) no_color: bool,
    /// Fails on purpose at a place such as `read:FILE` or `check:T504`, to try what becomes of the rest.
    #[arg(long, global = true, hide = true, value_name = "場所", value_parser = place)]
    pub(super) provoke_fault: Option<String>,
    /// この説明を表示
    #[arg(long, short = 'h', global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 版を表示
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 配って記入してもらうExcelを作る（別名: ひな形）
    #[command(alias = "ひな形", help_template = HELP, override_usage = "torimatome template --out フォルダ --as-of 日付 [指定]",
        mut_arg("as_of", |arg| arg.help("時点（例: 2026-03-31、令和8年3月末）")))]
    Template(TemplateOptions),
    /// 記入済みのExcelを点検する（別名: 点検）
    #[command(alias = "点検", help_template = HELP, override_usage = "torimatome check 場所... [指定]")]
    Check(CheckOptions),
    /// 届いたExcelを取りまとめ、報告書を作る（別名: 取りまとめ）
    #[command(alias = "取りまとめ", help_template = HELP, override_usage = "torimatome compile 場所... --out フォルダ [指定]")]
    Compile(CompileOptions),
    /// 提出を受理し、提出台帳に記す（別名: 受理）
    #[command(alias = "受理", help_template = HELP, override_usage = "torimatome accept 出力フォルダ 団体名 --by 氏名 [指定]")]
    Accept(AcceptOptions),
    /// 指摘のコードの意味と直し方を表示する（別名: 説明）
    #[command(alias = "説明", help_template = HELP, override_usage = "torimatome explain [コード]")]
    Explain(ExplainOptions),
    /// 1つのExcelから何を読み取ったかを表示する（別名: 読取）
    #[command(alias = "読取", help_template = HELP, override_usage = "torimatome inspect ファイル [指定]")]
    Inspect(InspectOptions),
    /// 様式の定義を調べ、下書きを作る: list・show・verify・convert・draft・diff（別名: 様式）
    #[command(alias = "様式", help_template = HELP, arg_required_else_help = false, override_usage = "torimatome form list　または　torimatome form show 様式　ほか")]
    Form(FormOptions),
    /// 割合の分母になる数の登録の、書きこむ前のファイルを作る（別名: 登録）
    #[command(alias = "登録", help_template = HELP, override_usage = "torimatome areas --blank ファイル [指定]")]
    Areas(AreasOptions),
    /// 記入する人が提出前に自分で点検するページ（1つのHTMLファイル）を作る（別名: 点検ページ）
    #[command(alias = "点検ページ", help_template = HELP, override_usage = "torimatome page --out ファイル [指定]")]
    Page(PageOptions),
    /// 結果や定義の形を定めるJSON Schemaを表示する（別名: 型）
    #[command(alias = "型", help_template = HELP, override_usage = "torimatome schema findings　または　schema manifest　または　schema form")]
    Schema(SchemaOptions),
    /// Reads one file for another process of this program; no command for people.
    #[command(hide = true)]
    ReadOneStdin,
    /// What files alone mean; it has no name to be typed.
    #[command(hide = true, help_template = HELP, override_usage = "torimatome ファイル... [指定]")]
    Dropped(CheckOptions),
    /// 報告書の数値から、もとのファイル・シート・セルをたどる（別名: 追跡）
    #[command(alias = "追跡", help_template = HELP, override_usage = "torimatome trace 出力フォルダ [番号]　または　torimatome trace 出力フォルダ ファイル [セル]")]
    Trace(TraceOptions),
    /// 2回の取りまとめで何が変わったかを表示する（別名: 差分）
    #[command(alias = "差分", help_template = HELP, override_usage = "torimatome diff 前の出力フォルダ 後の出力フォルダ [指定]")]
    Diff(DiffOptions),
}

/// What checking and compiling compare with.
#[derive(Args, Debug)]
pub(super) struct Basis {
    /// 時点（例: 2026-03-31、令和8年3月末）。省略すると、ファイルに書かれた時点
    #[arg(help_heading = "指定", long, value_name = "日付", value_parser = as_of)]
    pub(super) as_of: Option<AsOf>,
    /// 割合の分母になる数の登録（CSVまたはExcel）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) areas: Option<PathBuf>,
    /// 前年度のExcelのフォルダ、facts.csv、または出力フォルダ
    #[arg(help_heading = "指定", long, value_name = "場所")]
    pub(super) previous: Option<PathBuf>,
}

/// Options of `template`.
#[derive(Args, Debug)]
pub(super) struct TemplateOptions {
    /// 書き出すフォルダ
    #[arg(help_heading = "指定", long, value_name = "フォルダ")]
    pub(super) out: PathBuf,
    /// 作る団体の名前、名前の一部、読み、またはコード（繰り返せる）。省略するとすべての団体
    #[arg(help_heading = "指定", long, value_name = "団体名")]
    pub(super) ward: Vec<String>,
    /// 作る様式。定義に様式が2つ以上あるときに指定する
    #[arg(help_heading = "指定", long, value_name = "様式")]
    pub(super) form: Option<String>,
    /// 団体を取りまとめる側（市など）が、全体としての記載を書くファイルを作る
    #[arg(help_heading = "指定", long)]
    pub(super) city: bool,
    /// compile が書き出したフォルダ。--city のファイルに、団体の記載を並べる
    #[arg(
        help_heading = "指定",
        long,
        value_name = "出力フォルダ",
        requires = "city"
    )]
    pub(super) compiled: Option<PathBuf>,
    /// 提出の期限（例: 令和8年4月20日）。「はじめに」とシートの上に印刷する
    #[arg(help_heading = "指定", long, value_name = "日付", value_parser = as_of)]
    pub(super) due: Option<AsOf>,
    #[command(flatten)]
    pub(super) basis: Basis,
}

/// Options of `check`.
#[derive(Args, Debug)]
pub(super) struct CheckOptions {
    /// 点検するExcel、またはそのフォルダやZIP
    #[arg(help_heading = "対象", required = true, value_name = "場所")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) basis: Basis,
    /// 同じ団体から2つ以上届いたとき、使うファイル（繰り返せる）
    #[arg(help_heading = "指定", long = "use", value_name = "ファイル")]
    pub(super) named: Vec<PathBuf>,
    /// 「確認」をそのまま認める理由の一覧（CSVまたはExcel）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) waivers: Option<PathBuf>,
    #[command(flatten)]
    pub(super) choosing: Choosing,
    /// この重さ以上だけを表示する: error（誤り）・warning（確認）・note（参考。省略時）。終了コードは変わらない
    #[arg(help_heading = "指定", long, value_enum, default_value_t = Least::Note, value_name = "重さ", hide_default_value = true, hide_possible_values = true)]
    pub(super) severity: Least,
    /// 結果の形式: text（人が読む文。省略時）・json（findings.jsonと同じ）・jsonl（1行に1件）・sarif・junit・github
    #[arg(help_heading = "指定", long, value_enum, default_value_t = Format::Text, value_name = "形式", hide_default_value = true, hide_possible_values = true)]
    pub(super) format: Format,
    /// 指摘のあるセルに印を付けた写しを書き出すフォルダ（元のファイルは書き換えない）
    #[arg(help_heading = "指定", long, value_name = "フォルダ")]
    pub(super) annotate: Option<PathBuf>,
}

/// Formats of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// 人が読む文（省略時）
    Text,
    /// findings.json と同じJSON
    Json,
    /// 1行に1件のJSON
    Jsonl,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// GitHubの注釈
    Github,
}

/// Options of `compile`.
#[derive(Args, Debug)]
pub(super) struct CompileOptions {
    /// 取りまとめるExcel、またはそのフォルダやZIP。ほかで取りまとめた出力フォルダ、facts.csv、Parquetも指定できる
    #[arg(help_heading = "対象", required = true, value_name = "場所")]
    pub(super) paths: Vec<PathBuf>,
    /// 書き出すフォルダ
    #[arg(help_heading = "指定", long, value_name = "フォルダ")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) basis: Basis,
    /// 同じ団体から2つ以上届いたとき、使うファイル（繰り返せる）
    #[arg(help_heading = "指定", long = "use", value_name = "ファイル")]
    pub(super) named: Vec<PathBuf>,
    /// 「確認」をそのまま認める理由の一覧（CSVまたはExcel）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) waivers: Option<PathBuf>,
    /// 提出の期限（例: 令和8年4月20日）。一度指定すれば、次からは提出台帳の期限を使う
    #[arg(help_heading = "指定", long, value_name = "日付", value_parser = as_of)]
    pub(super) due: Option<AsOf>,
    /// どのファイルをいつ受け取ったか（CSVまたはExcel。見出しは ファイル・受領日、または 団体コード・受領日）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) received: Option<PathBuf>,
    /// 督促や返却の宛先（CSVまたはExcel。見出しは 団体コード・担当・メール）
    #[arg(help_heading = "指定", long, value_name = "ファイル")]
    pub(super) contacts: Option<PathBuf>,
    /// 報告書に作成日時を入れる（例: --stamp=2026-04-20T10:00）。日時を省くと、いま。この指定がなければ日時は入らない
    #[arg(help_heading = "指定", long, value_name = "日時", num_args = 0..=1, require_equals = true, value_parser = stamp)]
    pub(super) stamp: Option<Option<Stamp>>,
    /// 書き出す分冊（例: report,wards、委員会資料）。Excelの報告書には、その分冊の章だけが入る。省略するとすべて
    #[arg(
        help_heading = "指定",
        long,
        value_name = "分冊",
        value_delimiter = ','
    )]
    pub(super) volumes: Vec<String>,
    /// これだけを書き出す（例: report.pdf,facts.csv、returns）。名前、末尾を除いた名前、フォルダの名前で指定する。manifest.json、findings.json、提出台帳.csvは、いつも書き出す
    #[arg(
        help_heading = "指定",
        long,
        value_name = "名前",
        value_delimiter = ','
    )]
    pub(super) only: Vec<String>,
    /// facts・figures・narrative を、Parquet（data/parquet）でも書き出す。年度と都道府県のフォルダに分ける
    #[arg(help_heading = "指定", long)]
    pub(super) parquet: bool,
    /// カルテを、団体ごとに1つのPDFにも分けて書き出す（団体に送るとき）
    #[arg(help_heading = "指定", long)]
    pub(super) each: bool,
    /// 公表するためのものを書き出す。ファイルの名前、セル、ハッシュ値、担当者の名前、内部用の分冊は出さない。公表の前に見るところは「公表前の確認.csv」に並べる
    #[arg(help_heading = "指定", long)]
    pub(super) public: bool,
    /// 確定する。報告書から「速報」の印がなくなり、以後はこのフォルダに書き出せなくなる
    #[arg(help_heading = "指定", long = "final")]
    pub(super) seal: bool,
    #[command(flatten)]
    pub(super) choosing: Choosing,
    /// この重さ以上だけを画面に表示する: error（誤り）・warning（確認）・note（参考。省略時）。書き出すものと終了コードは変わらない
    #[arg(help_heading = "指定", long, value_enum, default_value_t = Least::Note, value_name = "重さ", hide_default_value = true, hide_possible_values = true)]
    pub(super) severity: Least,
}

/// Options of `accept`.
#[derive(Args, Debug)]
pub(super) struct AcceptOptions {
    /// compile が書き出したフォルダ
    #[arg(help_heading = "対象", display_order = 1, value_name = "出力フォルダ")]
    pub(super) out: PathBuf,
    /// 受理する団体の名前、名前の一部、読み、またはコード
    #[arg(help_heading = "対象", display_order = 2, value_name = "団体名")]
    pub(super) ward: String,
    /// 受理した人の氏名
    #[arg(help_heading = "指定", long, value_name = "氏名")]
    pub(super) by: String,
    /// 受理した日（例: 令和8年4月20日）。省略すると、きょう
    #[arg(help_heading = "指定", long, value_name = "日付", value_parser = as_of)]
    pub(super) on: Option<AsOf>,
}

/// Options of `explain`.
#[derive(Args, Debug)]
pub(super) struct ExplainOptions {
    /// コード（例: C301）。省略するとすべて
    #[arg(help_heading = "対象", value_name = "コード")]
    pub(super) code: Option<String>,
}

/// Options of `inspect`.
#[derive(Args, Debug)]
pub(super) struct InspectOptions {
    /// 読み取るExcel、またはそのZIP
    #[arg(help_heading = "対象", value_name = "ファイル")]
    pub(super) workbook: PathBuf,
    /// 様式として読まず、すべてのセルをタブ区切りで表示（シート・セル・種類・値・数式か）
    #[arg(help_heading = "指定", long)]
    pub(super) cells: bool,
}

/// Options of `trace`.
#[derive(Args, Debug)]
pub(super) struct TraceOptions {
    /// compile が書き出したフォルダ
    #[arg(help_heading = "対象", display_order = 1, value_name = "出力フォルダ")]
    pub(super) out: PathBuf,
    /// 報告書の数値の番号（例: 1-2/2025/団体名）、印刷された値、団体や指標の名前（例: "団体名 2025"）、または届いたファイルの名前。省略するとすべての番号
    #[arg(help_heading = "対象", display_order = 2, value_name = "番号")]
    pub(super) figure: Option<String>,
    /// ファイルのセル（例: シート名!H14）。そのセルの数が入る数値を表示
    #[arg(help_heading = "対象", display_order = 3, value_name = "セル")]
    pub(super) cell: Option<String>,
}

/// Options of `diff`.
#[derive(Args, Debug)]
pub(super) struct DiffOptions {
    /// 前に書き出したフォルダ
    #[arg(
        help_heading = "対象",
        display_order = 1,
        value_name = "前の出力フォルダ"
    )]
    pub(super) old: PathBuf,
    /// 後に書き出したフォルダ
    #[arg(
        help_heading = "対象",
        display_order = 2,
        value_name = "後の出力フォルダ"
    )]
    pub(super) new: PathBuf,
    /// 結果の形式: text（人が読む文。省略時）・json
    #[arg(help_heading = "指定", long, value_enum, default_value_t = DiffFormat::Text, value_name = "形式", hide_default_value = true, hide_possible_values = true)]
    pub(super) format: DiffFormat,
    /// 正誤表（正誤表.pdf と diff.xlsx）を書き出すフォルダ
    #[arg(help_heading = "指定", long, value_name = "フォルダ")]
    pub(super) out: Option<PathBuf>,
}

/// Options of `schema`.
#[derive(Args, Debug)]
pub(super) struct SchemaOptions {
    /// findings（findings.json の形）・manifest（manifest.json の形）・form（様式の定義の形。TOMLをJSONとして読んだもの）
    #[arg(
        help_heading = "対象",
        value_enum,
        value_name = "名前",
        hide_possible_values = true
    )]
    pub(super) name: SchemaName,
}

/// The published schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// findings.json
    Findings,
    /// manifest.json
    Manifest,
    /// 様式の定義
    Form,
}

/// Formats of `diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// 人が読む文（省略時）
    Text,
    /// JSON
    Json,
}
