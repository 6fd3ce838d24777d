//! Free text of the fixture.

use torimatome::report::{Block, NarrativeEntry, NarrativeSection};

use super::{ABSENT, HOSTILE, SENTENCES, WARDS};

pub(super) fn narrative() -> Vec<Block> {
    let entry = |ward: usize, text: &str| NarrativeEntry {
        ward: WARDS[ward].0.to_owned(),
        text: text.to_owned(),
        file: format!("{}.xlsx", WARDS[ward].0),
        sheet: "基本目標1".to_owned(),
        cell: format!("D{}", ward + 12),
        note: String::new(),
    };
    let long = "地域の見守り活動について、町会・民生委員・福祉コーディネーターが毎月集まり情報共有を行った。".repeat(4);
    let endless = "一万字の記述。".repeat(1_500);
    let mut entries: Vec<NarrativeEntry> = HOSTILE
        .iter()
        .enumerate()
        .map(|(ward, text)| entry(ward, text))
        .collect();
    entries.push(entry(8, &long));
    entries.push(entry(9, &endless));
    let section = |title: &str, entries: Vec<NarrativeEntry>| {
        Block::Narrative(NarrativeSection {
            title: title.to_owned(),
            year: "2025（令和7）年度".to_owned(),
            sheet: "基本目標1".to_owned(),
            entries,
            silent: ABSENT
                .iter()
                .map(|ward| WARDS[*ward].0.to_owned())
                .collect(),
        })
    };
    vec![
        section("基本目標1　取組内容", entries),
        section(
            "基本目標1　質的成果",
            (0..12)
                .map(|ward| entry(ward, "担い手が増えた。"))
                .collect(),
        ),
    ]
}

/// The free text of a year: nine items, each with three bullets of every ward; `wards` of them write.
pub(super) fn narratives(wards: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (goal, label) in [
        ("基本目標1", "取組内容"),
        ("基本目標1", "質的成果"),
        ("基本目標1", "課題と今後の方向性"),
        ("基本目標2", "取組内容"),
        ("基本目標2", "質的成果"),
        ("基本目標2", "課題と今後の方向性"),
        ("参加支援", "取組内容"),
        ("参加支援", "質的成果"),
        ("参加支援", "課題と今後の方向性"),
    ] {
        let mut entries = Vec::new();
        for (index, (ward, ..)) in WARDS.iter().enumerate().take(wards) {
            for bullet in 0..8 {
                entries.push(NarrativeEntry {
                    ward: (*ward).to_owned(),
                    text: SENTENCES[(index * 3 + bullet) % 6].to_owned(),
                    file: format!("{ward}.xlsx"),
                    sheet: goal.to_owned(),
                    cell: format!("D{}", 12 + bullet),
                    note: String::new(),
                });
            }
        }
        blocks.push(Block::Narrative(NarrativeSection {
            title: format!("{goal}　{label}"),
            year: "令和7年度".to_owned(),
            sheet: goal.to_owned(),
            entries,
            silent: WARDS
                .iter()
                .skip(wards)
                .map(|(ward, ..)| (*ward).to_owned())
                .collect(),
        }));
    }
    blocks
}
