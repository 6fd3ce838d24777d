//! Compilation + Findings ▸ Report: sections, tables, figures and notes. Knows no file format.
//!
//! A renderer needs nothing else, does no arithmetic and takes no decision about content.

mod build;
mod cell;
mod change;
mod chapters;
mod data;
mod document;
mod form;
mod form_sheet;
mod former;
mod instruction;
mod key_figure;
mod lifetimes;
mod number;
mod picture;
mod publishing;
mod registry_changes;
mod subject;
mod view;
mod volumes;

pub use build::workbook;
pub use cell::{Content, Emphasis, FigureChange, TableCell, TableFormula};
pub use data::{facts, figures, narrative};
pub use definition::ChapterKind;
pub use document::{
    Align, Block, Chapter, Column, HeadCell, Media, NarrativeEntry, NarrativeSection, Report, Row,
    RowKind, Statement, Table, WordGroup, plain_table,
};
pub use form::{
    Entry, LIST_SHEET, Picture, RowValues, WardValues, blank_registry, city_forms, filled,
    marked_copy, open_questions, picture, printed_field, template, waiting, ward_return, whole,
};
pub use instruction::{Aside, Step, Steps};
pub use key_figure::{KeyFigure, KeyNumbers};
pub use number::{NumberStyle, Sign};
pub use picture::{BarChart, ChangeChart, ChangeRow, Distribution, MapTile, TileMap, TrendChart};
pub use publishing::to_look_at;
pub use subject::Subject;
pub use volumes::{Bound, Unbound, for_each_unit, volumes};

pub use form_sheet::{
    CellRole, FormCell, FormContent, FormFormula, FormLink, FormSheet, FormWorkbook, InputRule,
    Mark, MarkedCell, MarkedCopy, WhyRedrawn,
};
