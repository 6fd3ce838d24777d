//! The proposal in the language of definitions: TOML with comments for the person who goes on from there.

mod blocks;
mod rows;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::inputs::Input;
use crate::kinds::Kind;
use crate::names::{Names, SheetNames};
use crate::tables::{Shape, Table};
use crate::toml_text::quoted;

/// What those that report are called until the author says.
pub(crate) const UNIT_NOUN: &str = "団体";
/// In place of a label that is not printed.
const NO_LABEL: &str = "（見出しなし）";
/// In place of a unit that is not printed.
const NO_UNIT: &str = "（単位）";
/// Sheets that every workbook has beside the form's.
const OTHER_SHEETS: [&str; 3] = ["はじめに", "点検結果", "確認・理由"];

/// What a sheet of the blank workbook gives.
pub(crate) struct Read<'a> {
    pub(crate) name: &'a str,
    pub(crate) inputs: &'a [Input],
    pub(crate) tables: &'a [Table],
}

/// A definition under construction.
pub(crate) struct Definition {
    names: SheetNames,
    labels: Names,
    indicators: String,
    count: usize,
    sheets: String,
    rows: String,
    /// How many sheets there are, for ids that can stand in a defined name.
    sheet_count: usize,
    /// Where each place went, by sheet and number.
    pub(crate) gone: BTreeMap<(String, usize), String>,
    /// What the language cannot say as the paper does: sheet, first place and a sentence.
    pub(crate) bent: Vec<(String, usize, &'static str)>,
}

impl Definition {
    pub(crate) fn new() -> Self {
        Self {
            names: SheetNames::new(UNIT_NOUN, &OTHER_SHEETS),
            labels: Names::default(),
            indicators: String::new(),
            count: 0,
            sheets: String::new(),
            rows: String::new(),
            sheet_count: 0,
            gone: BTreeMap::new(),
            bent: Vec::new(),
        }
    }

    pub(crate) fn sheet(&mut self, read: &Read<'_>) {
        let mut blocks = String::new();
        let mut labels = Names::default();
        for table in read.tables {
            if let (Some(why), Some(first)) = (table.split.words(), table.places.first()) {
                self.bent.push((read.name.to_owned(), first.input, why));
            }
            match table.shape {
                Shape::Fields => self.fields(read, table, &mut blocks, &mut labels),
                Shape::Years => self.years(read, table, &mut blocks, &mut labels),
                Shape::Register => self.register(read, table),
                Shape::Matrix | Shape::Turned => self.matrix(read, table),
            }
        }
        if !blocks.is_empty() {
            let (id, name) = (self.id(), self.names.give(read.name));
            let _ = write!(
                self.sheets,
                "\n# もとのシート「{}」の、1つずつの欄と、年度ごとの欄\n[[sheet]]\nid = \"{}\"\nname = {}\n{blocks}",
                comment(read.name),
                id,
                quoted(&name)
            );
        }
    }

    /// The id of a sheet: its name may hold what no defined name can.
    fn id(&mut self) -> String {
        self.sheet_count += 1;
        format!("s{}", self.sheet_count)
    }

    /// A new number to be asked; gives its id.
    fn indicator(&mut self, input: &Input, label: &str, cell: &str) -> String {
        self.count += 1;
        let id = format!("n{}", self.count);
        let is_percent = input.kind == Kind::Percent;
        let unit = match &input.unit {
            _ if is_percent => "％",
            Some(unit) => unit,
            None => NO_UNIT,
        };
        let more = match (is_percent, input.decimals) {
            (true, _) => ", roll-up = \"none\", decimals = 1".to_owned(),
            (false, 0) => String::new(),
            (false, decimals) => format!(", decimals = {decimals}"),
        };
        let label = self.labels.give(label);
        let note = match (is_percent, unit == NO_UNIT) {
            (true, _) => {
                "  # 足さない割合。もとの2つの数があれば roll-up = { ratio = [\"分子の番号\", \"分母の番号\"] }"
            }
            (false, true) => "  # 単位の印刷が見つからないので、仮のもの",
            _ => "",
        };
        let _ = writeln!(
            self.indicators,
            "\n# {cell}{note}\n[[indicator]]\nid = \"{id}\"\nlabel = {}\nunit = {}{}",
            quoted(&label),
            quoted(unit),
            more.replace(", ", "\n")
        );
        id
    }

    fn note_gone(&mut self, read: &Read<'_>, number: usize, to: &str) {
        self.gone
            .insert((read.name.to_owned(), number), to.to_owned());
    }

    pub(crate) fn indicators(&self) -> String {
        let head = "# 何を数えるか。見出しと単位は、もとのExcelから取ったもの。\n# 足してはならない数には roll-up = \"none\" と書きます。\n";
        if self.count == 0 {
            return format!("{head}# 数の欄は見つかりませんでした。\nindicator = []\n");
        }
        format!("{head}{}", self.indicators)
    }

    pub(crate) fn form(&self, name: &str, years: &[(i32, String)]) -> String {
        let mut text = format!(
            "# もとのExcelから作った下書きです。確かでないところの一覧と、印を付けた写しを見ながら直してください。\n\
             # 直したら torimatome form verify で確かめます。\n\nname = {}\n\n\
             # 年度の列。左から順に。\nyear = [\n",
            quoted(name)
        );
        for (year, header) in years {
            let _ = writeln!(text, "  {{ year = {year}, header = {} }},", quoted(header));
        }
        text.push_str("]\n");
        text.push_str(&self.sheets);
        text.push_str(&self.rows);
        text
    }

    /// Whether nothing was found to be asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.sheets.is_empty() && self.rows.is_empty()
    }
}

/// Those that report, until the author writes them down.
pub(crate) fn areas(units: &[String]) -> String {
    let mut text = format!(
        "# だれが報告するか。番号（code）と名前は仮のものです。書き直してください。\n\
         level = [{{ id = \"city\", noun = \"全体\" }}, {{ id = \"ward\", noun = \"{UNIT_NOUN}\" }}]\n\
         city = {{ code = \"0\", name = \"（取りまとめる側の名前）\" }}\nward = [\n"
    );
    let placeholder = ["（報告する側の名前）".to_owned()];
    let units = if units.is_empty() {
        &placeholder[..]
    } else {
        units
    };
    for (number, unit) in (1..).zip(units) {
        let _ = writeln!(
            text,
            "  {{ code = \"{number}\", name = {} }},",
            quoted(unit)
        );
    }
    text.push_str("]\n");
    text
}

fn cell_words(read: &Read<'_>, input: &Input) -> String {
    format!("{}!{}", comment(read.name), input.cell)
}

/// A name inside a comment, on one line.
fn comment(text: &str) -> String {
    crate::words::line(text)
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}
