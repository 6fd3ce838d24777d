//! What stood in the way of a number, in words a clerk can act on.

use super::around::Around;
use super::grid::Grid;
use super::session::Session;
use super::spot::Spot;
use super::value::Trouble;
use diagnostic::{Code, Diagnostic, Place, Severity};
use model::{CellRef, FiscalYear, Indicator, LARGEST_WORDS, Provenance, hides_in_number};
use workbook::Look;

/// Builds the diagnostic about one cell.
pub(super) fn diagnostic(
    trouble: &Trouble,
    indicator: &Indicator,
    year: FiscalYear,
    label: &str,
    provenance: &Provenance,
) -> Diagnostic {
    let text = provenance.text.trim();
    let subject = format!("「{label}」の{}", year.wareki());
    let code = match trouble {
        Trouble::NotCalculated | Trouble::Stale(_) => Code::VALUE_NOT_CALCULATED,
        Trouble::NotCollected => Code::VALUE_NOT_COLLECTED,
        Trouble::Struck => Code::TEXT_STRUCK,
        _ => Code::VALUE_NOT_A_NUMBER,
    };
    let entered = match trouble {
        Trouble::NotCalculated => "計算結果のない数式".to_owned(),
        _ => provenance.text.to_string(),
    };
    let around = around(trouble, text, indicator);
    let message = match &around {
        Some(around) => message_around(trouble, &subject, text, around),
        None => message(trouble, &subject, text),
    };
    Diagnostic::new(code, Place::from(provenance), message)
    .hint(if let Some(meant) = lookalike(trouble, text) {
        format!("「{meant}」のことであれば、数字だけで入力し直してください。")
    } else if unseen_places(trouble, text).is_some() {
        "セルの中身をすべて消してから、数字だけを入力し直してください（コピーして貼り付けると、また入ることがあります）。".to_owned()
    } else if let Some(around) = &around {
        hint_around(trouble, around)
    } else {
        hint(trouble, indicator)
    })
    .fact(&indicator.id, year, label)
    .entered(entered)
    .expected(expected(indicator))
}

/// What is told of a cell in a row of a table, and what to do.
pub(super) fn words(
    trouble: &Trouble,
    subject: &str,
    text: &str,
    indicator: &Indicator,
) -> (String, String) {
    (message(trouble, subject, text), hint(trouble, indicator))
}

/// The words around the one number of a text, where they are all that stands in its way.
fn around(trouble: &Trouble, text: &str, indicator: &Indicator) -> Option<Around> {
    let is_text = matches!(
        trouble,
        Trouble::Approximate | Trouble::Composite | Trouble::Text
    );
    let has_own_words =
        lookalike(trouble, text).is_some() || unseen_places(trouble, text).is_some();
    (is_text && !has_own_words).then(|| Around::of(text, indicator))?
}

fn message_around(trouble: &Trouble, subject: &str, text: &str, around: &Around) -> String {
    let words = around.words();
    match trouble {
        Trouble::Approximate => format!(
            "{subject}に「{text}」とあり、{words}の付いたおおよその数のため集計に使えません。"
        ),
        _ => format!(
            "{subject}に「{text}」とあり、数のほかに{words}と書かれているため、数として読めません。"
        ),
    }
}

fn hint_around(trouble: &Trouble, around: &Around) -> String {
    let (words, number) = (around.words(), &around.number);
    match trouble {
        Trouble::Approximate => format!(
            "{words}を消し、正確な数を数字だけで入力してください（正確に{number}であれば「{number}」）。まだ数えられないときは「未集計」と書いてください。"
        ),
        _ => format!(
            "{words}を消し、数字だけを入力してください（{number}のことであれば「{number}」）。注や説明は質的成果などの文章の欄に書いてください。"
        ),
    }
}

/// A rate whose formula has no stored result, or an old one, loses nothing: the percentage follows from the count.
pub(super) fn rate_not_calculated(
    trouble: &Trouble,
    indicator: &Indicator,
    (year, part): (FiscalYear, &str),
    label: &str,
    provenance: &Provenance,
) -> Diagnostic {
    let (why, severity, hint) = match trouble {
        Trouble::Stale(now) => (
            format!(
                "数式の計算結果（{}）が古い（計算し直すと{now}）ため",
                provenance.text.trim()
            ),
            Severity::Warning,
            "Excelで開き、計算し直されたことを確かめ、上書き保存してください。",
        ),
        _ => (
            "数式の計算結果が保存されていないため".to_owned(),
            Severity::Note,
            "直す必要はありません。気になるときはExcelで開いて上書き保存してください。",
        ),
    };
    let entered = match trouble {
        Trouble::Stale(_) => provenance.text.to_string(),
        _ => "計算結果のない数式".to_owned(),
    };
    // One program wrote all of them without calculating.
    Diagnostic::new(
        Code::VALUE_NOT_CALCULATED,
        Place::from(provenance),
        format!(
            "「{label}」の{}の％は、{why}、{part}数から計算します。",
            year.wareki()
        ),
    )
    .severity(severity)
    .hint(hint)
    .fact(&indicator.id, year, label)
    .entered(entered)
    .expected(expected(indicator))
    .alike("rate")
}

/// A value merged over the columns of several years belongs to none of them.
pub(super) fn across_years(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    at: CellRef,
) {
    let year = spot.year.wareki();
    let what = |text: &str| {
        format!(
            "2つ以上の年度にまたがって結合されていて、{year}の値か決められません（「{text}」）。"
        )
    };
    merged(session, grid, (spot, at), &what, "年度ごと");
}

/// A value merged over the rows of two fields belongs to neither.
pub(super) fn across_fields(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    spot: &Spot<'_>,
    at: CellRef,
) {
    let year = spot.year.wareki();
    let what = |text: &str| {
        format!(
            "ほかの欄のセルと1つに結合されていて、{year}の「{text}」がどちらの欄の値か決められません。"
        )
    };
    merged(session, grid, (spot, at), &what, "欄ごと");
}

/// Tells of a value in a cell that is merged with others; `each` is what should have a cell of its own.
fn merged(
    session: &mut Session<'_>,
    grid: &Grid<'_>,
    (spot, at): (&Spot<'_>, CellRef),
    what: &dyn Fn(&str) -> String,
    each: &str,
) {
    let label = spot.field.label_line();
    let provenance = session.provenance(grid.sheet, at);
    let message = format!("「{label}」のセルが{}", what(provenance.text.trim()));
    let diagnostic = Diagnostic::new(Code::FIELD_AMBIGUOUS, Place::from(&provenance), message)
        .hint(format!(
            "結合を解除し、{each}のセルに値を入力してください。"
        ))
        .fact(&spot.field.indicator, spot.year, label)
        .entered(provenance.text.clone())
        .expected(format!("{each}に1つのセル"));
    session.push(diagnostic);
}

fn expected(indicator: &Indicator) -> String {
    if indicator.is_percent() {
        "0から100までの数字（％）".to_owned()
    } else {
        format!("{}（{}）", indicator.countable(), indicator.unit)
    }
}

/// How characters look, in front of the word for them.
pub(super) fn look_words(look: Look) -> &'static str {
    match look {
        Look::Struck => "取り消し線の付いた",
        Look::Raised => "上付きの",
        Look::Lowered => "下付きの",
        Look::Unseen => "見えない（隠し文字か、背景と同じ色の）",
        Look::Tiny => "ほかよりずっと小さい",
    }
}

/// The number that a text is if letters that look like digits are digits: 450 for 45O.
fn lookalike(trouble: &Trouble, text: &str) -> Option<String> {
    if !matches!(
        trouble,
        Trouble::Text | Trouble::OtherUnit(_) | Trouble::Composite
    ) {
        return None;
    }
    let digit = |c: char| match c {
        'O' | 'o' | 'Ｏ' | 'ｏ' | '〇' | '○' => '0',
        'l' | 'I' | '|' | 'ｌ' | 'Ｉ' => '1',
        _ => c,
    };
    let meant: String = text.chars().map(digit).collect();
    let has_digit = text.chars().any(|c| c.is_ascii_digit());
    let is_number = meant.len() <= 12 && meant.chars().all(|c| c.is_ascii_digit());
    (has_digit && is_number && meant != text).then_some(meant)
}

/// Which characters of a text are not to be seen, and where: `1文字目のU+200E`.
fn unseen_places(trouble: &Trouble, text: &str) -> Option<String> {
    if !matches!(
        trouble,
        Trouble::Text | Trouble::Composite | Trouble::OtherUnit(_)
    ) {
        return None;
    }
    let unseen = text
        .chars()
        .enumerate()
        .filter(|(_, c)| hides_in_number(*c) && !c.is_whitespace());
    let places: Vec<String> = unseen
        .map(|(at, c)| {
            format!(
                "{}文字目に{}（U+{:04X}）",
                at + 1,
                unseen_kind(c),
                u32::from(c)
            )
        })
        .collect();
    (!places.is_empty()).then(|| places.join("、"))
}

/// What a character that is not to be seen does.
fn unseen_kind(c: char) -> &'static str {
    match c {
        '\u{200B}' | '\u{2060}' | '\u{FEFF}' => "幅のない空白",
        '\u{061C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => "文字の向きを決める記号",
        '\u{115F}'..='\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' => "空白に見える文字",
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => "字形を選ぶ記号",
        _ => "制御文字",
    }
}

fn message(trouble: &Trouble, subject: &str, text: &str) -> String {
    let is_there = |what: &str| format!("{subject}に「{text}」とあり、{what}");
    if let Some(places) = unseen_places(trouble, text) {
        let seen: String = text.chars().filter(|c| !hides_in_number(*c)).collect();
        return format!(
            "{subject}に「{seen}」とあり、{places}という目に見えない文字があるため、数として読めません。"
        );
    }
    if lookalike(trouble, text).is_some() {
        return is_there("数字に似た文字が入っているため、数として読めません。");
    }
    match trouble {
        Trouble::Approximate => is_there("おおよその数のため集計に使えません。"),
        Trouble::Composite => is_there("1つの数として読めません。"),
        Trouble::OtherUnit(unit) => is_there(&format!("単位「{unit}」がこの欄の単位と違います。")),
        Trouble::UnitBeside(unit) => format!(
            "{subject}の「{text}」の横の単位が「{unit}」になっていて、この欄の単位と違います。"
        ),
        Trouble::TooLarge => is_there(&format!("数が大きすぎます（上限は{LARGEST_WORDS}）。")),
        Trouble::Text | Trouble::Boolean => is_there("数として読めません。"),
        Trouble::Struck => format!(
            "{subject}の「{text}」に取り消し線が引かれていて、どこまでが提出する値か決められません。"
        ),
        Trouble::Mixed(look) => format!(
            "{subject}の「{text}」に{}文字が混じっていて、どこまでが提出する値か決められません。",
            look_words(*look)
        ),
        Trouble::Printed(shown) if shown.is_empty() => {
            format!("{subject}のセルの値は{text}ですが、表示形式のため何も表示されていません。")
        }
        Trouble::Printed(shown) => format!(
            "{subject}のセルの値は{text}ですが、表示形式により「{shown}」と表示されています。"
        ),
        Trouble::Twice => format!(
            "{subject}のセルがファイルの中に2つあり（一方は「{text}」）、どちらの値か決められません。"
        ),
        Trouble::Merged(value) => format!(
            "{subject}がほかの行と1つに結合されていて、「{value}」がどの行の値か決められません。"
        ),
        Trouble::ErrorValue if !text.starts_with('#') => {
            format!("{subject}のセルの内容（{text}）が壊れていて読めません。")
        }
        Trouble::ErrorValue => {
            format!("{subject}のセルが数式のエラー（{text}）になっています。")
        }
        Trouble::Date(fraction) => date(fraction.as_deref(), subject, text),
        Trouble::PercentCount => {
            format!("{subject}は数を書く欄ですが、セルが％の表示形式（値は{text}）になっています。")
        }
        Trouble::NotCalculated => {
            format!("{subject}のセルは数式ですが、計算結果が保存されていません。")
        }
        Trouble::Stale(now) => format!(
            "{subject}の数式の計算結果（{text}）は古く、もとのセルのいまの値から計算すると{now}です。"
        ),
        Trouble::NotCollected => {
            format!("{subject}は「{text}」のため、未集計として扱い、0とはしません。")
        }
    }
}

/// A date where a number belongs, with what was probably typed.
fn date(fraction: Option<&str>, subject: &str, text: &str) -> String {
    match fraction {
        Some(fraction) => format!(
            "{subject}のセルが日付（{text}）になっています。「{fraction}」と入力して日付に変わった可能性があります。"
        ),
        None => format!("{subject}のセルが時刻か日付（{text}）になっています。"),
    }
}

fn hint(trouble: &Trouble, indicator: &Indicator) -> String {
    let unit = &indicator.unit;
    match trouble {
        Trouble::Approximate => {
            "正確な数を数字だけで入力してください（例: 120）。まだ数えられないときは「未集計」と書いてください。".to_owned()
        }
        Trouble::Composite => {
            "欄には数を1つだけ、数字で入力してください。内訳や説明は質的成果などの文章の欄に書いてください。".to_owned()
        }
        Trouble::UnitBeside(_) => {
            format!("この欄の単位は「{unit}」です。合っているか確かめ、横の単位を様式のとおりに戻してください。")
        }
        Trouble::OtherUnit(_) => {
            format!("この欄の単位は「{unit}」です。合っているか確かめ、数字だけを入力してください。")
        }
        Trouble::TooLarge => {
            "桁を間違えていないか、ほかの欄の数がつながっていないか確かめ、正しい数を入力してください。".to_owned()
        }
        Trouble::Text | Trouble::Boolean => {
            "数字だけを入力してください。ないときは0、まだわからないときは「未集計」、当てはまらないときは「該当なし」と書いてください。".to_owned()
        }
        Trouble::Struck => {
            "消した部分を実際に削除し、提出する数字だけを残してください。".to_owned()
        }
        Trouble::Mixed(_) => {
            "注の番号や印は数の欄に書かず、提出する数字だけを入力し直してください。".to_owned()
        }
        Trouble::Printed(_) => {
            "セルの表示形式を「標準」に戻し、提出する数字を入力し直してください。まだわからないときは「未集計」と書いてください。".to_owned()
        }
        Trouble::Merged(_) => {
            "結合を解除し、行ごとのセルに値を入力してください。".to_owned()
        }
        Trouble::Twice => {
            "Excelで開いて値を確かめ、上書き保存してから送ってください。".to_owned()
        }
        Trouble::ErrorValue => {
            "数式を直すか、セルの中身を消して数字を入力し直してください。".to_owned()
        }
        Trouble::Date(_) => {
            "セルの表示形式を「標準」に戻し、数字だけを入力し直してください（例: 12）。".to_owned()
        }
        Trouble::PercentCount => {
            format!("セルの表示形式を「標準」に戻し、数（単位は「{unit}」）を入力してください。割合は割合の欄に書いてください。")
        }
        Trouble::Stale(_) => {
            "Excelで開き、計算し直されたことを確かめ、上書き保存してから送ってください。数式を消して数字を入力してもかまいません。".to_owned()
        }
        Trouble::NotCalculated => {
            "Excelで開き、そのまま上書き保存してから送ってください。数式を消して数字を入力してもかまいません。".to_owned()
        }
        Trouble::NotCollected => {
            "数がわかったら数字を入力してください。ないとわかっているときは0と書いてください。".to_owned()
        }
    }
}
