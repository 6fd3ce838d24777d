//! What is looked for and shown: codes as a person names them (`C301`, `above-area-count`, a family such as `C3` or `T`),
//! the nearest one to a slip, and the least severity.

use clap::{Args, ValueEnum};
use unicode_normalization::UnicodeNormalization;

use crate::check::{Selection, codes, find_code, submission_codes};
use crate::diagnostic::{Code, Severity, edits};

/// Which codes are looked for.
#[derive(Args, Debug)]
pub(super) struct Choosing {
    /// このコードだけを見る（C301、名前、C3 のような系列。「,」で区切るか繰り返す）
    #[arg(help_heading = "指定", long, value_name = "コード", value_parser = named)]
    pub(super) select: Vec<Named>,
    /// このコードは見ない（書き方は --select と同じ）。値を読めなかったという誤りは、いつも残る
    #[arg(help_heading = "指定", long, value_name = "コード", value_parser = named)]
    pub(super) ignore: Vec<Named>,
}

/// The least severity that `check` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Least {
    /// 誤りだけ
    #[value(alias = "誤り")]
    Error,
    /// 誤りと確認
    #[value(alias = "確認")]
    Warning,
    /// すべて（省略時）
    #[value(alias = "参考")]
    Note,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Self {
        match least {
            Least::Error => Self::Error,
            Least::Warning => Self::Warning,
            Least::Note => Self::Note,
        }
    }
}

/// The codes that one value of an option names, which may be several with commas between.
#[derive(Clone, Debug)]
pub(super) struct Named(Vec<Code>);

/// Reads one value of `--select` or `--ignore`.
///
/// # Errors
/// It names no code; the text says which one is nearest.
pub(super) fn named(text: &str) -> Result<Named, String> {
    let text = folded(text);
    let parts = text.split([',', '、']).map(str::trim);
    let mut codes = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let found = matching(part);
        if found.is_empty() {
            return Err(unknown(part));
        }
        codes.extend(found);
    }
    if codes.is_empty() {
        return Err("C301、above-area-count、C3 のように書いてください".to_owned());
    }
    Ok(Named(codes))
}

/// The code with this identifier or name.
///
/// # Errors
/// There is none; the text says which one is nearest.
pub(super) fn code(text: &str) -> Result<Code, String> {
    let text = folded(text);
    find_code(text.trim()).ok_or_else(|| unknown(text.trim()))
}

/// The choice that the options make.
pub(super) fn selection(choosing: &Choosing) -> Selection {
    let all = |named: &[Named]| named.iter().flat_map(|n| n.0.iter().copied()).collect();
    Selection::new(all(&choosing.select), all(&choosing.ignore))
}

/// Full-width letters and digits as half-width ones, in the case of names.
fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// One code by identifier or name, or all of a family.
fn matching(part: &str) -> Vec<Code> {
    if let Some(code) = Code::find_in(submission_codes(), part) {
        return vec![code];
    }
    let mut chars = part.chars();
    let is_family = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_digit())
        && part.len() < 4;
    let begins = |code: &Code| code.id().to_lowercase().starts_with(part);
    let family = submission_codes().iter().copied().filter(begins);
    if is_family {
        family.collect()
    } else {
        Vec::new()
    }
}

/// What to look at instead: the nearest code, where at least half of it is left, and the list.
fn unknown(part: &str) -> String {
    let distance = |code: &Code| {
        let id = code.id().to_lowercase();
        edits(part, &id).min(edits(part, code.name()))
    };
    let list = "一覧は torimatome explain";
    let nearest = codes().iter().min_by_key(|code| distance(code));
    match nearest.filter(|code| 2 * distance(code) <= part.chars().count()) {
        Some(code) => format!("近いコード: {} {}。{list}", code.id(), code.name()),
        None => list.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<&'static str> {
        named(text)
            .expect("codes")
            .0
            .iter()
            .map(|code| code.id())
            .collect()
    }

    #[test]
    fn codes_names_and_families() {
        assert_eq!(ids("c301,rate-differs"), ["C301", "C302"]);
        assert_eq!(ids("Ｃ３０１、 X402"), ["C301", "X402"]);
        let family = ids("C3");
        assert!(family.len() >= 6 && family.iter().all(|id| id.starts_with("C3")));
        assert!(ids("t").contains(&"T501"));
    }

    #[test]
    fn an_unknown_code_is_told_with_its_nearest() {
        for (slip, nearest) in [
            ("C3O2", "C302"),
            ("above-area-cuont", "C301"),
            ("301", "C301"),
        ] {
            let error = named(slip).expect_err("no code");
            assert!(
                error.starts_with(&format!("近いコード: {nearest}")),
                "{error}"
            );
        }
        let far = named("Z9").expect_err("no code");
        assert_eq!(far, "一覧は torimatome explain");
        assert!(named("、").is_err());
    }
}
