//! What the columns of the published tables mean, for programs that never saw one: a name in English, a kind of value, a sentence.
//! The names are the keys of the line format; that a table has just these columns, a test holds.

use super::rows::{FactRow, FigureRow, NarrativeRow};
use super::table::Row;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Somebody's words or a name.
    Words,
    /// The state of a fact.
    State,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A code that only looks like a number.
    Code,
    /// `2026-03-31`.
    Date,
    /// A whole number.
    Whole,
    /// An exact number.
    Number,
    /// `H14`.
    Cell,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its key, English.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Whether it always says something.
    pub(super) required: bool,
    /// What it says; `{unit}` stands for what a unit is called.
    pub(super) about: &'static str,
}

/// A table that is published with a dictionary of its columns.
pub(super) trait Published: Row {
    /// What it is, in Japanese; `{unit}` stands for what a unit is called.
    const TITLE: &'static str;
    /// The columns in their order.
    const COLUMNS: &'static [Column];
    /// The columns that tell a row from every other, as a rule.
    const KEY: &'static [&'static str];
}

const fn always(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        name,
        kind,
        required: true,
        about,
    }
}

const fn perhaps(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column {
        required: false,
        ..always(name, kind, about)
    }
}

const YEAR: Column = always(
    "fiscal_year",
    Kind::Whole,
    "年度。4月からの1年を、始まりの西暦で。",
);
const ERA_YEAR: Column = always("era_year", Kind::Words, "同じ年度を和暦で。");
const INDICATOR: Column = always(
    "indicator",
    Kind::Code,
    "指標の番号。表の行やコードごとの数では、その行かコードが「#」「@」のあとに付く。",
);
const INDICATOR_NAME: Column = always("indicator_name", Kind::Words, "指標の名前。");
const UNIT: Column = perhaps("unit", Kind::Words, "値の単位。");

impl Published for FactRow {
    const TITLE: &'static str = "報告されたままの数：{unit} × 年度 × 指標";
    const COLUMNS: &'static [Column] = &[
        always(
            "ward_code",
            Kind::Code,
            "報告した{unit}のコード。その下の単位では「-」と番号が付く。",
        ),
        always("ward_name", Kind::Words, "その名前。"),
        YEAR,
        ERA_YEAR,
        always(
            "as_of",
            Kind::Date,
            "値の時点。前に受け付けた値を引き継いだときは、そのときの時点。",
        ),
        INDICATOR,
        INDICATOR_NAME,
        UNIT,
        perhaps(
            "value",
            Kind::Number,
            "値。ないときは空で、0ではない。理由は state。",
        ),
        perhaps(
            "denominator",
            Kind::Number,
            "値の分母。書かれた数、なければ登録の数。",
        ),
        always(
            "state",
            Kind::State,
            "値の状態。集計に使うのは「記入」だけ。",
        ),
        perhaps(
            "file",
            Kind::Words,
            "値のあるファイル。公表するものでは空。",
        ),
        perhaps("sheet", Kind::Words, "シート。公表するものでは空。"),
        perhaps("cell", Kind::Cell, "セル。公表するものでは空。"),
        perhaps("text", Kind::Words, "書かれているまま。"),
    ];
    const KEY: &'static [&'static str] = &["ward_code", "fiscal_year", "indicator"];
}

impl Published for FigureRow {
    const TITLE: &'static str = "集計した数：全体と{unit} × 年度 × 指標";
    const COLUMNS: &'static [Column] = &[
        always("area_code", Kind::Code, "全体か{unit}のコード。"),
        always("area_name", Kind::Words, "その名前。"),
        YEAR,
        ERA_YEAR,
        perhaps("as_of", Kind::Date, "集計の時点。"),
        INDICATOR,
        INDICATOR_NAME,
        UNIT,
        perhaps(
            "value",
            Kind::Number,
            "値。割合は％で、決まった小数の桁に四捨五入する。ないときは空で、0ではない。",
        ),
        perhaps(
            "numerator",
            Kind::Number,
            "割合の分子の合計。割合でなければ空。",
        ),
        perhaps(
            "denominator",
            Kind::Number,
            "割合の分母の合計。割合でなければ空。",
        ),
        always("reported", Kind::Whole, "値に入っている{unit}の数。"),
        always("expected", Kind::Whole, "入っているべき{unit}の数。"),
        always(
            "standing",
            Kind::OneOf(&["確定", "一部", "算出不可"]),
            "値の確かさ。一部は、入っていない{unit}がある。",
        ),
    ];
    const KEY: &'static [&'static str] = &["area_code", "fiscal_year", "indicator"];
}

impl Published for NarrativeRow {
    const TITLE: &'static str = "{unit}の言葉：{unit} × 年度 × 区分 × 番号";
    const COLUMNS: &'static [Column] = &[
        always(
            "ward_code",
            Kind::Code,
            "書いた{unit}（または全体）のコード。",
        ),
        always("ward_name", Kind::Words, "その名前。"),
        YEAR,
        ERA_YEAR,
        always("sheet", Kind::Words, "様式のシート。"),
        always("section", Kind::Words, "シートの中の区分。"),
        always(
            "number",
            Kind::Words,
            "区分の中の何番目か。繰り返しの行では、その行の名前。",
        ),
        always("text", Kind::Words, "本文。"),
        perhaps(
            "file",
            Kind::Words,
            "書かれたファイル。公表するものでは空。",
        ),
        perhaps(
            "cell",
            Kind::Words,
            "セル。シートの名前が様式と違うときは、シートも。公表するものでは空。",
        ),
    ];
    const KEY: &'static [&'static str] =
        &["ward_code", "fiscal_year", "sheet", "section", "number"];
}
