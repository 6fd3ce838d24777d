//! When a field or a block of a form is asked for: what must stand in another place of the same form. Whether it stands there is
//! for `applies`, what contradicts in a condition for `validate`.

use schemars::JsonSchema;
use serde::Deserialize;

use model::{FiscalYear, IndicatorId};

/// What must stand in another place for a field or a block to be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(
    description = "いつ書くか。同じ様式のほかの欄（field）か、くり返す行のシートの1つのセル（rows、row、column）に、決まった数やことばがあるとき。"
)]
pub struct Condition {
    /// The other field.
    #[schemars(
        with = "Option<String>",
        description = "ほかの欄の指標の番号。同じ年度の数を見る。"
    )]
    pub field: Option<IndicatorId>,
    /// The sheet of repeated rows.
    #[schemars(description = "くり返す行のシートの番号。")]
    pub rows: Option<String>,
    /// The row, as its key is written.
    #[schemars(description = "行の名前やコード。見分ける列に書かれたとおり。")]
    pub row: Option<String>,
    /// The column of words, or the indicator of a column of numbers or marks.
    #[schemars(description = "ことばの列の番号か、数や印の列の指標の番号。")]
    pub column: Option<String>,
    /// Words, marks or numbers, one of which must stand there.
    #[schemars(description = "そこにあることば、印、数。並べたもののどれか。")]
    #[serde(default)]
    pub is: Vec<String>,
    /// The number is this at least.
    #[schemars(description = "数は、少なくともこれだけ。")]
    pub at_least: Option<u32>,
    /// The number is this at most.
    #[schemars(description = "数は、多くともこれだけ。")]
    pub at_most: Option<u32>,
    /// The fiscal year is this or a later one: of an indicator that was not asked for before.
    #[serde(skip)]
    pub from: Option<FiscalYear>,
}
