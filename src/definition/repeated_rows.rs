//! Repeated rows of a form: a sheet with a head, a column of keys, and columns of values for each fiscal year.
//!
//! What the rows are is said by [`RowsKind`]: one per unit below, per entry of a register, per code, or free. The paper
//! may have no such sheet: everything on it is kept as data in the form's edition.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::document::Lines;
use super::folded::{folded, typed};
use super::row_words::TextColumn;
use model::{IndicatorId, Provenance};

/// A sheet of repeated rows as defined.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "同じ列をもつ行をくり返し書くシート。")]
pub struct RepeatedRows {
    /// Identifier.
    #[schemars(description = "まとまりの番号。書かなければ、シートの名前。")]
    #[serde(default)]
    pub id: String,
    /// Sheet name.
    #[schemars(description = "シートの名前。")]
    pub name: String,
    /// What the rows are.
    #[schemars(description = "1つの行が何を表すか。書かなければ、自由な行。")]
    #[serde(default)]
    pub rows: RowsKind,
    /// What one row is called in a sentence.
    #[schemars(description = "1つの行を文の中で何と呼ぶか。書かなければ「行」。")]
    #[serde(default)]
    pub noun: String,
    /// Title.
    #[schemars(description = "表題。書かなければ、様式の表題。")]
    #[serde(default)]
    pub title: String,
    /// What the sheet is for and how to fill it in.
    #[schemars(description = "シートの使い方。")]
    #[serde(default)]
    pub notes: Vec<String>,
    /// Head of the column of running numbers.
    #[schemars(description = "番号の列の見出し。書かなければ「番号」。")]
    #[serde(default)]
    pub number_header: String,
    /// Head of the column of keys; also a sign by which the sheet is known.
    #[schemars(description = "行を見分ける列（名前、番号、コードなど）の見出し。")]
    pub key_header: String,
    /// Name of a row that has no key, with `{number}`.
    #[schemars(
        description = "名前のない行の仮の名前。番号の入るところは {number}。書かなければ「{number}番目」。"
    )]
    #[serde(default)]
    pub unnamed: String,
    /// Label of the last row.
    #[schemars(description = "合計の行の見出し。書かなければ「計」。")]
    #[serde(default)]
    pub total_label: String,
    /// Whether what stands in one row belongs together; else each column is a list of its own.
    #[schemars(
        description = "同じ行に並ぶものが対応していないか。対応していない表では true と書く。"
    )]
    #[serde(default)]
    pub unaligned: bool,
    /// Rows without a key below those that are known.
    #[schemars(description = "予備の行の数。")]
    #[serde(default)]
    pub spare_rows: u32,
    /// Rows that are printed at least.
    #[schemars(description = "少なくとも印刷する行の数。")]
    #[serde(default)]
    pub min_rows: u32,
    /// Whether every sender must fill it in.
    #[schemars(description = "必ず記入するシートか。")]
    #[serde(default)]
    pub required: bool,
    /// Marks that say yes.
    #[schemars(description = "「該当する」の印。")]
    #[serde(default)]
    pub yes: Vec<String>,
    /// Marks that say no; a blank says no as well.
    #[schemars(description = "「該当しない」の印。")]
    #[serde(default)]
    pub no: Vec<String>,
    /// Words after a key that do not make it another one.
    #[schemars(description = "名前の後にあってもなくても同じ行とみなす語。")]
    #[serde(default)]
    pub key_suffixes: Vec<String>,
    /// The codes, where there is one row per code.
    #[schemars(description = "コードの一覧（1つのコードに1行のとき）。")]
    #[serde(default)]
    pub code: Vec<RowCode>,
    /// Columns of words, once for all fiscal years.
    #[schemars(description = "ことばの列。年度によらず1つ。")]
    #[serde(default)]
    pub text: Vec<TextColumn>,
    /// The columns of one fiscal year.
    #[schemars(description = "1つの年度の列。数を聞かない表では書かない。")]
    #[serde(default)]
    pub column: Vec<ValueColumn>,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

/// What the rows of a sheet are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "1つの行が何を表すか。")]
pub enum RowsKind {
    /// Whatever the sender lists; a row is known by its position.
    #[schemars(description = "自由な行。順番で見分ける。")]
    #[default]
    Free,
    /// A unit below the sender, as the registry names them.
    #[schemars(description = "登録にある、1つ下の単位ごとに1行。")]
    OnePerPart,
    /// An entry of a register, known by its key.
    #[schemars(description = "台帳の1件ごとに1行。番号や名前で見分ける。")]
    OnePerEntry,
    /// A code of the list.
    #[schemars(description = "一覧のコードごとに1行。")]
    OnePerCode,
}

/// One code that a row may have.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "1つのコード。")]
pub struct RowCode {
    /// The code as printed in the column of keys.
    #[schemars(description = "コード。印刷のとおり。")]
    pub code: String,
    /// What it stands for.
    #[schemars(description = "コードの意味。書かなければ、コード。")]
    #[serde(default)]
    pub label: String,
    /// Words that are printed in its columns, by the identifiers of those; the sender may put them right.
    #[schemars(description = "ことばの列に印刷しておくことば。列の番号ごとに。直してもよい。")]
    #[serde(default)]
    pub words: BTreeMap<String, String>,
}

/// One column of a fiscal year.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "年度ごとの1つの列。")]
pub struct ValueColumn {
    /// What is asked; its field on the form, if it has one, is the sum of this column.
    #[schemars(description = "聞く指標。", with = "String")]
    pub indicator: IndicatorId,
    /// What is filled in.
    #[schemars(description = "書き方。")]
    pub kind: ValueColumnKind,
    /// Head of the column.
    #[schemars(description = "列の見出し。")]
    pub header: String,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "列の書き方：印か、数か。")]
pub enum ValueColumnKind {
    /// A mark or nothing.
    Mark,
    /// A whole number.
    Count,
}

impl RepeatedRows {
    /// Whether any number is asked in the rows; else they hold words alone, once for all fiscal years.
    pub fn has_numbers(&self) -> bool {
        !self.column.is_empty()
    }

    /// The column of an indicator.
    pub fn column(&self, indicator: &IndicatorId) -> Option<&ValueColumn> {
        self.column
            .iter()
            .find(|column| column.indicator == *indicator)
    }

    /// The column on which it hangs whether a column is asked for, and its words; none where it is asked for in every row.
    pub fn condition<'a>(
        &'a self,
        column: &'a TextColumn,
    ) -> Option<(&'a TextColumn, &'a [String])> {
        let when = column.when.as_ref()?;
        let mut texts = self.text.iter();
        let other = texts.find(|other| other.id == when.column)?;
        Some((other, &when.is))
    }

    /// Whether a column is asked for in a row, by what stands in the row's other columns.
    pub fn asks(&self, column: &TextColumn, texts: &BTreeMap<String, Provenance>) -> bool {
        let Some((other, words)) = self.condition(column) else {
            return true;
        };
        let written = texts.get(&other.id).map_or("", |cell| cell.text.as_str());
        let mut pieces = written.split(['、', '，', ',', '\n']).map(folded);
        pieces.any(|piece| words.iter().any(|word| folded(word) == piece))
    }

    /// The name of a row that has none, by its running number.
    pub fn unnamed(&self, number: u32) -> String {
        self.unnamed.replace("{number}", &number.to_string())
    }

    /// Whether a row can have this key: one of its codes, or any where none are listed.
    pub fn may_have(&self, key: &str) -> bool {
        let bare = self.bare_key(key);
        let mut codes = self.code.iter();
        self.code.is_empty() || codes.any(|one| self.bare_key(&one.code) == bare)
    }

    /// A key at one width, without blanks and without the words that may follow it. A number in a circle stays itself.
    pub fn bare_key(&self, key: &str) -> String {
        let plain = typed(key);
        let shorter = self.key_suffixes.iter().find_map(|suffix| {
            plain
                .strip_suffix(suffix.as_str())
                .filter(|rest| !rest.is_empty())
        });
        shorter.map_or_else(|| plain.clone(), str::to_owned)
    }
}
