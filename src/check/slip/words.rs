//! How a slip is asked about, in plain Japanese.

use rust_decimal::Decimal;

use super::written::Written;
use crate::ratio::show;
use diagnostic::SlipKind;

/// The question about a slip within the digits of a number.
pub(super) fn question(kind: SlipKind, written: Written, meant: Option<Decimal>) -> String {
    let percent = if written.is_percent { "％" } else { "" };
    let of = meant.map_or_else(String::new, |meant| {
        format!("{}{percent}のところを、", show(meant))
    });
    let how_many = match meant {
        Some(meant) if is_hundredfold(written.value, meant) => "2つ",
        _ => "1つ",
    };
    let what = match kind {
        SlipKind::DigitsSwapped => "隣り合う数字を入れ替えて書いたのではありませんか".to_owned(),
        SlipKind::DigitTooMany => format!("桁を{how_many}多く書いたのではありませんか"),
        SlipKind::DigitMissing => format!("桁を{how_many}落として書いたのではありませんか"),
        SlipKind::Fraction => {
            "百分率でなく割合（1に対する数）で書いたのではありませんか".to_owned()
        }
        SlipKind::PercentTwice => "100倍して書いたのではありませんか".to_owned(),
        SlipKind::Sign => "マイナスの記号を付けて書いたのではありませんか".to_owned(),
        // These are told from numbers close by, which bring their own words.
        SlipKind::CityDenominator | SlipKind::NeighbourRow | SlipKind::OtherYear => {
            "ほかの数を書いたのではありませんか".to_owned()
        }
    };
    format!("{of}{what}。")
}

fn is_hundredfold(written: Decimal, meant: Decimal) -> bool {
    let (large, small) = (written.max(meant), written.min(meant));
    large == small * Decimal::ONE_HUNDRED
}
