//! One rule kind = one `.rs` + one `.md` of the same name.

pub(super) mod above_area_count;
pub(super) mod as_of_differs;
pub(super) mod copy_identical;
pub(super) mod denominator_differs;
pub(super) mod earlier_year_restated;
pub(super) mod future_year_filled;
pub(super) mod rate_differs;
pub(super) mod ratio_differs_from_counts;
pub(super) mod ratio_out_of_range;
pub(super) mod registry_total_differs;
pub(super) mod required_value_blank;
pub(super) mod submission_changed;
pub(super) mod submission_superseded;
pub(super) mod value_negative_or_fractional;
pub(super) mod ward_missing;
pub(super) mod ward_twice;
