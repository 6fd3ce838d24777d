//! The codes that tell of reasons which explain nothing.

use diagnostic::{Code, code};

/// No diagnostic is what the reason speaks of.
pub const REASON_UNMATCHED: Code =
    code!("C330" "reason-unmatched" Warning "reason_unmatched.md" Reason);
/// It states no cause.
pub const REASON_WITHOUT_CAUSE: Code =
    code!("C331" "reason-without-cause" Warning "reason_without_cause.md" Reason);
/// Its time is over.
pub const REASON_EXPIRED: Code = code!("C332" "reason-expired" Warning "reason_expired.md" Reason);
/// An error cannot be explained.
pub const REASON_FOR_ERROR: Code =
    code!("C333" "reason-for-error" Warning "reason_for_error.md" Reason);

/// Every one of them, in order.
pub(crate) const CODES: &[Code] = &[
    REASON_UNMATCHED,
    REASON_WITHOUT_CAUSE,
    REASON_EXPIRED,
    REASON_FOR_ERROR,
];
