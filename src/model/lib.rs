//! What the world is made of: areas, indicators, periods, values, provenance, facts and submissions.
//!
//! Imports nothing of ours and does no input or output. The vocabulary is fixed:
//! *area* (地域), *ward* (区), *city* (市); *indicator* (指標); *fiscal year* (年度, April to March);
//! *as-of date* (時点); *fact* (one reported value with its provenance); *submission* (a workbook understood).

mod area;
mod by_file;
mod choice;
mod difference;
mod fact;
mod form_formula;
mod indicator;
mod mark;
mod nearest;
mod period;
mod previous;
mod previous_words;
mod provenance;
mod reason;
mod row;
mod saved;
mod shown;
mod source_file;
mod stamp;
mod submission;
mod succession;
mod table;
mod value;
mod watch;
mod width;

pub use area::{Area, AreaCode, AreaLevel, AreaTree, Lifetime, Nouns, Tile};
pub use choice::{ChoiceRule, Choices, Role};
pub use difference::{Difference, Item, differences};
pub use fact::{Fact, FactId, FactKey, FactState, Normalisation, WrittenNumber};
pub use form_formula::{rate_formula, rows_formula};
pub use indicator::{Denominator, Indicator, IndicatorId, RollUp, ValueKind};
pub use mark::circled;
pub use nearest::{edits, nearest, one_slip_away};
pub use period::{AsOf, FiscalYear};
pub use previous::{PreviousFact, PreviousFacts};
pub use previous_words::{Became, PreviousWords, WordsId, became};
pub use provenance::{CellRef, ParseCellRefError, Provenance, Text};
pub use reason::{Reason, WrittenReason};
pub use row::{ColumnSum, Row, RowStanding, RowWritten, RowsWritten};
pub use saved::SavedAt;
pub use shown::{hides_in_number, is_unseen, visible, visible_lines};
pub use source_file::SourceFile;
pub use stamp::Stamp;
pub use submission::{EditionId, NarrativeItem, Submission};
pub use succession::{Begun, Regrouped};
pub use table::{at_lines, missing_headings, without_headings};
pub use value::{ESTIMATES, LARGEST, LARGEST_WORDS, Value, is_within, median};
pub use watch::{
    case_number, caught, count_anew, last_place, may_fail, provoke, provoked_in_vain, remember,
    running, silence, watch_thread,
};
pub use width::{hiragana, name_part, narrow};
