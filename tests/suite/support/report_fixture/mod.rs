//! A report that uses every kind of block, with the data renderers trip over: gaps, long words, hostile text.
//! Every figure is invented.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod pictures;
mod tables;
mod words;

pub(crate) use pictures::{bars, map};
pub(crate) use tables::{data, wards_table};

use pictures::{summary, trend};
use rust_decimal::Decimal;
use tables::{coverage, findings, sources};
use torimatome::report::{Block, Chapter, Media, Report};
use words::narrative;

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

/// The whole report.
pub(crate) fn report() -> Report {
    Report {
        title: "包括的な支援体制の整備にかかる推進状況　取りまとめ報告書".to_owned(),
        subtitle: "令和8年3月末時点".to_owned(),
        organisation: "見本市福祉局".to_owned(),
        as_of_label: "令和8年3月末時点".to_owned(),
        as_of_iso: "2026-03-31".to_owned(),
        created: None,
        notices: vec![
            "この報告書の数値はすべて架空です。".to_owned(),
            "未提出の区があります：東淀川区、西成区（22/24区）。合計はこれらの区を含みません。"
                .to_owned(),
        ],
        marks: vec!["架空".to_owned(), "22/24区の集計".to_owned()],
        coverage_label: "22/24区".to_owned(),
        generator: "torimatome 0.1.0".to_owned(),
        chapters: vec![
            chapter("summary", "概要", Media::Both, summary()),
            chapter(
                "coverage",
                "提出状況",
                Media::Both,
                vec![Block::Table(coverage())],
            ),
            chapter(
                "wards",
                "区別一覧",
                Media::Both,
                vec![Block::Table(wards_table())],
            ),
            chapter("trend", "推移", Media::Both, trend()),
            chapter(
                "cover",
                "表紙",
                Media::Pdf,
                vec![Block::Paragraph("PDFだけ".to_owned())],
            ),
            chapter("narrative", "自由記述", Media::Both, narrative()),
            chapter("findings", "点検結果", Media::Both, findings()),
            chapter(
                "sources",
                "出典",
                Media::Workbook,
                vec![Block::Table(sources())],
            ),
            chapter(
                "data",
                "データ",
                Media::Workbook,
                vec![Block::Table(data())],
            ),
        ],
    }
}

fn chapter(id: &str, title: &str, media: Media, blocks: Vec<Block>) -> Chapter {
    Chapter {
        id: id.to_owned(),
        title: title.to_owned(),
        media,
        blocks,
    }
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
