//! The codes of definitions: what can be wrong with a file of templates/.

use diagnostic::{Code, code};

macro_rules! definition_codes {
    ($($(#[$doc:meta])* $constant:ident = $id:literal $name:literal $explanation:literal;)*) => {
        $($(#[$doc])* pub const $constant: Code = code!($id $name Error $explanation);)*

        /// Every code of definitions, in order.
        pub const CODES: &[Code] = &[$($constant),*];
    };
}

definition_codes! {
    /// A file or the folder cannot be read, or is not there.
    UNREADABLE = "D101" "definition-unreadable" "codes/definition_unreadable.md";
    /// No TOML.
    SYNTAX = "D102" "definition-syntax" "codes/definition_syntax.md";
    /// Two places contradict each other.
    INCONSISTENT = "D103" "definition-inconsistent" "codes/definition_inconsistent.md";
    /// A key that nobody reads.
    KEY_UNKNOWN = "D104" "definition-key-unknown" "codes/definition_key_unknown.md";
    /// A key that must be there is not.
    KEY_MISSING = "D105" "definition-key-missing" "codes/definition_key_missing.md";
    /// A value of another kind or beyond its bounds.
    VALUE = "D106" "definition-value" "codes/definition_value.md";
    /// Something is referred to that does not exist.
    REFERENCE = "D107" "definition-reference" "codes/definition_reference.md";
    /// The same thing twice.
    TWICE = "D108" "definition-twice" "codes/definition_twice.md";
    /// A text that is empty, or has a placeholder that nobody fills in.
    TEXT = "D109" "definition-text" "codes/definition_text.md";
    /// A file that nobody reads, or whose name is not that of its content.
    FILE = "D110" "definition-file" "codes/definition_file.md";
    /// No kind of rule has this name.
    RULE_UNKNOWN = "D111" "definition-rule-unknown" "codes/definition_rule_unknown.md";
    /// A name that no sheet can have.
    SHEET_NAME = "D112" "definition-sheet-name" "codes/definition_sheet_name.md";
    /// By its title the form could not be known again, or its date not be found.
    TITLE = "D113" "definition-title" "codes/definition_title.md";
}
