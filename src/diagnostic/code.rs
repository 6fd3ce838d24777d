//! The closed list of codes. Numbers are never reused; each carries the text that `explain` prints.
//!
//! Families: D definitions, S source (file, sheet, identification), V value in a cell,
//! C consistency inside a submission, X across submissions, T across time.

use super::Severity;

/// A code; equality and order are those of its identifier.
#[derive(Clone, Copy)]
pub struct Code(&'static CodeEntry);

impl Code {
    /// Its entry in the list.
    pub fn entry(self) -> &'static CodeEntry {
        self.0
    }

    /// `C301`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// `above-area-count`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether it tells of a reason and not of the data; such a diagnostic is itself no matter for a reason.
    pub fn is_about_reasons(self) -> bool {
        [
            Self::REASON_UNREADABLE,
            Self::REASON_UNMATCHED,
            Self::REASON_WITHOUT_CAUSE,
            Self::REASON_EXPIRED,
            Self::REASON_FOR_ERROR,
        ]
        .contains(&self)
    }

    /// Finds a code by identifier (any case) or name.
    pub fn find(text: &str) -> Option<Self> {
        ALL.iter()
            .copied()
            .find(|code| code.id().eq_ignore_ascii_case(text) || code.name() == text)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.id(), self.name())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id().cmp(other.id())
    }
}

/// One entry of the list.
#[derive(Debug)]
pub struct CodeEntry {
    /// Letter and three digits.
    pub id: &'static str,
    /// Kebab-case name of the fault.
    pub name: &'static str,
    /// Default severity.
    pub severity: Severity,
    /// Japanese explanation in Markdown with fixed headings.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($constant:ident = $id:literal $name:literal $severity:ident $path:literal;)*) => {
        impl Code {
            $(
                #[doc = concat!("`", $id, " ", $name, "`.")]
                pub const $constant: Self = Self(&CodeEntry {
                    id: $id,
                    name: $name,
                    severity: Severity::$severity,
                    explanation: include_str!($path),
                });
            )*
        }

        /// Every code, in order.
        pub const ALL: &[Code] = &[$(Code::$constant),*];
    };
}

codes! {
    FILE_UNREADABLE = "S101" "file-unreadable" Error "../read/codes/file_unreadable.md";
    FILE_PROTECTED = "S102" "file-protected" Error "../read/codes/file_protected.md";
    FILE_BEYOND_LIMIT = "S103" "file-beyond-limit" Error "../read/codes/file_beyond_limit.md";
    FILE_NOT_READ = "S104" "file-not-read" Note "../read/codes/file_not_read.md";
    FORM_UNKNOWN = "S110" "form-unknown" Error "../read/codes/form_unknown.md";
    SHEET_MISSING = "S111" "sheet-missing" Error "../read/codes/sheet_missing.md";
    FIELD_NOT_FOUND = "S112" "field-not-found" Error "../read/codes/field_not_found.md";
    FIELD_AMBIGUOUS = "S113" "field-ambiguous" Error "../read/codes/field_ambiguous.md";
    HIDDEN_PLACE = "S114" "hidden-place" Note "../read/codes/hidden_place.md";
    WARD_UNKNOWN = "S120" "ward-unknown" Error "../read/codes/ward_unknown.md";
    WARD_DISAGREES = "S121" "ward-disagrees" Error "../read/codes/ward_disagrees.md";
    AS_OF_MISSING = "S130" "as-of-missing" Error "../read/codes/as_of_missing.md";
    AS_OF_NOT_MONTH_END = "S131" "as-of-not-month-end" Error "../read/codes/as_of_not_month_end.md";
    AS_OF_OUTSIDE_FORM = "S132" "as-of-outside-form" Error "../read/codes/as_of_outside_form.md";
    FORMULA_OVERWRITTEN = "S140" "formula-overwritten" Note "../check/rules/formula_overwritten.md";
    SHEET_RENAMED = "S141" "sheet-renamed" Note "../read/codes/sheet_renamed.md";
    EXTERNAL_LINK = "S143" "external-link" Warning "../read/codes/external_link.md";
    REASON_UNREADABLE = "S150" "reason-unreadable" Warning "../read/codes/reason_unreadable.md";
    VALUE_NOT_A_NUMBER = "V201" "value-not-a-number" Error "../read/codes/value_not_a_number.md";
    VALUE_NOT_CALCULATED = "V202" "value-not-calculated" Error "../read/codes/value_not_calculated.md";
    VALUE_NORMALISED = "V203" "value-normalised" Note "../read/codes/value_normalised.md";
    VALUE_NOT_COLLECTED = "V204" "value-not-collected" Warning "../read/codes/value_not_collected.md";
    VALUE_ONLY_IN_REMARK = "V205" "value-only-in-remark" Error "../read/codes/value_only_in_remark.md";
    TEXT_STRUCK = "V206" "text-struck" Error "../read/codes/text_struck.md";
    VALUE_NEGATIVE_OR_FRACTIONAL = "V210" "value-negative-or-fractional" Error "../check/rules/value_negative_or_fractional.md";
    REQUIRED_VALUE_BLANK = "V211" "required-value-blank" Warning "../check/rules/required_value_blank.md";
    AREA_MARK_UNREADABLE = "V212" "area-mark-unreadable" Warning "../read/codes/area_mark_unreadable.md";
    ABOVE_AREA_COUNT = "C301" "above-area-count" Error "../check/rules/above_area_count.md";
    RATE_DIFFERS = "C302" "rate-differs" Error "../check/rules/rate_differs.md";
    DENOMINATOR_DIFFERS = "C303" "denominator-differs" Error "../check/rules/denominator_differs.md";
    FUTURE_YEAR_FILLED = "C304" "future-year-filled" Error "../check/rules/future_year_filled.md";
    RATIO_OUT_OF_RANGE = "C305" "ratio-out-of-range" Error "../check/rules/ratio_out_of_range.md";
    RATIO_DIFFERS_FROM_COUNTS = "C306" "ratio-differs-from-counts" Error "../check/rules/ratio_differs_from_counts.md";
    RATE_WITHOUT_COUNT = "C307" "rate-without-count" Warning "../check/rules/rate_without_count.md";
    RATE_BLANK = "C308" "rate-blank" Note "../check/rules/rate_blank.md";
    FUTURE_YEAR_PLANNED = "C309" "future-year-planned" Note "../check/rules/future_year_planned.md";
    ZERO_BESIDE_POSITIVE = "C310" "zero-beside-positive" Warning "../check/rules/zero_beside_positive.md";
    AREAS_WITHOUT_COUNT = "C311" "areas-without-count" Warning "../check/rules/areas_without_count.md";
    ABOVE_RELATED_COUNT = "C312" "above-related-count" Warning "../check/rules/above_related_count.md";
    RATIO_WITHOUT_COUNTS = "C313" "ratio-without-counts" Note "../check/rules/ratio_without_counts.md";
    RATIO_EXTREME = "C314" "ratio-extreme" Warning "../check/rules/ratio_extreme.md";
    REQUIRED_NARRATIVE_BLANK = "C315" "required-narrative-blank" Warning "../check/rules/required_narrative_blank.md";
    BULLETS_IDENTICAL = "C316" "bullets-identical" Warning "../check/rules/bullets_identical.md";
    COLUMN_REPEATED = "C317" "column-repeated" Warning "../check/rules/column_repeated.md";
    NOTHING_TO_SAY = "C318" "nothing-to-say" Warning "../check/rules/nothing_to_say.md";
    AREA_SUM_DIFFERS = "C321" "area-sum-differs" Error "../check/rules/area_sum_differs.md";
    AREA_UNKNOWN = "C322" "area-unknown" Warning "../check/rules/area_unknown.md";
    AREA_TWICE = "C323" "area-twice" Warning "../check/rules/area_twice.md";
    REASON_UNMATCHED = "C330" "reason-unmatched" Warning "../check/waiver/reason_unmatched.md";
    REASON_WITHOUT_CAUSE = "C331" "reason-without-cause" Warning "../check/waiver/reason_without_cause.md";
    REASON_EXPIRED = "C332" "reason-expired" Warning "../check/waiver/reason_expired.md";
    REASON_FOR_ERROR = "C333" "reason-for-error" Warning "../check/waiver/reason_for_error.md";
    REGISTRY_TOTAL_DIFFERS = "X401" "registry-total-differs" Error "../check/rules/registry_total_differs.md";
    WARD_MISSING = "X402" "ward-missing" Warning "../check/rules/ward_missing.md";
    WARD_TWICE = "X403" "ward-twice" Error "../check/rules/ward_twice.md";
    COPY_IDENTICAL = "X404" "copy-identical" Note "../check/rules/copy_identical.md";
    AS_OF_DIFFERS = "X405" "as-of-differs" Error "../check/rules/as_of_differs.md";
    SUBMISSION_SUPERSEDED = "X406" "submission-superseded" Warning "../check/rules/submission_superseded.md";
    SUBMISSION_CHANGED = "X407" "submission-changed" Note "../check/rules/submission_changed.md";
    CITY_SUM_ABOVE_TOTAL = "X408" "city-sum-above-total" Error "../check/rules/city_sum_above_total.md";
    SAME_IN_EVERY_WARD = "X409" "same-in-every-ward" Warning "../check/rules/same_in_every_ward.md";
    SHEET_EQUALS_OTHER_WARD = "X410" "sheet-equals-other-ward" Warning "../check/rules/sheet_equals_other_ward.md";
    OUTLIER_AMONG_WARDS = "X411" "outlier-among-wards" Warning "../check/rules/outlier_among_wards.md";
    EARLIER_YEAR_RESTATED = "T501" "earlier-year-restated" Warning "../check/rules/earlier_year_restated.md";
    YEAR_TO_DATE_FELL = "T502" "year-to-date-fell" Warning "../check/rules/year_to_date_fell.md";
    CITY_FIGURE_SUSPECTED = "T503" "city-figure-suspected" Warning "../check/rules/city_figure_suspected.md";
    CHANGED_GREATLY = "T504" "changed-greatly" Warning "../check/rules/changed_greatly.md";
}
