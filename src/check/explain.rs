//! The explanations of the codes as text: one of them, or all as a handbook. The words stand in the `.md` files.

use super::codes::codes;
use definition::codes::CODES as OF_DEFINITIONS;
use diagnostic::{Code, Explanation, Severity};
use model::Nouns;

/// What one code means, in Markdown: title, name and severity, then its explanation.
pub fn explain(code: Code, nouns: &Nouns) -> String {
    let Explanation { title, body } = code.explained(nouns);
    format!("# {} {title}\n\n{}\n\n{body}\n", code.id(), facts(code))
}

/// Every code as one Markdown document: a table of all, then each explanation.
pub fn manual(nouns: &Nouns) -> String {
    let mut text = String::from("# 点検の指摘の手引き\n\n");
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        text.push_str(&format!(
            "- {}：{}\n",
            severity.label(),
            effect_of(severity)
        ));
    }
    text.push_str("\n| コード | 名前 | 重さ | 指摘 |\n|---|---|---|---|\n");
    for code in codes() {
        text.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            code.id(),
            code.name(),
            code.entry().severity.label(),
            code.title(nouns)
        ));
    }
    for code in codes() {
        let Explanation { title, body } = code.explained(nouns);
        let heading = format!("\n## {} {title}\n\n", code.id());
        text.push_str(&format!("{heading}{}\n\n", facts(*code)));
        text.push_str(&deepen(&body));
    }
    text
}

/// What a severity does, in one sentence.
fn effect_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "その数を取りまとめに使わない（保留にする）。直すか、確かめて出し直す。",
        Severity::Warning => "その数を使うが、印を付ける。正しいか確かめる。",
        Severity::Note => "知らせるだけ。そのままでよい。",
    }
}

fn facts(code: Code) -> String {
    let severity = code.entry().severity;
    format!(
        "名前：`{}`　重さ：{}（{}）",
        code.name(),
        severity.label(),
        if OF_DEFINITIONS.contains(&code) {
            "直すまで、何も読み取らない。"
        } else {
            effect_of(severity)
        }
    )
}

/// Headings one level deeper.
fn deepen(body: &str) -> String {
    body.lines()
        .map(|line| {
            if line.starts_with("## ") {
                format!("#{line}\n")
            } else {
                format!("{line}\n")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::above_area_count;

    #[test]
    fn an_explanation_names_code_name_and_effect() {
        let text = explain(above_area_count::CODE, &Nouns::general());
        assert!(text.starts_with("# C301 "), "{text}");
        assert!(text.contains("above-area-count"), "{text}");
        assert!(text.contains("## どう直すか"), "{text}");
        assert!(text.contains("保留"), "{text}");
    }

    #[test]
    fn the_manual_holds_every_code_once_as_a_heading() {
        let manual = manual(&Nouns::general());
        for code in codes() {
            let row = format!("| {} | {} |", code.id(), code.name());
            assert_eq!(manual.matches(&row).count(), 1, "{row}");
            let name = format!("名前：`{}`", code.name());
            assert_eq!(manual.matches(&name).count(), 1, "{name}");
        }
        assert_eq!(manual.lines().filter(|l| l.starts_with("# ")).count(), 1);
    }
}
