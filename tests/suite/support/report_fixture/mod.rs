//! Reports that use every kind of block, as large and as odd as real life, with the data renderers trip over: gaps, long
//! words, hostile text. Every figure is invented (架空).

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod extremes;
pub(crate) mod form;
mod pictures;
mod tables;
mod words;

pub(crate) use extremes::extremes;
pub(crate) use pictures::{bars, map};
pub(crate) use tables::{data, wards_table};

use form::form_chapter;
use pictures::{maps, summary, trend, trends};
use rust_decimal::Decimal;
use tables::{counts, coverage, findings, small_table, sources};
use torimatome::model::Nouns;
use torimatome::report::{Block, Chapter, ChapterKind, Media, Report};
use words::{narrative, narratives};

/// The wards in the city's order with their place on the map.
pub(crate) const WARDS: [(&str, u32, u32); 24] = [
    ("北区", 1, 1),
    ("都島区", 1, 2),
    ("福島区", 1, 0),
    ("此花区", 2, 0),
    ("中央区", 2, 2),
    ("西区", 2, 1),
    ("港区", 3, 0),
    ("大正区", 4, 0),
    ("天王寺区", 3, 3),
    ("浪速区", 3, 2),
    ("西淀川区", 0, 0),
    ("淀川区", 0, 1),
    ("東淀川区", 0, 2),
    ("東成区", 2, 3),
    ("生野区", 3, 4),
    ("旭区", 0, 3),
    ("城東区", 1, 4),
    ("鶴見区", 1, 5),
    ("阿倍野区", 4, 3),
    ("住之江区", 5, 0),
    ("住吉区", 5, 1),
    ("東住吉区", 4, 4),
    ("平野区", 5, 4),
    ("西成区", 4, 1),
];

/// What wards write.
const SENTENCES: [&str; 6] = [
    "見守り相談室と連携し、孤立のおそれのある世帯への訪問を月2回行い、延べ1,234件の相談に対応した。",
    "民生委員・児童委員（65名）との情報共有会議を定例化し、気になる方の情報が早く届くようになった。",
    "ＳＮＳやホームページ（https://www.example.lg.jp/mimamori/）で「つながる場」を周知した。",
    "複合的な課題を抱えた世帯について、スーパーバイザーの助言を得ながら支援方針を共有した。",
    "認知症高齢者等が行方不明になった場合に備え、メール配信の登録を呼びかけ、登録者は前年度から18.5％増えた。",
    "担い手の高齢化が進んでおり、若い世代が関わるきっかけづくりが課題である。令和8年度は大学との協働を検討する。",
];

/// Text as it comes in the post: markup, astral and variant ideographs, half-width kana, emoji, right-to-left, controls.
pub(crate) const ODD_SIGNS: &str = "<b>&amp;</b> 𠮷田さん・葛\u{e0100}城さん・髙橋さん・山﨑さん、ﾊﾝｶｸｶﾅ、か\u{3099}き、☐未☑済、⼀⼆、😀👨\u{200d}👩\u{200d}👧、שלום عربي、\u{202e}逆\u{202c}、\u{0}制御\u{7}、=1+1、①②㈱㎡Ⅳ";

/// Texts that a spreadsheet, an XML writer or a person may take for something else.
pub(crate) const HOSTILE: [&str; 8] = [
    "=1+1",
    "+81-6-0000-0000",
    "-5件（昨年比）",
    "@SUM(A1:A9)",
    "<b>太字</b> & ]]> \"引用\" 'アポストロフィ'",
    "絵文字👨‍👩‍👧‍👦と異体字葛󠄀、髙﨑①Ⅱ㈱",
    "改行\n二行目\n\n四行目",
    "末尾に空白　 ",
];

/// Wards whose submission is missing.
const ABSENT: [usize; 2] = [12, 23];

/// What the levels are called in the fixtures.
pub(crate) fn nouns() -> Nouns {
    Nouns {
        whole: "市".to_owned(),
        unit: "区".to_owned(),
        part: "地域".to_owned(),
        count: "名簿提供地域数".to_owned(),
    }
}

/// A report with these chapters.
fn framed(chapters: Vec<Chapter>) -> Report {
    Report {
        title: "包括的な支援体制の整備にかかる推進状況　取りまとめ報告書".to_owned(),
        subtitle: "令和7年度分（令和8年3月末時点）".to_owned(),
        organisation: "福祉局".to_owned(),
        as_of_label: "令和8年3月末時点".to_owned(),
        as_of_iso: "2026-03-31".to_owned(),
        created: None,
        is_for_committee: false,
        is_loose: false,
        notices: vec![
            "この報告書の数値は架空のデータです。実在の区の実績ではありません。".to_owned(),
            "2区（旭区、港区）の提出がなく、合計に含まれていません。".to_owned(),
        ],
        marks: vec!["架空のデータ".to_owned(), "22/24区の集計".to_owned()],
        coverage_label: "22/24区".to_owned(),
        nouns: nouns(),
        generator: "torimatome 0.1.0".to_owned(),
        chapters,
    }
}

fn chapter(id: &str, title: &str, blocks: Vec<Block>) -> Chapter {
    Chapter {
        kind: ChapterKind::Rows,
        id: id.to_owned(),
        title: title.to_owned(),
        media: Media::Both,
        blocks,
    }
}

/// What has a chapter of its own, for Excel: with its long texts, and with what stands in one medium alone.
pub(crate) fn report() -> Report {
    let only = |media, chapter: Chapter| Chapter { media, ..chapter };
    // More than a cell of Excel can hold.
    let findings = findings(&"長".repeat(40_000));
    let cover = vec![Block::Paragraph("PDFだけ".to_owned())];
    framed(vec![
        chapter("summary", "概要", summary()),
        chapter("coverage", "提出状況", vec![Block::Table(coverage())]),
        chapter("wards", "区別一覧", vec![Block::Table(wards_table())]),
        chapter("trend", "推移", trend()),
        only(Media::Pdf, chapter("cover", "表紙", cover)),
        chapter("narrative", "自由記述", narrative()),
        chapter(
            "findings",
            "点検結果",
            vec![Block::Table(counts()), Block::Table(findings)],
        ),
        only(
            Media::Workbook,
            chapter("sources", "出典", vec![Block::Table(sources())]),
        ),
        only(
            Media::Workbook,
            chapter("data", "データ", vec![Block::Table(data())]),
        ),
    ])
}

/// Every kind of block on pages, with a form and with rows higher than a page.
pub(crate) fn whole() -> Report {
    of_pages(6)
}

/// What the brief of the product asks for: 24 wards, 13 indicators, about 1,700 bullets.
pub(crate) fn real_size() -> Report {
    of_pages(24)
}

fn of_pages(wards: usize) -> Report {
    let coverage = vec![
        Block::Paragraph("24区のうち22区。".to_owned()),
        Block::Table(coverage()),
    ];
    let findings = findings(&SENTENCES.concat().repeat(30));
    framed(vec![
        chapter("summary", "概要", summary()),
        chapter("coverage", "提出状況", coverage),
        form_chapter(),
        chapter("by-ward", "区別一覧", vec![Block::Table(wards_table())]),
        chapter("figures", "図", maps()),
        chapter("trends", "推移", trends()),
        chapter("narrative", "自由記述", narratives(wards)),
        chapter("findings", "点検結果", vec![Block::Table(findings)]),
        chapter("sources", "出典", vec![Block::Table(sources())]),
    ])
}

/// One chapter of a page.
pub(crate) fn small() -> Report {
    let heading = Block::Heading {
        level: 2,
        text: "全体".to_owned(),
    };
    let blocks = vec![
        heading,
        Block::Paragraph("24区のうち22区から提出があった。".to_owned()),
        Block::List(vec![
            "一つ目".to_owned(),
            "二つ目は長い。".to_owned() + SENTENCES[0],
        ]),
        Block::Table(small_table()),
    ];
    framed(vec![chapter("small", "概要", blocks)])
}

/// An invented count of a ward for an indicator; `None` where the ward is absent or left it blank.
pub(crate) fn count(ward: usize, indicator: usize) -> Option<i64> {
    let is_blank = (ward + indicator * 5) % 37 == 3;
    if ABSENT.contains(&ward) || is_blank {
        return None;
    }
    let (ward, indicator) = (
        i64::try_from(ward).unwrap(),
        i64::try_from(indicator).unwrap(),
    );
    Some((ward * 97 + indicator * 1_013 + 41) % (7 + indicator * 331))
}

/// The ward's areas.
pub(crate) fn areas(ward: usize) -> i64 {
    10 + i64::try_from(ward).unwrap() % 9
}

fn percent(numerator: i64, denominator: i64) -> Decimal {
    (Decimal::from(numerator) * Decimal::from(100) / Decimal::from(denominator))
        .round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}
