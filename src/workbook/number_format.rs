//! Whether a number format shows percent, so that a stored 0.75 means 75 to the person who typed it.

/// Whether the section for positive numbers scales by a hundred. A quoted or escaped percent sign is only print.
pub(crate) fn shows_percent(format_code: &str) -> bool {
    let mut chars = format_code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                for quoted in chars.by_ref() {
                    if quoted == '"' {
                        break;
                    }
                }
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                for bracketed in chars.by_ref() {
                    if bracketed == ']' {
                        break;
                    }
                }
            }
            ';' => return false,
            '%' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_of_the_format_scales() {
        for code in ["0%", "0.00%", "[Red]0.0%", "0.0 %;-0.0 %", "#,##0.0%_ "] {
            assert!(shows_percent(code), "{code}");
        }
    }

    #[test]
    fn a_printed_percent_sign_does_not() {
        for code in [
            "General",
            "0.0\"%\"",
            "0.0\\%",
            "0;-0%",
            "0\"％\"",
            "[$%-411]0",
            "0_%",
        ] {
            assert!(!shows_percent(code), "{code}");
        }
    }
}
