//! The codes of reading: what can be wrong with a file, a sheet, an identification or a cell before any rule looks at it.
//! They stand here and not with the reader, because rules and the compilation ask about them too.

use super::{Code, code};

macro_rules! reading {
    ($($constant:ident = $id:literal $name:literal $severity:ident $explanation:literal $($topic:ident)?;)*) => {
        impl Code {
            $(
                #[doc = concat!("`", $id, " ", $name, "`.")]
                pub const $constant: Self = code!($id $name $severity $explanation $($topic)?);
            )*
        }

        /// Every code of reading, in order.
        pub const READING: &[Code] = &[$(Code::$constant),*];
    };
}

reading! {
    FILE_UNREADABLE = "S101" "file-unreadable" Error "reading/file_unreadable.md";
    FILE_PROTECTED = "S102" "file-protected" Error "reading/file_protected.md";
    FILE_BEYOND_LIMIT = "S103" "file-beyond-limit" Error "reading/file_beyond_limit.md";
    FILE_NOT_READ = "S104" "file-not-read" Note "reading/file_not_read.md";
    FILE_NAME_UNSEEN = "S105" "file-name-unseen" Note "reading/file_name_unseen.md";
    PROGRAM_FAILED = "S106" "program-failed" Error "reading/program_failed.md";
    FORM_UNKNOWN = "S110" "form-unknown" Error "reading/form_unknown.md";
    SHEET_MISSING = "S111" "sheet-missing" Error "reading/sheet_missing.md";
    FIELD_NOT_FOUND = "S112" "field-not-found" Error "reading/field_not_found.md";
    FIELD_AMBIGUOUS = "S113" "field-ambiguous" Error "reading/field_ambiguous.md";
    HIDDEN_PLACE = "S114" "hidden-place" Note "reading/hidden_place.md";
    SIGN_UNSEEN = "S115" "sign-unseen" Note "reading/sign_unseen.md";
    OUTSIDE_FIELDS = "S116" "outside-fields" Note "reading/outside_fields.md";
    WARD_UNKNOWN = "S120" "ward-unknown" Error "reading/ward_unknown.md";
    WARD_DISAGREES = "S121" "ward-disagrees" Error "reading/ward_disagrees.md";
    WARD_NOT_OF_DATE = "S122" "ward-not-of-date" Error "reading/ward_not_of_date.md";
    AS_OF_MISSING = "S130" "as-of-missing" Error "reading/as_of_missing.md";
    AS_OF_NOT_MONTH_END = "S131" "as-of-not-month-end" Error "reading/as_of_not_month_end.md";
    AS_OF_OUTSIDE_FORM = "S132" "as-of-outside-form" Error "reading/as_of_outside_form.md";
    SHEET_RENAMED = "S141" "sheet-renamed" Note "reading/sheet_renamed.md";
    EXTERNAL_LINK = "S143" "external-link" Warning "reading/external_link.md";
    REASON_UNREADABLE = "S150" "reason-unreadable" Warning "reading/reason_unreadable.md" Reason;
    TABLE_UNREADABLE = "S160" "table-unreadable" Error "reading/table_unreadable.md";
    TABLE_ROW_UNREADABLE = "S161" "table-row-unreadable" Error "reading/table_row_unreadable.md";
    VALUE_UNREAD_IN_TABLE = "S162" "value-unread-in-table" Error "reading/value_unread_in_table.md";
    VALUE_WITHHELD_IN_TABLE = "S163" "value-withheld-in-table" Error "reading/value_withheld_in_table.md" StandIn;
    ROWS_WITHHELD_IN_TABLE = "S164" "rows-withheld-in-table" Error "reading/rows_withheld_in_table.md" Rows;
    TABLE_PARTIAL = "S165" "table-partial" Note "reading/table_partial.md";
    VALUE_NOT_A_NUMBER = "V201" "value-not-a-number" Error "reading/value_not_a_number.md";
    VALUE_NOT_CALCULATED = "V202" "value-not-calculated" Error "reading/value_not_calculated.md";
    VALUE_NORMALISED = "V203" "value-normalised" Note "reading/value_normalised.md";
    VALUE_NOT_COLLECTED = "V204" "value-not-collected" Warning "reading/value_not_collected.md";
    VALUE_ONLY_IN_REMARK = "V205" "value-only-in-remark" Error "reading/value_only_in_remark.md";
    TEXT_STRUCK = "V206" "text-struck" Error "reading/text_struck.md";
    TEXT_NOT_WORDS = "V207" "text-not-words" Error "reading/text_not_words.md";
    AREA_MARK_UNREADABLE = "V212" "area-mark-unreadable" Warning "reading/area_mark_unreadable.md";
    ROW_WORD_UNREADABLE = "V213" "row-word-unreadable" Warning "reading/row_word_unreadable.md";
    CONDITION_NOT_MET = "V214" "condition-not-met" Warning "reading/condition_not_met.md";
}
