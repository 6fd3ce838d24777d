//! Names that a sheet can have: what Excel allows, and no name that is taken.

use crate::codes;
use crate::fault::Faults;
use crate::guide::Guide;
use crate::reasons::ReasonSheet;
use crate::tell::Tell;
use model::Nouns;

/// The sheets of the report's own, with a place for the noun of those that report; a test holds this list to the report as
/// it is built.
pub const REPORT_SHEETS: [&str; 11] = [
    "概要",
    "提出状況",
    "{unit}別一覧",
    "推移",
    "機能別",
    "自由記述",
    "点検結果",
    "よくある誤り",
    "出典",
    "指摘の説明",
    "データ",
];

/// Longest name, in Excel's units.
const LONGEST: usize = 31;

/// A name that is taken, and by what.
pub(super) type Taken = Vec<(String, &'static str)>;

/// Names that no sheet of a form may have, because other sheets beside it have them.
pub(super) fn taken(
    nouns: Option<&Nouns>,
    guide: Option<&Guide>,
    reasons: Option<&ReasonSheet>,
) -> Taken {
    let own = REPORT_SHEETS.iter().map(|name| {
        let name = nouns.map_or_else(|| (*name).to_owned(), |nouns| nouns.fill(name));
        (name, "報告書のシート")
    });
    let mut taken: Taken = own.collect();
    if let Some(guide) = guide {
        for name in [&guide.sheet_name, &guide.return_sheet_name] {
            taken.push((name.clone(), "guide.tomlのシート"));
        }
    }
    if let Some(reasons) = reasons {
        taken.push((reasons.sheet_name.clone(), "reasons.tomlのシート"));
    }
    taken
}

/// Tells of names that the bureau's own sheets cannot have, and of one that two of them have.
pub(super) fn own(guide: Option<&Guide>, reasons: Option<&ReasonSheet>, faults: &mut Faults) {
    let mut seen: Vec<String> = Vec::new();
    let mut check = |file: &str, name: &str, line: u32| {
        let tell = &mut Tell::new(file, faults);
        if let Some(message) = fault(name, &Taken::new()) {
            tell.at(codes::SHEET_NAME, line, message);
        }
        if seen.contains(&name.to_lowercase()) {
            tell.twice(line, &format!("シート名「{name}」"));
        }
        seen.push(name.to_lowercase());
    };
    if let Some(guide) = guide {
        let line = |key| guide.lines.of(key);
        check("guide.toml", &guide.sheet_name, line("sheet-name"));
        check(
            "guide.toml",
            &guide.return_sheet_name,
            line("return-sheet-name"),
        );
    }
    if let Some(sheet) = reasons {
        let line = sheet.lines.of("sheet-name");
        check("reasons.toml", &sheet.sheet_name, line);
    }
}

/// Why a sheet cannot have this name; `None` if it can.
pub(super) fn fault(name: &str, taken: &Taken) -> Option<String> {
    let units = name.encode_utf16().count();
    if units > LONGEST {
        return Some(format!(
            "シート名「{name}」は{units}文字あります。Excelでは{LONGEST}文字までです"
        ));
    }
    let illegal = name.chars().find(|c| "[]:*?/\\".contains(*c));
    if let Some(illegal) = illegal {
        return Some(format!(
            "シート名「{name}」の「{illegal}」は、Excelではシート名に使えません"
        ));
    }
    if name.starts_with('\'') || name.ends_with('\'') {
        return Some(format!(
            "シート名「{name}」の初めと終わりに「'」は使えません"
        ));
    }
    // Excel keeps this one for itself, and takes no account of case.
    let is = |other: &str| name.to_lowercase() == other.to_lowercase();
    if is("history") {
        return Some(format!("シート名「{name}」は、Excelが自分で使う名前です"));
    }
    let other = taken.iter().find(|(other, _)| is(other));
    other.map(|(_, whose)| format!("シート名「{name}」は、{whose}の名前です"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_allows() {
        let taken = vec![("Data".to_owned(), "x")];
        for name in ["地域別", "a'b", &"あ".repeat(31)] {
            assert_eq!(fault(name, &taken), None, "{name}");
        }
        for name in [
            &*"あ".repeat(32),
            "a/b",
            "'a",
            "a'",
            "HISTORY",
            "data",
            "a:b",
            "[a]",
        ] {
            assert!(fault(name, &taken).is_some(), "{name}");
        }
    }
}
