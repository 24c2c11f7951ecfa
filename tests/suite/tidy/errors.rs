//! What caused an error stands in its source, and its text does not repeat it.

use super::{files_ending, read, shown};

/// The texts of errors in a source: each with what stands behind it, up to the next one.
fn texts(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.split("#[error(").skip(1).filter_map(|rest| rest.split_once(")]"))
}

/// The fields of what follows a text: their names, and whether they say what caused the error.
fn fields(behind: &str) -> Vec<(String, bool)> {
    let of_type = |name: &str| {
        let name = name.trim().trim_end_matches([',', ')', '}']);
        let name = name.rsplit("::").next().unwrap_or(name).trim_end_matches('>').rsplit('<').next().unwrap_or(name);
        ["Error", "Fault", "Problem", "Refusal"].iter().any(|end| name.ends_with(end))
    };
    let item: Vec<&str> = behind.lines().map(str::trim).filter(|line| !line.starts_with("///")).collect();
    let mut found = Vec::new();
    let mut is_marked = false;
    for line in item {
        if line == "}," || line == "}" {
            break;
        }
        if let Some((_, inner)) = line.split_once('(')
            && line.chars().next().is_some_and(char::is_uppercase)
        {
            let is_cause = inner.contains("#[source]") || inner.contains("#[from]") || of_type(inner);
            found.push(("0".to_owned(), is_cause));
            break;
        }
        is_marked |= line.starts_with("#[source]") || line.starts_with("#[from]");
        let named = line.trim_start_matches("pub ").split_once(": ");
        if let Some((name, its_type)) =
            named.filter(|(name, _)| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        {
            found.push((name.to_owned(), is_marked || name == "source" || of_type(its_type)));
            is_marked = false;
        }
    }
    found
}

/// Whether a text shows a field, in its own place or as an argument.
fn shows(text: &str, field: &str) -> bool {
    let shown = [format!("{{{field}}}"), format!("{{{field}:"), format!("({field})"), format!("(*{field})")];
    shown.iter().any(|shown| text.contains(shown.as_str())) || text.ends_with(&format!(", {field}"))
}

/// What shows its cause, by the text.
fn repeats(source: &str) -> Vec<&str> {
    let is_repeated =
        |(text, behind): &(&str, &str)| fields(behind).iter().any(|(field, is_cause)| *is_cause && shows(text, field));
    texts(source).filter(is_repeated).map(|(text, _)| text).collect()
}

#[test]
fn no_text_of_an_error_repeats_what_caused_it() {
    let (mut seen, mut found) = (0, Vec::new());
    for file in files_ending("crates", "rs").iter().filter(|file| !shown(file).starts_with("crates/domain/")) {
        let source = read(file);
        seen += texts(&source).count();
        found.extend(repeats(&source).into_iter().map(|text| format!("{}: {text}", shown(file))));
    }
    assert!(seen > 150, "only {seen} errors were found");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_text_that_repeats_its_cause_is_found() {
    let named = "#[error(\"cannot read {}: {source}\", path.display())]\nFile {\n    /// Which.\n    path: PathBuf,\n    source: io::Error,\n},\n";
    assert_eq!(repeats(named).len(), 1);
    assert!(repeats(&named.replace(": {source}", "")).is_empty());
    assert_eq!(repeats("#[error(\"refused: {0}\")]\nRefused(#[from] Refusal),\n").len(), 1);
    assert_eq!(repeats("#[error(\"{fault}\")]\nField {\n    fault: FieldFault,\n},\n").len(), 1);
    assert!(
        repeats("#[error(\"at {position}\")]\nAt {\n    position: Position,\n    #[source]\n    why: X,\n},\n")
            .is_empty()
    );
}
