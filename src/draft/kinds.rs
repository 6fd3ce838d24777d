//! What is to be written in a place, and what a label says of it.

use crate::units::unit_in;
use crate::words::squeezed;

/// What is written in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A number.
    Number,
    /// A percentage.
    Percent,
    /// A few words.
    Words,
    /// A text of some lines.
    Text,
    /// An entry behind a printed bullet.
    Bullet,
    /// A day.
    Date,
    /// A month of a year.
    Month,
    /// A telephone number.
    Phone,
    /// A mail address.
    Mail,
    /// One of some words.
    Choice,
    /// A mark or nothing.
    Mark,
}

impl Kind {
    /// What a person calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Number => "数",
            Self::Percent => "割合",
            Self::Words => "ことば",
            Self::Text => "文章",
            Self::Bullet => "箇条書き",
            Self::Date => "日付",
            Self::Month => "年月",
            Self::Phone => "電話",
            Self::Mail => "メール",
            Self::Choice => "選択",
            Self::Mark => "印",
        }
    }
}

/// A text without what stands in brackets.
fn without_brackets(plain: &str) -> String {
    let mut depth = 0;
    let outside = plain.chars().filter(|c| {
        depth += i32::from(*c == '(');
        let is_outside = depth == 0;
        depth -= i32::from(*c == ')');
        depth = depth.max(0);
        is_outside
    });
    outside.collect()
}

/// Words that stand in the label of a telephone number, and so on; the others below are how labels end.
const PHONES: &str = "電話 TEL Tel tel FAX Fax ファックス ファクシミリ ℡ 携帯 内線";
const MAILS: &str = "メール mail Mail MAIL";
const PERCENTS: &str = "率 割合 構成比";
const DAYS: &str = "日 日付 日程 月日 期限 締切";
/// Days that are no dates.
const NO_DAYS: &str = "曜日 平日 休日 定休日 祝日 土日 毎日 日時";
const MONTHS: &str = "年月 開設月 開始月 実施月 終了月 設立年 設置年";
const CHOICES: &str = "有無 該当 可否 要否 済否 適否";
/// What ends like a number and is none.
const NAMES: &str = "資料 材料 事業費名 会計 設計 時計 統計 件名";
const NUMBERS: &str = "数 額 費 料 補助金 助成金 寄付金 寄附金 負担金 繰越金 賃金 数量 単価 面積 定員 年齢 計 人員 実績 予算 決算 収入 支出 人口 \
    累計 目標値 実績値 現状値 目標 男 女 男性 女性";
const TEXTS: &str = "課題 内容 理由 成果 概要 意見 方向性 方針 状況 効果 要望 工夫 取組 取り組み 感想 特記事項 経過 対応 目的 自由記述 \
    具体例 評価 反省 改善点 今後 計画 事項 留意点 問題点 ください";
const WORDS: &str = "名 氏名 名称 所属 住所 所在地 備考 場所 会場 担当 担当者 対象 対象者 方法 職 役職 課 係 者 先 機関 番号 コード 部署 \
    摘要 種別 分類 区分 テーマ 時期 頻度 団体 施設 科目 項目 校 学年";

/// What a label asks for, where its words say so.
pub(crate) fn kind_of(label: &str) -> Option<Kind> {
    let plain = squeezed(label);
    let bare = without_brackets(&plain);
    let bare = if bare.is_empty() {
        plain.as_str()
    } else {
        &bare
    };
    let ends = |words: &str| words.split_whitespace().any(|word| bare.ends_with(word));
    let has = |words: &str| words.split_whitespace().any(|word| plain.contains(word));
    let is_counted = ends("数 率 割合 費 額 料");
    if !is_counted && has(PHONES) {
        return Some(Kind::Phone);
    }
    if !is_counted && has(MAILS) {
        return Some(Kind::Mail);
    }
    if unit_in(label).as_deref() == Some("％") || ends(PERCENTS) {
        return Some(Kind::Percent);
    }
    if unit_in(label).is_some() && !ends("名") {
        return Some(Kind::Number);
    }
    if ends(NO_DAYS) {
        return Some(Kind::Words);
    }
    if bare.chars().count() >= 2 && ends(DAYS) {
        return Some(Kind::Date);
    }
    let table = [
        (MONTHS, Kind::Month),
        (CHOICES, Kind::Choice),
        (NAMES, Kind::Words),
        (NUMBERS, Kind::Number),
        (TEXTS, Kind::Text),
        (WORDS, Kind::Words),
    ];
    table
        .into_iter()
        .find(|(words, _)| ends(words))
        .map(|(_, kind)| kind)
}
