//! Columns of words in repeated rows: what may be written in them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::document::Lines;

/// A column of words.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "ことばの列。")]
pub struct TextColumn {
    /// Identifier.
    #[schemars(description = "列の番号。書かなければ、列の見出し。")]
    #[serde(default)]
    pub id: String,
    /// Head of the column.
    #[schemars(description = "列の見出し。")]
    pub header: String,
    /// What is written.
    #[schemars(description = "書くもの。書かなければ、ことば。")]
    #[serde(default)]
    pub kind: WordKind,
    /// The words to choose from, or the organisations there are.
    #[schemars(description = "選ぶことば。種類がchoiceとorganisationのときに書く。")]
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether several of the choices may be written.
    #[schemars(description = "choiceで、いくつ選んでもよいか。「、」か改行で区切る。")]
    #[serde(default)]
    pub many: bool,
    /// Words in place of what is asked, which say that it is not known or that there is none.
    #[schemars(
        description = "書くものが分からない、またはないときに代わりに書くことば（未確認、配置なしなど）。"
    )]
    #[serde(default)]
    pub open: Vec<String>,
    /// When it is asked for; without, in every row.
    #[schemars(description = "どの行に書くか。書かなければ、すべての行。")]
    pub when: Option<When>,
    /// Whether a row with a key must have it.
    #[schemars(description = "行ごとに必ず書くか。")]
    #[serde(default)]
    pub required: bool,
    #[serde(rename = "$lines")]
    #[schemars(skip)]
    pub(crate) lines: Lines,
}

/// The rows in which a column is asked for: those whose other column has one of these words.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(description = "どの行に書くか。ほかの列に、ここに並べたことばのどれかがある行。")]
pub struct When {
    /// The other column.
    #[schemars(description = "ほかの列の番号。")]
    pub column: String,
    /// Its words.
    #[schemars(description = "その列のことば。")]
    pub is: Vec<String>,
}

/// What is written in a column of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(description = "ことばの列に書くもの。")]
pub enum WordKind {
    /// Any words.
    #[schemars(description = "ことば。")]
    #[default]
    Words,
    /// Entries, one on each line of the cell.
    #[schemars(description = "1つのセルの中に、1行に1つずつ書くことば。")]
    Lines,
    /// One of the choices.
    #[schemars(description = "choicesのどれか。")]
    Choice,
    /// A day.
    #[schemars(description = "日付。元号でも西暦でもよい。曜日を書くなら、日付に合うこと。")]
    Date,
    /// A month of a year.
    #[schemars(description = "年月。元号でも西暦でもよい。")]
    Month,
    /// A telephone number.
    #[schemars(description = "電話番号。")]
    Phone,
    /// A mail address.
    #[schemars(description = "メールアドレス。")]
    Mail,
    /// An organisation, how many of its people, and a remark in brackets.
    #[schemars(description = "組織と人数と、かっこの中の注記（例: 社協 5名（兼務））。")]
    Organisation,
}
