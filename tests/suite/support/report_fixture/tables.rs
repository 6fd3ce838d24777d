//! Tables of the fixture.

use rust_decimal::Decimal;
use torimatome::report::{
    Align, Column, Content, Emphasis, HeadCell, NumberStyle, Row, RowKind, Sign, Table, TableCell,
    TableFormula,
};

use super::{ABSENT, HOSTILE, SENTENCES, WARDS, areas, count, percent};

pub(super) fn columns(widths: &[(f64, Align)]) -> Vec<Column> {
    widths
        .iter()
        .map(|(width, align)| Column {
            width: *width,
            align: *align,
        })
        .collect()
}

fn head(texts: &[&str]) -> Vec<HeadCell> {
    texts.iter().map(|text| spanned(text, 1, 1)).collect()
}

pub(super) fn spanned(text: &str, col_span: u32, row_span: u32) -> HeadCell {
    HeadCell {
        text: text.to_owned(),
        col_span,
        row_span,
    }
}

pub(super) fn body(cells: Vec<TableCell>) -> Row {
    Row {
        kind: RowKind::Body,
        cells,
    }
}

pub(super) fn coverage() -> Table {
    let rows = WARDS.iter().enumerate().map(|(ward, (name, ..))| {
        let absent = ABSENT.contains(&ward);
        let mut state = TableCell::text(if absent { "未提出" } else { "提出" });
        state.emphasis = if absent {
            Emphasis::Error
        } else {
            Emphasis::None
        };
        body(vec![
            TableCell::head(*name),
            state,
            TableCell::text(if absent {
                String::new()
            } else {
                format!("推進状況確認シート_{name}（最終版）.xlsx")
            }),
            TableCell::text(if absent { "" } else { "令和8年3月末" }),
            if absent {
                TableCell::new(Content::Missing("".into()))
            } else {
                TableCell::number(ward as i64 % 3, NumberStyle::COUNT)
            },
        ])
    });
    table(
        "coverage",
        "区ごとの提出状況",
        columns(&[
            (12.0, Align::Start),
            (10.0, Align::Middle),
            (46.0, Align::Start),
            (14.0, Align::Middle),
            (8.0, Align::End),
        ]),
        vec![head(&["区", "状況", "ファイル", "時点", "指摘"])],
        rows.collect(),
    )
}

fn table(
    id: &str,
    caption: &str,
    columns: Vec<Column>,
    head: Vec<Vec<HeadCell>>,
    rows: Vec<Row>,
) -> Table {
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        columns,
        head,
        rows,
        row_keys: Vec::new(),
        notes: Vec::new(),
        filter: true,
        tidy: false,
    }
}

/// Three rows with gaps under two rows of heads, and a note.
pub(super) fn small_table() -> Table {
    let mut missing = TableCell::new(Content::Missing("未提出".into()));
    missing.set_note(Some("提出がなかった。"));
    let mut total = TableCell::number(1234, NumberStyle::COUNT);
    total.set_trace(Some("1-4/2025/市"));
    let total = Row {
        kind: RowKind::Total,
        cells: vec![
            TableCell::head("市"),
            total,
            TableCell::new(Content::Missing("".into())),
        ],
    };
    let mut small = table(
        "small",
        "相談対応件数",
        columns(&[(14.0, Align::Start), (12.0, Align::End), (12.0, Align::End)]),
        vec![
            vec![spanned("区名", 1, 2), spanned("令和7年度", 2, 1)],
            head(&["件数", "割合"]),
        ],
        vec![
            body(vec![
                TableCell::head("北区"),
                TableCell::number(1234, NumberStyle::COUNT),
                TableCell::number(Decimal::new(6225, 2), NumberStyle::RATE),
            ]),
            body(vec![TableCell::head("旭区"), missing.clone(), missing]),
            total,
        ],
    );
    small.notes = vec!["合計は提出のあった区のもの。".to_owned()];
    small.filter = false;
    small
}

/// A small table without a filter.
pub(super) fn changes() -> Table {
    let rows =
        [("①地域数", 198, 211), ("④相談対応件数", 10_234, 12_345)].map(|(label, before, now)| {
            let change = NumberStyle {
                sign: Sign::PlusMinus,
                ..NumberStyle::COUNT
            };
            body(vec![
                TableCell::head(label),
                TableCell::number(before, NumberStyle::COUNT),
                TableCell::number(now, NumberStyle::COUNT),
                TableCell::number(now - before, change),
            ])
        });
    let mut small = table(
        "trend",
        "年度ごとの値",
        columns(&[
            (24.0, Align::Start),
            (12.0, Align::End),
            (12.0, Align::End),
            (12.0, Align::End),
        ]),
        vec![head(&["指標", "令和6年度", "令和7年度", "増減"])],
        rows.to_vec(),
    );
    small.filter = false;
    small
}

/// Ratios that end in a 5 where they are rounded: floats must not round them down.
pub(crate) fn rounding() -> Table {
    let pairs = [
        (1, 16),
        (247, 2_000),
        (29, 40),
        (143, 160),
        (3, 2_000),
        (1_001, 2_000),
        (1, 2_000),
        (2_007, 2_000),
        (57, 80),
    ];
    let rows = pairs.iter().enumerate().map(|(row, (above, below))| {
        let mut rate = TableCell::number(percent(*above, *below), NumberStyle::RATE);
        rate.set_formula(Some(TableFormula::RatioOfColumns {
            numerator: 1,
            denominator: 2,
            first: row,
            last: row,
            decimals: 1,
        }));
        body(vec![
            TableCell::head(format!("例{}", row + 1)),
            TableCell::number(*above, NumberStyle::COUNT),
            TableCell::number(*below, NumberStyle::COUNT),
            rate,
        ])
    });
    let mut small = table(
        "rounding",
        "四捨五入の境目",
        columns(&[
            (24.0, Align::Start),
            (12.0, Align::End),
            (12.0, Align::End),
            (12.0, Align::End),
        ]),
        vec![head(&["例", "分子", "分母", "割合"])],
        rows.collect(),
    );
    small.filter = false;
    small
}

/// 24 wards and two rows of totals × 16 columns: ward, areas, 12 counts, a rate, a change.
pub(crate) fn wards_table() -> Table {
    let mut widths = vec![(11.0, Align::Start), (8.0, Align::End)];
    widths.extend([(9.0, Align::End); 12]);
    widths.extend([(9.0, Align::End), (10.0, Align::End)]);
    let mut second: Vec<HeadCell> = (0..12)
        .map(|n| {
            spanned(
                &format!(
                    "{}情報共有や意見交換",
                    ["①", "②", "③", "④", "⑤", "⑥"][n % 6]
                ),
                1,
                1,
            )
        })
        .collect();
    second.push(spanned("②割合（％）", 1, 1));
    second.push(spanned("前年度比", 1, 1));
    let mut rows: Vec<Row> = (0..WARDS.len()).map(ward_row).collect();
    rows.push(total_row());
    let mut table = table(
        "wards",
        "区別一覧（令和7年度）",
        columns(&widths),
        vec![
            vec![
                spanned("区", 1, 2),
                spanned("名簿提供地域数", 1, 2),
                spanned("基本目標1", 6, 1),
                spanned("基本目標2", 6, 1),
                spanned("算出", 2, 1),
            ],
            second,
        ],
        rows,
    );
    table.notes = vec!["※ 合計は提出のあった区の合計。割合は分子の合計÷分母の合計。".to_owned()];
    table
}

fn figure(
    value: Option<impl Into<Decimal>>,
    style: NumberStyle,
    word: &str,
    trace: String,
) -> TableCell {
    let mut cell = match value {
        Some(value) => TableCell::number(value, style),
        None => TableCell::new(Content::Missing(word.into())),
    };
    cell.set_trace(Some(trace));
    cell
}

fn ward_row(ward: usize) -> Row {
    let (name, ..) = WARDS[ward];
    let word = if ABSENT.contains(&ward) {
        "未提出"
    } else {
        "未記入"
    };
    let mut cells = vec![
        TableCell::head(name),
        TableCell::number(areas(ward), NumberStyle::COUNT),
    ];
    cells.extend((0..12).map(|n| {
        let key = format!("1-{n}/2025/{name}");
        let mut cell = figure(count(ward, n), NumberStyle::COUNT, word, key.clone());
        cell.set_link(key);
        cell
    }));
    cells.push(figure(
        count(ward, 0).map(|n| percent(n, areas(ward))),
        NumberStyle::RATE,
        word,
        format!("1-2-rate/2025/{name}"),
    ));
    let change = NumberStyle {
        sign: Sign::PlusMinus,
        ..NumberStyle::COUNT
    };
    cells.push(figure(
        count(ward, 1).map(|n| n - 100),
        change,
        word,
        format!("1-1/2025/{name}"),
    ));
    body(cells)
}

fn total_row() -> Row {
    let last = WARDS.len() - 1;
    let sum = |value: &dyn Fn(usize) -> Option<i64>| (0..=last).filter_map(value).sum::<i64>();
    let total = |value: i64| {
        let mut cell = figure(
            Some(value),
            NumberStyle::COUNT,
            "",
            "1-2/2025/市".to_owned(),
        );
        cell.set_formula(Some(TableFormula::SumOfColumn { first: 0, last }));
        cell.set_note(Some("22/24区の合計です。含まれない区：東淀川区、西成区"));
        cell
    };
    let mut cells = vec![
        TableCell::head("市全体"),
        total(sum(&|ward| Some(areas(ward)))),
    ];
    cells.extend((0..12).map(|n| total(sum(&|ward| count(ward, n)))));
    let reported = sum(&|ward| count(ward, 0).map(|_| areas(ward)));
    let mut rate = TableCell::number(
        percent(sum(&|ward| count(ward, 0)), reported),
        NumberStyle::RATE,
    );
    rate.set_formula(Some(TableFormula::RatioOfColumns {
        numerator: 2,
        denominator: 1,
        first: 0,
        last,
        decimals: 1,
    }));
    cells.push(rate);
    cells.push(TableCell::new(Content::Missing("算出不可".into())));
    Row {
        kind: RowKind::Total,
        cells,
    }
}

pub(super) fn sources() -> Table {
    let mut keys = Vec::new();
    let mut rows = Vec::new();
    for (ward, (name, ..)) in WARDS.iter().enumerate() {
        for n in 0..12 {
            keys.push(Some(format!("1-{n}/2025/{name}")));
            rows.push(body(vec![
                TableCell::text(format!("1-{n}/2025/{name}")),
                figure(count(ward, n), NumberStyle::COUNT, "未記入", String::new()),
                TableCell::text(format!("{name}.xlsx")),
                TableCell::text("基本目標1"),
                TableCell::text(format!("D{}", n + 20)),
                TableCell::text(
                    count(ward, n).map_or_else(|| "―".to_owned(), |value| format!("{value}件")),
                ),
            ]));
        }
    }
    let mut table = table(
        "sources",
        "数値の出典",
        columns(&[
            (22.0, Align::Start),
            (10.0, Align::End),
            (26.0, Align::Start),
            (14.0, Align::Start),
            (8.0, Align::Start),
            (20.0, Align::Start),
        ]),
        vec![head(&["番号", "値", "ファイル", "シート", "セル", "記載"])],
        rows,
    );
    table.row_keys = keys;
    table
}

/// Diagnostics over several pages, with text a person would not type, and one with as much text as is given.
pub(super) fn findings(endless: &str) -> Table {
    let row = |emphasis: Emphasis, word: &str, code: &str, text: &str| {
        let mut severity = TableCell::text(word);
        severity.emphasis = emphasis;
        body(vec![
            severity,
            TableCell::text(code),
            TableCell::text("西成区"),
            TableCell::text("基本目標1!D12"),
            TableCell::text(text),
            TableCell::text("セルの値を確かめ、直して再提出してください。"),
        ])
    };
    let mut rows = vec![
        row(
            Emphasis::Error,
            "誤り",
            "C101",
            "②の地域数 15 が、名簿提供地域数 14 を超えています。",
        ),
        row(
            Emphasis::Warning,
            "確認",
            "C201",
            "②の割合 75.0％ は 10÷14＝71.4％ と合いません。",
        ),
    ];
    rows.extend(
        HOSTILE
            .iter()
            .map(|text| row(Emphasis::None, "参考", "V003", text)),
    );
    let others = SENTENCES.iter().cycle().take(50);
    rows.extend(others.map(|text| row(Emphasis::Warning, "確認", "C202", text)));
    rows.insert(20, row(Emphasis::Muted, "参考", "V004", endless));
    table(
        "findings",
        "指摘の一覧",
        columns(&[
            (8.0, Align::Middle),
            (8.0, Align::Middle),
            (11.0, Align::Start),
            (18.0, Align::Start),
            (50.0, Align::Start),
            (40.0, Align::Start),
        ]),
        vec![head(&["重さ", "番号", "区", "場所", "内容", "すること"])],
        rows,
    )
}

pub(super) fn counts() -> Table {
    let mut small = table(
        "counts",
        "指摘の件数",
        columns(&[(30.0, Align::Start), (10.0, Align::End), (10.0, Align::End)]),
        vec![head(&["指摘", "誤り", "確認"])],
        vec![body(vec![
            TableCell::head("above_area_count"),
            TableCell::number(3, NumberStyle::COUNT),
            TableCell::number(1_200, NumberStyle::COUNT),
        ])],
    );
    small.filter = false;
    small
}

/// The machine-readable table.
pub(crate) fn data() -> Table {
    let mut rows = Vec::new();
    for (ward, (name, ..)) in WARDS.iter().enumerate() {
        for n in 0..12 {
            rows.push(body(vec![
                TableCell::text(format!("0271{ward:02}")),
                TableCell::text(*name),
                TableCell::number(2025, NumberStyle::PLAIN),
                TableCell::text(format!("1-{n}")),
                figure(
                    count(ward, n),
                    NumberStyle::COUNT,
                    "未記入",
                    format!("1-{n}/2025/{name}"),
                ),
                TableCell::text(if count(ward, n).is_some() {
                    "記入"
                } else {
                    "未記入"
                }),
                TableCell::text(HOSTILE[n % HOSTILE.len()]),
            ]));
        }
    }
    let mut table = table(
        "data",
        "データ",
        columns(&[(10.0, Align::Start); 7]),
        vec![head(&[
            "団体コード",
            "区名",
            "年度",
            "指標",
            "値",
            "状態",
            "記載",
        ])],
        rows,
    );
    table.tidy = true;
    table
}
