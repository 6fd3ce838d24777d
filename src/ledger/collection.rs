//! The rows of `提出台帳.csv`: what came from whom and when, what was told of it, and who accepted it. Written by a run and read
//! back by the next one.

use serde::{Deserialize, Serialize};

use super::column;
use super::table::Row;
use model::{AreaCode, AsOf};

/// One submission of a ward, or the place of one that did not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionRow {
    /// Ward.
    #[serde(rename = "団体コード")]
    pub ward: AreaCode,
    /// Its name.
    #[serde(rename = "{unit}名", with = "column::text")]
    pub ward_name: String,
    /// Identifier of the form.
    #[serde(rename = "様式", with = "column::text")]
    pub form: String,
    /// The how many-th that the ward sent; none where nothing came.
    #[serde(rename = "回")]
    pub number: Option<u32>,
    /// The day on which it was received, if that is known.
    #[serde(rename = "受領日", deserialize_with = "column::day")]
    pub received: Option<AsOf>,
    /// Who says so: the office's table or the file itself.
    #[serde(rename = "受領日の元", with = "column::text")]
    pub received_by: String,
    /// The last day to hand in, if there is one.
    #[serde(rename = "期限", deserialize_with = "column::day")]
    pub due: Option<AsOf>,
    /// In time or how late, as far as both days are known.
    #[serde(rename = "遅れ", with = "column::text")]
    pub late: String,
    /// How it stands, in one word.
    #[serde(rename = "状態", with = "column::text")]
    pub state: String,
    /// File.
    #[serde(rename = "ファイル", with = "column::text")]
    pub file: String,
    /// What was told on which run.
    #[serde(rename = "点検の経過", with = "column::text")]
    pub told: String,
    /// The day on which it was accepted.
    #[serde(rename = "受理日", deserialize_with = "column::day")]
    pub accepted: Option<AsOf>,
    /// Who accepted it.
    #[serde(rename = "受理した人", with = "column::text")]
    pub accepted_by: String,
    /// SHA-256 of the file, in hexadecimal.
    #[serde(rename = "SHA-256")]
    pub sha256: String,
}

impl Row for CollectionRow {
    const FILE: &'static str = "提出台帳.csv";

    /// What makes a row that the next run cannot tie to its file: the file's hash, and the place in the ward's sequence.
    fn check(&self) -> Result<(), &'static str> {
        if self.number.is_none() && !(self.accepted_by.is_empty() && self.sha256.is_empty()) {
            return Err("届いたファイルの行なのに、「回」がありません");
        }
        let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        if self.number.is_some() && !is_hash(&self.sha256) {
            return Err(
                "「SHA-256」が64桁の英数字ではありません。書き換わる前の値に戻してください",
            );
        }
        Ok(())
    }
}
