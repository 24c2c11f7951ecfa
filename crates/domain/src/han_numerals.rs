//! Numbers in Han numerals, as papers write them: 二〇〇四, 十五, 一百零五.

/// The Han digits, by value.
const HAN_DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The value of a Han digit, in each of the ways in which people type zero.
pub(crate) fn digit(c: char) -> Option<u32> {
    let c = if matches!(c, '零' | '○' | '◯' | 'Ｏ' | 'O' | '0') { '〇' } else { c };
    HAN_DIGITS.iter().position(|digit| *digit == c).and_then(|value| u32::try_from(value).ok())
}

/// Whether it can stand in a number: a digit, or a Han numeral.
pub(crate) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '十' | '百' | '千' | '零') || HAN_DIGITS.contains(&c)
}

/// A number of at most nine digits, written digit by digit: 二〇〇四.
pub(crate) fn by_digits(text: &str) -> Option<u32> {
    let digits = text.chars().map(digit).collect::<Option<Vec<u32>>>()?;
    let number = || digits.iter().fold(0, |number, digit| number * 10 + digit);
    (1..=9).contains(&digits.len()).then(number)
}

/// A number below 10,000: 五十三, 一百零五, or digit by digit 五三.
pub(crate) fn number(text: &str) -> Option<u32> {
    if let Some(number) = by_digits(text) {
        return Some(number);
    }
    let (mut number, mut last, mut smallest) = (0, None, 10_000);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            other => {
                let value = digit(other)?;
                if last.replace(value).is_some_and(|before| before != 0) {
                    return None;
                }
                continue;
            }
        };
        if unit >= smallest {
            return None;
        }
        // 十五 has no digit before its unit.
        number += last.take().unwrap_or(1) * unit;
        smallest = unit;
    }
    Some(number + last.unwrap_or(0))
}
