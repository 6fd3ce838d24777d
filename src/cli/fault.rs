//! `--provoke-fault`: which places there are, and a wish that nothing came of. The failing itself is `model`'s.

use super::exit::Failure;
use crate::model::{nearest, provoked_in_vain};

/// The places at which the program can be made to fail; one that ends with a colon goes on with a name.
const PLACES: [&str; 4] = ["run", "read:", "check:", "write:"];

/// A place, as an argument.
pub(super) fn place(text: &str) -> Result<String, String> {
    let end = text.find(':').map_or(text.len(), |at| at + 1);
    let (kind, name) = text.split_at(end);
    if PLACES.contains(&kind) && kind.ends_with(':') != name.is_empty() {
        return Ok(text.to_owned());
    }
    let near =
        nearest(kind, PLACES).map_or_else(String::new, |near| format!("{near} のことですか。"));
    Err(format!(
        "{near}使えるのは run・read:ファイル・check:コード・write:ファイル"
    ))
}

/// Refuses a wish for a fault at a place that the program did not come to. To be asked before anything is written or told.
///
/// # Errors
/// There is such a wish.
pub(super) fn refuse_in_vain() -> Result<(), Failure> {
    provoked_in_vain().map_or(Ok(()), |place| {
        Err(Failure::usage(format!(
            "--provoke-fault の「{place}」は、この実行で通らない場所です"
        )))
    })
}
