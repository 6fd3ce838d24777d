//! The stages by the names under which the program's library has them, and nothing of the program around: what is fuzzed is built
//! without the engines that only write PDF.

pub use ::check;
pub use ::checker;
pub use ::columnar;
pub use ::definition;
pub use ::diagnostic;
pub use ::diff;
pub use ::draft;
pub use ::ledger;
pub use ::model;
pub use ::read;
pub use ::render;
pub use ::report;
pub use ::tables;
pub use ::trace;
pub use ::workbook;
