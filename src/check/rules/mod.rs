//! One rule kind = one `.rs` + one `.md` of the same name.
