//! The sentence over a file, and the one over all of them.

use assemble::Fate;
use model::visible;
use serde::Serialize;

/// How a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something must be put right.
    Error,
    /// Something must be looked at, or a reason given.
    Warning,
    /// Nothing is left to do.
    Ok,
    /// It is not looked at further, and why is told.
    Aside,
}

/// A verdict in a sentence, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How it stands.
    pub level: Level,
    /// The sentence.
    pub text: String,
    /// What to do next.
    pub next: String,
}

/// How a file stands.
pub(super) fn verdict([errors, warnings, _]: [usize; 3], fate: Fate<'_>) -> Verdict {
    let (level, next) = match (fate, errors, warnings) {
        (Fate::Superseded(_) | Fate::Copy(_), ..) => (
            Level::Aside,
            "同じところから出た、もう1つのファイルのほうを見ています。",
        ),
        (Fate::Undecided, ..) => (
            Level::Error,
            "もう要らないほうを「外す」を押して外してください。",
        ),
        (Fate::Blank, ..) => (
            Level::Aside,
            "記入して上書き保存してから、もう一度ここに置いてください。",
        ),
        (Fate::Unread, 0, 0) => (
            Level::Aside,
            "下の説明を見て、記入した様式のファイルを選び直してください。",
        ),
        (Fate::Unread, ..) => (
            Level::Error,
            "下の説明のとおりにしてから、もう一度ここに置いてください。",
        ),
        (Fate::Checked, 0, 0) => (Level::Ok, "このファイルを、そのまま提出してください。"),
        (Fate::Checked, 0, _) => (
            Level::Warning,
            "数が正しければ「このままでよい理由」を書き、違っていればExcelで直してください。",
        ),
        (Fate::Checked, _, 0) => (
            Level::Error,
            "Excelで直して上書き保存し、もう一度ここに置いてください。",
        ),
        (Fate::Checked, ..) => (
            Level::Error,
            "誤りはExcelで直してください。確認は、数が正しければ「このままでよい理由」を書いてください。",
        ),
    };
    let text = match fate {
        Fate::Superseded(_) | Fate::Copy(_) => "ほかのファイルがあるため、使いません".to_owned(),
        Fate::Undecided => "同じところのファイルが2つあり、どちらを使うか決まりません".to_owned(),
        Fate::Blank => "今回の年度のことが、何も書かれていません".to_owned(),
        Fate::Unread if errors + warnings == 0 => "このファイルは様式として読めません".to_owned(),
        Fate::Unread | Fate::Checked => diagnostic::verdict(errors, warnings),
    };
    Verdict {
        level,
        text,
        next: next.to_owned(),
    }
}

/// One sentence over all files, each with its name.
pub(super) fn together(files: &[(&str, &Verdict)]) -> Verdict {
    let is_looked_at = |(_, file): &&(&str, &Verdict)| file.level != Level::Aside;
    let current: Vec<_> = files.iter().filter(is_looked_at).collect();
    match (&current[..], files) {
        ([], [(_, one)]) => return (*one).clone(),
        ([(_, one)], [_]) => return (*one).clone(),
        ([(name, one)], _) => {
            return Verdict {
                text: format!("「{}」は、{}", visible(name), one.text),
                ..(*one).clone()
            };
        }
        _ => {}
    }
    let of = |level| files.iter().filter(|(_, file)| file.level == level).count();
    let all = files.len();
    let (errors, warnings) = (of(Level::Error), of(Level::Warning));
    let aside = match of(Level::Aside) {
        0 => String::new(),
        aside => format!("、使わないもの{aside}件"),
    };
    let level = current.iter().map(|(_, file)| file.level).min();
    let level = level.unwrap_or(Level::Aside);
    let text = match current.len() {
        0 => "点検できるファイルがありません".to_owned(),
        _ => format!(
            "{all}件のうち、誤りのあるもの{errors}件、確認だけのもの{warnings}件、提出できるもの{}件{aside}",
            of(Level::Ok)
        ),
    };
    let next = match level {
        Level::Aside => "記入した様式のファイルを選び直してください。",
        _ => "表からファイルを選ぶと、その内容が見られます。",
    };
    Verdict {
        level,
        text,
        next: next.to_owned(),
    }
}
