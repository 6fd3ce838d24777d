//! What a number format makes of a number: whether it is a date, whether it scales to percent, and what it prints where that
//! is more than the number itself.

use rust_decimal::Decimal;

/// What a format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shows {
    /// A number.
    #[default]
    Number,
    /// A date or a time of day.
    Date,
    /// Hours and minutes.
    Duration,
}

/// A number format, understood once.
#[derive(Clone, Debug, Default)]
pub(crate) struct NumberFormat {
    pub(crate) shows: Shows,
    pub(crate) is_percent: bool,
    /// Decimal places that are shown.
    pub(crate) decimals: u32,
    /// Empty for a format that prints nothing but the number.
    sections: Vec<Section>,
}

/// One part between semicolons.
#[derive(Clone, Debug, Default)]
struct Section {
    tokens: Vec<Token>,
    condition: Option<(String, Decimal)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    /// `General` or `@`: the number as it is.
    Whole,
    Percent,
    /// A part of a date.
    Date(char),
    /// Fractions and powers of ten, which are not followed further.
    Other,
}

/// Digits behind the point.
fn decimals(tokens: &[Token]) -> u32 {
    let mut tokens = tokens.iter();
    let _point = tokens.by_ref().find(|token| **token == Token::Point);
    let digits = tokens.take_while(|token| matches!(token, Token::Digit(_)));
    u32::try_from(digits.count()).unwrap_or_default()
}

impl NumberFormat {
    /// Understands a format.
    pub(crate) fn new(code: &str) -> Self {
        let sections = sections(code);
        let first = sections.first();
        let tokens = first.map_or(&[][..], |section| &section.tokens);
        let date = tokens.iter().find_map(|token| match token {
            Token::Date(c) => Some(*c),
            _ => None,
        });
        let is_plain = sections.len() == 1
            && sections[0].condition.is_none()
            && tokens.iter().all(|token| {
                matches!(token, Token::Digit('0' | '#') | Token::Point | Token::Whole)
            });
        Self {
            shows: match date {
                Some('[') => Shows::Duration,
                Some(_) => Shows::Date,
                None => Shows::Number,
            },
            is_percent: date.is_none() && tokens.contains(&Token::Percent),
            decimals: decimals(tokens),
            sections: if is_plain || code.is_empty() {
                Vec::new()
            } else {
                sections
            },
        }
    }

    /// The format of a number that the office programs know by its place in their own list.
    pub(crate) fn built_in(id: u32) -> Self {
        Self::new(match id {
            3 | 4 | 37..=40 => "#,##0",
            9 | 10 => "0%",
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => "yyyy/m/d",
            18..=21 | 32..=35 | 45 | 47 | 55 | 56 => "h:mm",
            46 => "[h]:mm",
            _ => "General",
        })
    }

    /// What it prints, where that is more than the number and the marks of a currency.
    pub(crate) fn printed(&self, number: Decimal) -> Option<String> {
        let section = self.section(number)?;
        let tokens = &section.tokens;
        let holds = |is: fn(&Token) -> bool| tokens.iter().any(is);
        let is_scaled = holds(|token| *token == Token::Percent)
            && holds(|token| matches!(token, Token::Digit(_)));
        if is_scaled || holds(|token| matches!(token, Token::Other | Token::Date(_))) {
            return None;
        }
        let text = print(tokens, number, self.has_own_negative(number));
        let text = text.trim();
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ',' | '¥' | '￥' | '$' | '\\' | ' ' | '\u{3000}'))
            .collect();
        let is_dash = number.is_zero() && plain.chars().all(|c| c == '-') && !plain.is_empty();
        let is_same = plain
            .parse::<Decimal>()
            .is_ok_and(|shown| shown == number || number.is_sign_negative() && shown == -number);
        (!is_dash && !is_same).then(|| text.to_owned())
    }

    /// Whether negative numbers have a section of their own, which then writes the sign.
    fn has_own_negative(&self, number: Decimal) -> bool {
        number.is_sign_negative() && !number.is_zero() && self.sections.len() > 1
    }

    fn section(&self, number: Decimal) -> Option<&Section> {
        let all = &self.sections;
        if all.iter().any(|section| section.condition.is_some()) {
            let fits = |section: &&Section| {
                section
                    .condition
                    .as_ref()
                    .is_none_or(|(sign, bound)| match sign.as_str() {
                        "<" => number < *bound,
                        "<=" => number <= *bound,
                        ">" => number > *bound,
                        ">=" => number >= *bound,
                        "<>" => number != *bound,
                        _ => number == *bound,
                    })
            };
            return all.iter().find(fits);
        }
        let negative = number.is_sign_negative() && !number.is_zero();
        match all.len() {
            0 => None,
            2 if negative => all.get(1),
            3.. if negative => all.get(1),
            3.. if number.is_zero() => all.get(2),
            _ => all.first(),
        }
    }
}

/// The number as these tokens print it; no decimal is cut off, because a rounded number is still that number.
fn print(tokens: &[Token], number: Decimal, is_absolute: bool) -> String {
    let is_digit = |token: &Token| matches!(token, Token::Digit(_));
    let point = tokens.iter().position(|token| *token == Token::Point);
    let last = tokens.iter().rposition(is_digit);
    // Commas after the last digit divide by a thousand each.
    let thousands = last.map_or(0, |last| {
        let after = tokens[last + 1..].iter();
        after.take_while(|token| **token == Token::Comma).count()
    });
    let mut value = number;
    for _ in 0..thousands {
        value /= Decimal::ONE_THOUSAND;
    }
    let is_minus = value.is_sign_negative() && !value.is_zero() && !is_absolute;
    let written = value.abs().normalize().to_string();
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let mut digits: Vec<char> = whole.chars().filter(|_| whole != "0").collect();
    let first = tokens.iter().position(is_digit);
    let places = &tokens[..point.unwrap_or(tokens.len())];
    let last_whole = places.iter().rposition(is_digit);
    let mut out: Vec<String> = Vec::new();
    for (index, token) in tokens.iter().enumerate().rev() {
        out.push(match token {
            Token::Literal(text) => text.clone(),
            Token::Whole => written.clone(),
            Token::Digit(_) if point.is_some_and(|point| index > point) => {
                let is_first =
                    point.is_some_and(|point| !tokens[point..index].iter().any(is_digit));
                if is_first {
                    fraction.to_owned()
                } else {
                    String::new()
                }
            }
            Token::Digit(kind) => {
                let mut text: String = match digits.pop() {
                    Some(digit) => digit.to_string(),
                    None if *kind == '0' => "0".to_owned(),
                    None => String::new(),
                };
                if Some(index) == first {
                    text = digits.drain(..).collect::<String>() + &text;
                }
                if Some(index) == last_whole && point.is_none() && !fraction.is_empty() {
                    text = format!("{text}.{fraction}");
                }
                text
            }
            Token::Point if fraction.is_empty() => String::new(),
            Token::Point => ".".to_owned(),
            Token::Percent => "%".to_owned(),
            Token::Comma | Token::Date(_) | Token::Other => String::new(),
        });
    }
    if is_minus {
        out.push("-".to_owned());
    }
    out.reverse();
    out.concat()
}

fn sections(code: &str) -> Vec<Section> {
    let mut all = vec![Section::default()];
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let next = after.chars().next();
        let skip = next.map_or(0, char::len_utf8);
        let section = all
            .last_mut()
            .expect("internal error: there is always a section");
        rest = after;
        match c {
            ';' => all.push(Section::default()),
            '"' => {
                let end = after.find('"').unwrap_or(after.len());
                literal(section, &after[..end]);
                rest = after.get(end + 1..).unwrap_or("");
            }
            '\\' => {
                literal(section, &after[..skip]);
                rest = &after[skip..];
            }
            '_' | '*' => rest = &after[skip..],
            '[' => {
                let end = after.find(']').unwrap_or(after.len());
                bracket(section, &after[..end]);
                rest = after.get(end + 1..).unwrap_or("");
            }
            _ => rest = plain(section, c, after),
        }
    }
    all
}

/// A sign outside quotes and brackets; gives what follows it.
fn plain<'a>(section: &mut Section, c: char, after: &'a str) -> &'a str {
    for word in ["eneral", "tandard"] {
        let is_head = matches!((c, word), ('G' | 'g', "eneral") | ('S' | 's', "tandard"));
        let head = after.get(..word.len()).filter(|_| is_head);
        if head.is_some_and(|head| head.eq_ignore_ascii_case(word)) {
            section.tokens.push(Token::Whole);
            return &after[word.len()..];
        }
    }
    let has_digit = section
        .tokens
        .iter()
        .any(|token| matches!(token, Token::Digit(_)));
    let token = match c {
        '0' | '#' | '?' => Token::Digit(c),
        '.' => Token::Point,
        ',' => Token::Comma,
        '%' => Token::Percent,
        '@' => Token::Whole,
        '/' if has_digit => Token::Other,
        'E' | 'e' if has_digit => Token::Other,
        'A' | 'a' if after.to_ascii_lowercase().starts_with("aa") => Token::Date('a'),
        'A' | 'a' if after.to_ascii_lowercase().starts_with(['/', 'm']) => Token::Date('a'),
        'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'g' | 'G' | 'e' | 'r' => {
            Token::Date(c)
        }
        c => {
            literal(section, c.encode_utf8(&mut [0; 4]));
            return after;
        }
    };
    section.tokens.push(token);
    after
}

fn literal(section: &mut Section, text: &str) {
    section.tokens.push(Token::Literal(text.to_owned()));
}

/// What stands in square brackets: a currency, hours beyond a day, a condition; or a colour and the like.
fn bracket(section: &mut Section, inner: &str) {
    if let Some(currency) = inner.strip_prefix('$') {
        literal(section, currency.split('-').next().unwrap_or_default());
    } else if !inner.is_empty()
        && inner
            .chars()
            .all(|c| matches!(c, 'h' | 'm' | 's' | 'H' | 'M' | 'S'))
    {
        section.tokens.push(Token::Date('['));
    } else if inner.starts_with(['<', '>', '=']) {
        let sign: String = inner
            .chars()
            .take_while(|c| matches!(c, '<' | '>' | '='))
            .collect();
        if let Ok(bound) = inner[sign.len()..].trim().parse() {
            section.condition = Some((sign, bound));
        }
    } else if inner.starts_with("DBNum") {
        section.tokens.push(Token::Other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_of_the_format_scales() {
        for code in ["0%", "0.00%", "[Red]0.0%", "0.0 %;-0.0 %", "#,##0.0%_ "] {
            assert!(NumberFormat::new(code).is_percent, "{code}");
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
            assert!(!NumberFormat::new(code).is_percent, "{code}");
        }
    }

    #[test]
    fn dates_are_known_by_their_parts() {
        for code in [
            "yyyy/m/d",
            "[$-411]ggge\"年\"m\"月\"d\"日\"",
            "aaaa",
            "ggge\"年\"",
            "h:mm AM/PM",
        ] {
            assert_eq!(NumberFormat::new(code).shows, Shows::Date, "{code}");
        }
        assert_eq!(NumberFormat::new("[h]:mm").shows, Shows::Duration);
        for code in [
            "General",
            "Standard",
            "0\"days\"",
            "[Red]0",
            "0.0E+0",
            "@",
            "#,##0_);(#,##0)",
        ] {
            assert_eq!(NumberFormat::new(code).shows, Shows::Number, "{code}");
        }
    }

    #[test]
    fn what_is_more_than_the_number_is_told() {
        let printed =
            |code: &str, number: i64| NumberFormat::new(code).printed(Decimal::from(number));
        for (code, number) in [
            ("General", 453),
            ("#,##0", 12_345),
            ("#,##0_);[Red](#,##0)", 453),
            ("\"¥\"#,##0", 453),
            ("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", 0),
            ("000", 7),
            ("0;0", -5),
            ("[DBNum1]General", 453),
            ("0.00E+00", 453),
        ] {
            assert_eq!(printed(code, number), None, "{code}");
        }
        for (code, number, shown) in [
            ("0;-0;\"未集計\"", 0, "未集計"),
            (";;;", 453, ""),
            ("0;-0;;@", 0, ""),
            ("0\"件\"", 45, "45件"),
            ("\"約\"0", 45, "約45"),
            ("0\"0\"", 45, "450"),
            ("0,", 45_000, "45"),
            ("0-0", 12, "1-2"),
            ("[<50]\"少数\";0", 45, "少数"),
            ("General\"世帯\"", 45, "45世帯"),
        ] {
            assert_eq!(printed(code, number).as_deref(), Some(shown), "{code}");
        }
        let half = Decimal::new(854, 1);
        assert_eq!(NumberFormat::new("0.0").printed(half), None);
        assert_eq!(
            NumberFormat::new("0.0\"％\"").printed(half).as_deref(),
            Some("85.4％")
        );
        assert_eq!(NumberFormat::new("#,##0.00").printed(half), None);
    }
}
