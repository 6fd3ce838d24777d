//! What was found and what was unsure, in sentences for the person who goes on with the draft.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::found::{Found, Unsure};
use crate::inputs::{Input, Left};
use crate::kinds::Kind;
use crate::role::Sign;
use crate::tables::Place;

pub(crate) fn passed_over(sheet: &str, is_hidden: bool) -> Unsure {
    Unsure {
        sheet: sheet.to_owned(),
        cell: String::new(),
        taken: if is_hidden {
            "非表示のシートなので読まなかった".to_owned()
        } else {
            "記入例・説明・一覧のシートと見て、読まなかった".to_owned()
        },
        otherwise: "記入するシート".to_owned(),
        change: "シートを表示し、名前から「例」「リスト」などを取って、もう一度作る".to_owned(),
    }
}

pub(crate) fn no_paper() -> Unsure {
    Unsure {
        sheet: String::new(),
        cell: String::new(),
        taken: "この形式のファイルからは、枠線・色・入力規則を読めない。行と列の見出しが交わる空のセルだけを欄とした".to_owned(),
        otherwise: "見出しの交わらない欄がほかにもある".to_owned(),
        change: "Excelで「.xlsx」の形式で保存し直して、もう一度作る".to_owned(),
    }
}

pub(crate) fn year_of_text(year: i32) -> Unsure {
    Unsure {
        sheet: String::new(),
        cell: String::new(),
        taken: format!("年度は、様式に書かれた{year}年度"),
        otherwise: "ほかの年度の様式".to_owned(),
        change: "様式の定義の year を直す".to_owned(),
    }
}

pub(crate) fn year_unknown(year: i32, is_saved: bool) -> Unsure {
    let why = if is_saved {
        "ファイルを保存した日の年度"
    } else {
        "仮の年度"
    };
    Unsure {
        sheet: String::new(),
        cell: String::new(),
        taken: format!("様式に年度が書かれていないので、{why}（{year}）とした"),
        otherwise: "ほかの年度の様式".to_owned(),
        change: "様式の定義の year と、ファイルの名前（版の番号）を直す".to_owned(),
    }
}

pub(crate) fn areas(units: &[String]) -> Unsure {
    Unsure {
        sheet: String::new(),
        cell: String::new(),
        taken: match units.len() {
            0 => "だれが報告するかは様式から分からないので、仮の名前を1つ置いた".to_owned(),
            count => format!("報告する側は、選ぶことばにある{count}つとした。番号は仮のもの"),
        },
        otherwise: "実際に報告する課・支所・団体など".to_owned(),
        change: "areas.toml の level の noun（呼び名）、city、ward を書き直す".to_owned(),
    }
}

pub(crate) fn bent(sheet: &str, input: &Input, why: &str) -> Unsure {
    Unsure {
        sheet: sheet.to_owned(),
        cell: format!("{}から", input.cell),
        taken: why.to_owned(),
        otherwise: "もとの様式の並び".to_owned(),
        change: "このままでよければ、直すところはない。よくなければ、様式の定義の [[rows]] か [[sheet.block]] を書き直す".to_owned(),
    }
}

/// A place with what is unsure about it.
pub(crate) fn found(sheet: &str, input: &Input, place: &Place, gone: String) -> Found {
    let mut doubts = Vec::new();
    if input.is_kind_guessed {
        let other = if input.kind == Kind::Number {
            "ことば"
        } else {
            "数"
        };
        doubts.push(format!(
            "書くものが印刷から分からないので「{}」とした／{other}かもしれない",
            input.kind.label()
        ));
    }
    match input.sign {
        Some(Sign::Merged) => {
            doubts.push("枠のない結合セルを欄とした／ただの余白かもしれない".to_owned());
        }
        Some(Sign::Line) => doubts.push("下線を欄とした／飾りの線かもしれない".to_owned()),
        Some(Sign::Crossing) => doubts
            .push("枠がないので、見出しの交わりだけで欄とした／ただの余白かもしれない".to_owned()),
        _ => {}
    }
    let labels = &input.labels;
    let has_none = labels.left.is_empty() && labels.heads.is_empty() && input.own_label.is_none();
    if has_none {
        doubts.push(match labels.above {
            Some(_) => "上の文を見出しとした／ほかの見出しかもしれない".to_owned(),
            None => "見出しが見つからない／何の欄か分からない".to_owned(),
        });
    } else if !labels.left.is_empty() && !labels.touches && labels.heads.is_empty() {
        doubts.push("離れた文を見出しとした／ほかの見出しかもしれない".to_owned());
    }
    let is_total = |text: &str| {
        matches!(
            crate::words::squeezed(text).as_str(),
            "計" | "合計" | "小計" | "総計"
        )
    };
    if is_total(&place.col) || place.row.split('　').any(is_total) {
        doubts.push(
            "計算式のない「計」を欄とした／計算で出す数で、記入しない欄かもしれない".to_owned(),
        );
    }
    if input.kind == Kind::Number && input.unit.is_none() {
        doubts.push("単位が印刷から分からない／単位のある数かもしれない".to_owned());
    }
    Found {
        sheet: sheet.to_owned(),
        cell: input.cell,
        kind: input.kind,
        label: place.row.clone(),
        head: place.col.clone(),
        unit: input.unit.clone().unwrap_or_default(),
        choices: input.choices.clone(),
        sign: input
            .sign
            .map_or("欄に印刷されたもの", Sign::words)
            .to_owned(),
        place: gone,
        doubts,
    }
}

/// The doubts about places, those of the same kind in the same row or column of labels put together.
pub(crate) fn doubts(found: &[Found]) -> Vec<Unsure> {
    let mut groups: BTreeMap<(usize, &str, &str, &str), Vec<&Found>> = BTreeMap::new();
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    for one in found {
        let count = order.len();
        let sheet = *order.entry(&one.sheet).or_insert(count);
        let name = if one.head.is_empty() {
            &one.label
        } else {
            &one.head
        };
        for doubt in &one.doubts {
            groups
                .entry((sheet, &one.sheet, name, doubt))
                .or_default()
                .push(one);
        }
    }
    let told = groups.into_iter().map(|((_, sheet, name, doubt), ones)| {
        let (taken, otherwise) = doubt.split_once('／').unwrap_or((doubt, ""));
        Unsure {
            sheet: sheet.to_owned(),
            cell: cells(ones.iter().map(|one| one.cell.to_string())),
            taken: format!("「{name}」: {taken}"),
            otherwise: otherwise.to_owned(),
            change: change(taken, ones[0]),
        }
    });
    told.collect()
}

fn change(taken: &str, one: &Found) -> String {
    let place = &one.place;
    if taken.starts_with("単位") {
        return format!("indicators.toml の unit に単位を書く（{place}）");
    }
    if taken.starts_with("書くもの") {
        return format!(
            "数なら指標と column か field に、ことばなら text か bullets に書きかえる（{place}）"
        );
    }
    if taken.contains("見出し") && !taken.contains("交わり") {
        return format!("見出し（label か header）を書き直す（{place}）");
    }
    format!("欄でなければ、定義から消す（{place}）")
}

/// Blank cells that were not taken for places, by the reason.
pub(crate) fn left(sheet: &str, left: &[Left]) -> Vec<Unsure> {
    let mut groups: Vec<(&'static str, Vec<String>)> = Vec::new();
    for one in left {
        let why = one.why.words();
        let cell = one.cell.to_string();
        match groups.iter_mut().find(|(known, _)| *known == why) {
            Some((_, cells)) => cells.push(cell),
            None => groups.push((why, vec![cell])),
        }
    }
    let told = groups.into_iter().map(|(why, all)| Unsure {
        sheet: sheet.to_owned(),
        cell: cells(all.into_iter()),
        taken: format!("{why}なので、欄としなかった"),
        otherwise: "記入する欄".to_owned(),
        change: "欄なら、様式の定義に書き足す".to_owned(),
    });
    told.collect()
}

/// Most cells that are named one by one.
const MOST_CELLS: usize = 6;

fn cells(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    if all.len() <= MOST_CELLS {
        return all.join("、");
    }
    format!(
        "{}ほか計{}か所",
        all[..MOST_CELLS - 1].join("、"),
        all.len()
    )
}

/// The list for people.
pub(crate) fn text(name: &str, found: &[Found], unsure: &[Unsure]) -> String {
    let certain = found.iter().filter(|one| one.doubts.is_empty()).count();
    let mut text = format!(
        "# 「{name}」の下書き：確かでないところ\n\n\
         記入する欄は {} か所です。このうち {certain} か所は、迷うところがありませんでした。\n\
         迷ったところと、読み取れないので仮に置いたものを、すべて挙げます。直すのは定義のファイルです。\n\n",
        found.len()
    );
    for (number, one) in (1..).zip(unsure) {
        let place = place(one);
        let _ = write!(
            text,
            "{number}. **{place}**\n   - こう読んだ: {}\n   - ほかに考えられること: {}\n   - 違っていたら: {}\n",
            one.taken, one.otherwise, one.change
        );
    }
    text
}

pub(crate) fn place(one: &Unsure) -> String {
    match (one.sheet.is_empty(), one.cell.is_empty()) {
        (true, _) => "様式の全体".to_owned(),
        (false, true) => format!("シート「{}」の全体", one.sheet),
        (false, false) => format!("シート「{}」 {}", one.sheet, one.cell),
    }
}

/// Heads of the table of places.
const HEADS: [&str; 10] = [
    "シート",
    "セル",
    "種類",
    "見出し",
    "列の見出し",
    "単位",
    "選ぶことば",
    "定義での場所",
    "読み取りの手がかり",
    "迷ったこと",
];

/// The places as a table.
pub(crate) fn csv(found: &[Found]) -> String {
    let mut text = format!("\u{FEFF}{}\r\n", HEADS.join(","));
    for one in found {
        let cells = [
            one.sheet.clone(),
            one.cell.to_string(),
            one.kind.label().to_owned(),
            one.label.clone(),
            one.head.clone(),
            one.unit.clone(),
            one.choices.join("、"),
            one.place.clone(),
            one.sign.clone(),
            one.doubts.join("。"),
        ];
        let cells = cells.map(|cell| csv_cell(&cell));
        let _ = write!(text, "{}\r\n", cells.join(","));
    }
    text
}

/// A cell of the table; what an office program would take for a formula stays text.
fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
