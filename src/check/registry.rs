//! The list of rules, one line each.

use super::Rule;
use super::rules::{
    above_area_count::AboveAreaCount, as_of_differs::AsOfDiffers, copy_identical::CopyIdentical,
    denominator_differs::DenominatorDiffers, earlier_year_restated::EarlierYearRestated,
    future_year_filled::FutureYearFilled, rate_differs::RateDiffers,
    ratio_differs_from_counts::RatioDiffersFromCounts, ratio_out_of_range::RatioOutOfRange,
    registry_total_differs::RegistryTotalDiffers, required_value_blank::RequiredValueBlank,
    submission_changed::SubmissionChanged, submission_superseded::SubmissionSuperseded,
    value_negative_or_fractional::ValueNegativeOrFractional, ward_missing::WardMissing,
    ward_twice::WardTwice,
};

/// Every rule kind, in the order of its code.
pub const RULES: &[&dyn Rule] = &[
    &ValueNegativeOrFractional,
    &RequiredValueBlank,
    &AboveAreaCount,
    &RateDiffers,
    &DenominatorDiffers,
    &FutureYearFilled,
    &RatioOutOfRange,
    &RatioDiffersFromCounts,
    &RegistryTotalDiffers,
    &WardMissing,
    &WardTwice,
    &CopyIdentical,
    &AsOfDiffers,
    &SubmissionSuperseded,
    &SubmissionChanged,
    &EarlierYearRestated,
];
