//! Slips of the hand: which of them explains a number that cannot be right. A rule states with its diagnostic what it
//! doubts (`doubt`); one pass over the diagnostics names the slip for all rules (`pass`).
//!
//! # Decisions
//! * A slip is named only where exactly one kind explains the difference; it is asked, never stated, and nothing is corrected.
//! * Of two kinds that explain it alike none is named, except where one is a case of the other: 0.75 for 75 is no missing
//!   digit, 7500 for 75 no digit too many; and the printed total of the city beats a shift of digits, because it stands on the form.
//! * Where several numbers may be wrong, a slip in two of them names nothing. What was accepted as it stands is not the
//!   wrong one, and a count unlike the ward's other years is sooner wrong than its percentage.
//! * A single digit, 0 and 1 agree with too much by chance: a number of one digit names nothing, and neither 0 nor 1 nor 100 %
//!   counts as the number of a neighbour. Would change if the measured rate of wrong names allowed more.

mod below;
mod digits;
mod doubt;
mod explain;
mod near;
mod pass;
mod words;
mod written;

pub(super) use below::Column;
pub(super) use doubt::{Doubt, Expected};
pub(super) use pass::name;
