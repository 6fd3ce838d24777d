//! templates/ ▸ [`Definitions`]: what the forms, areas, indicators, rules and reports are. The only home of TOML.
//!
//! Whoever holds a `Definitions` holds a consistent one; faults in templates are told with file and line.

mod applies;
mod area_names;
mod areas;
/// The codes of definitions.
pub mod codes;
mod condition;
mod definitions;
mod document;
mod fault;
mod folded;
mod form;
mod former;
mod former_wards;
mod functions;
mod guide;
mod letters;
mod lifetimes;
mod place_rows;
mod raw;
mod reasons;
mod registry;
mod repeated_rows;
mod report_layout;
mod row_words;
mod rule_instance;
mod rule_kind;
mod schema;
mod sheet;
mod source;
mod tell;
mod text_place;
mod validate;
mod volume;

pub use applies::Applies;
pub use area_names::AreaName;
pub use condition::Condition;
pub use definitions::Definitions;
pub use document::{
    Blocks, Change, Difference, Field, Fields, Resolved, Tree, Whole, dotted, no_such, quoted,
    resolved,
};
pub use fault::{Fault, FaultPlace, Faults};
pub use folded::folded;
pub use form::{FormDefinition, YearColumn};
pub use functions::{FunctionDefinition, FunctionView, HistoryEntry};
pub use guide::{Colours, Guide, GuideSection, YearNotes};
pub use letters::{Letter, Letters};
pub use place_rows::place_rows;
pub use reasons::{ExampleReason, NoCause, ReasonColumn, ReasonColumns, ReasonSheet};
pub use registry::{AreaCount, CountStatus, Registry, RegistryError};
pub use repeated_rows::{RepeatedRows, RowCode, RowsKind, ValueColumn, ValueColumnKind};
pub use report_layout::{Direction, ReportLayout, Target};
pub use row_words::{TextColumn, When, WordKind};
pub use rule_instance::{MadeRule, RuleInstance};
pub use rule_kind::{Entry, RuleKind, RuleKinds};
pub use schema::form_schema;
pub use sheet::{
    BlockDefinition, BlockKind, FieldDefinition, FieldLayout, Inferred, SheetDefinition,
};
pub use source::{DefinitionSource, TemplateFile};
pub use text_place::TextPlace;
pub use validate::REPORT_SHEETS;
pub use volume::{BeforePublishing, ChapterKind, OpenData, Volume, VolumeFormat};
