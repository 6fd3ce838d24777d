//! The sentence over a file, and the one over all of them.

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

/// What a file is, beside what is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A submission.
    Submission,
    /// One in which nothing is written of the year that is asked for.
    Blank,
    /// One in whose place another is taken.
    Replaced,
    /// One beside another of the same sender, and nobody can say which one counts.
    Undecided,
    /// None.
    None,
}

/// How a file stands.
pub(super) fn verdict([errors, warnings, _]: [usize; 3], kind: Kind) -> Verdict {
    let (level, next) = match (kind, errors, warnings) {
        (Kind::Replaced, ..) => (
            Level::Aside,
            "同じところから出た、もう1つのファイルのほうを見ています。",
        ),
        (Kind::Undecided, ..) => (
            Level::Error,
            "もう要らないほうを「外す」を押して外してください。",
        ),
        (Kind::Blank, ..) => (
            Level::Aside,
            "記入して上書き保存してから、もう一度ここに置いてください。",
        ),
        (Kind::None, 0, 0) => (
            Level::Aside,
            "下の説明を見て、記入した様式のファイルを選び直してください。",
        ),
        (Kind::None, ..) => (
            Level::Error,
            "下の説明のとおりにしてから、もう一度ここに置いてください。",
        ),
        (Kind::Submission, 0, 0) => (Level::Ok, "このファイルを、そのまま提出してください。"),
        (Kind::Submission, 0, _) => (
            Level::Warning,
            "数が正しければ「このままでよい理由」を書き、違っていればExcelで直してください。",
        ),
        (Kind::Submission, _, 0) => (
            Level::Error,
            "Excelで直して上書き保存し、もう一度ここに置いてください。",
        ),
        (Kind::Submission, ..) => (
            Level::Error,
            "誤りはExcelで直してください。確認は、数が正しければ「このままでよい理由」を書いてください。",
        ),
    };
    let text = match kind {
        Kind::Replaced => "ほかのファイルがあるため、使いません".to_owned(),
        Kind::Undecided => "同じところのファイルが2つあり、どちらを使うか決まりません".to_owned(),
        Kind::Blank => "今回の年度のことが、何も書かれていません".to_owned(),
        Kind::None if errors + warnings == 0 => "このファイルは様式として読めません".to_owned(),
        Kind::None | Kind::Submission => diagnostic::verdict(errors, warnings),
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
