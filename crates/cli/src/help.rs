//! Help in lines that fit: clap breaks lines at blanks alone, and Chinese has none.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How wide help in Chinese is, in columns.
pub(crate) const COLUMNS: usize = 80;

/// Breaks the lines that are too wide: at blanks and between Chinese characters, with what goes on
/// below its beginning.
pub(crate) fn wrapped(help: &str, columns: usize) -> String {
    let mut shown = String::new();
    for line in help.lines() {
        wrap(line, columns, &mut shown);
        shown.push('\n');
    }
    shown
}

fn wrap(line: &str, columns: usize, shown: &mut String) {
    if line.width() <= columns {
        return shown.push_str(line);
    }
    let hang = hang_of(line);
    let mut at = 0;
    for unit in units(line) {
        let width = unit.width();
        if at + width > columns && at > hang {
            shown.truncate(shown.trim_end_matches(' ').len());
            shown.push('\n');
            shown.extend(std::iter::repeat_n(' ', hang));
            at = hang;
            if unit == " " {
                continue;
            }
        }
        shown.push_str(&unit);
        at += width;
    }
}

/// Where what goes on begins: below the text of an option, else behind the blanks at the beginning.
fn hang_of(line: &str) -> usize {
    let begin = line.len() - line.trim_start().len();
    let text = line.get(begin..).and_then(|rest| {
        let gap = rest.find("  ")?;
        let behind = rest.get(gap..)?.trim_start();
        Some(line.width() - behind.width())
    });
    text.filter(|hang| *hang < COLUMNS / 2).unwrap_or(begin)
}

/// The parts between which a line can be broken. No line begins with a closing sign, or ends with
/// an opening one.
fn units(line: &str) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    for c in line.chars() {
        let last = units.last().and_then(|unit| unit.chars().next_back());
        let is_wide = |c: char| c.width().unwrap_or_default() > 1 || matches!(c, '“' | '”');
        let joins = last.is_some_and(|last| {
            let is_word = c != ' ' && last != ' ' && !is_wide(c) && !is_wide(last);
            "，。；：、！？）”》〕".contains(c) || "（“《〔".contains(last) || is_word
        });
        match units.last_mut().filter(|_| joins) {
            Some(unit) => unit.push(c),
            None => units.push(c.to_string()),
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::{units, wrapped};

    #[test]
    fn lines_are_broken_between_characters_and_below_their_beginning() {
        let help = "用法：jiceng\n  --known <时刻>  以何时所知为准：日期（当日终了）、时刻或日志位置 as-of\n";
        let expected = "用法：jiceng\n  --known <时刻>  以何时所知为准：日\n                  期（当日终了）、时\n                  刻或日志位置 as-of\n";
        assert_eq!(wrapped(help, 36), expected);
        assert_eq!(units("见（甲）。ab c"), ["见", "（甲）。", "ab", " ", "c"]);
    }
}
