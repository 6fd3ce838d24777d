//! One rule kind = one `.rs` + one `.md` of the same name, and one line here.

use super::kind::Kind;

macro_rules! rules {
    ($($module:ident :: $settings:ident),* $(,)?) => {
        $(pub mod $module;)*

        /// Every rule kind, in the order in which they run.
        pub const RULES: &[Kind] = &[$(Kind::of::<$module::$settings>()),*];
    };
}

rules! {
    formula_overwritten::FormulaOverwritten,
    value_negative_or_fractional::ValueNegativeOrFractional,
    required_value_blank::RequiredValueBlank,
    above_area_count::AboveAreaCount,
    rate_differs::RateDiffers,
    denominator_differs::DenominatorDiffers,
    future_year_filled::FutureYearFilled,
    ratio_out_of_range::RatioOutOfRange,
    ratio_differs_from_counts::RatioDiffersFromCounts,
    rate_without_count::RateWithoutCount,
    rate_blank::RateBlank,
    future_year_planned::FutureYearPlanned,
    zero_beside_positive::ZeroBesidePositive,
    areas_without_count::AreasWithoutCount,
    above_related_count::AboveRelatedCount,
    ratio_without_counts::RatioWithoutCounts,
    ratio_extreme::RatioExtreme,
    required_narrative_blank::RequiredNarrativeBlank,
    bullets_identical::BulletsIdentical,
    column_repeated::ColumnRepeated,
    nothing_to_say::NothingToSay,
    area_sum_differs::AreaSumDiffers,
    area_unknown::AreaUnknown,
    area_twice::AreaTwice,
    row_count_differs::RowCountDiffers,
    row_not_consecutive::RowNotConsecutive,
    row_value_not_listed::RowValueNotListed,
    stated_number_differs::StatedNumberDiffers,
    filler_text::FillerText,
    registry_total_differs::RegistryTotalDiffers,
    ward_missing::WardMissing,
    ward_twice::WardTwice,
    copy_identical::CopyIdentical,
    as_of_differs::AsOfDiffers,
    submission_superseded::SubmissionSuperseded,
    submission_changed::SubmissionChanged,
    city_sum_above_total::CitySumAboveTotal,
    same_in_every_ward::SameInEveryWard,
    sheet_equals_other_ward::SheetEqualsOtherWard,
    outlier_among_wards::OutlierAmongWards,
    declared_total_differs::DeclaredTotalDiffers,
    elsewhere_differs::ElsewhereDiffers,
    earlier_year_restated::EarlierYearRestated,
    year_to_date_fell::YearToDateFell,
    city_figure_suspected::CityFigureSuspected,
    changed_greatly::ChangedGreatly,
    earlier_words_restated::EarlierWordsRestated,
    largest_changes::LargestChanges,
}
