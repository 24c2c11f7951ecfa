//! The arguments.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};

use crate::rows::{GROUPS, MEASUREMENTS};

pub(crate) fn command() -> Command {
    let path = |id: &'static str| Arg::new(id).long(id).value_parser(value_parser!(PathBuf));
    let file = || Arg::new("file").required(true).value_name("FILE").value_parser(value_parser!(PathBuf));
    let out = |what: &'static str| path("out").value_name("PATH").default_value(what);
    Command::new("national")
        .about("Measures the registry with the history of a nation, and writes the figures as JSON")
        .args_conflicts_with_subcommands(true)
        .arg(
            Arg::new("sizes")
                .long("sizes")
                .value_name("LIST")
                .value_delimiter(',')
                .value_parser(events)
                .default_value("0.3m")
                .help("How many events: 0.3m,3m,30m"),
        )
        .arg(
            Arg::new("rows")
                .long("rows")
                .value_name("LIST")
                .value_delimiter(',')
                .value_parser(GROUPS)
                .help("Only these rows"),
        )
        .arg(path("dir").value_name("DIR").default_value("target/national").help("Where the files go; 30m needs 40 GB"))
        .arg(path("json").value_name("FILE").help("Where the figures go; DIR/results.json where none is named"))
        .arg(
            Arg::new("times")
                .long("times")
                .value_name("N")
                .value_parser(value_parser!(usize))
                .help("Repeat each measurement, and take the median; 3 up to 3m and 1 beyond where none is given"),
        )
        .arg(Arg::new("keep").long("keep").action(ArgAction::SetTrue).help("Leave the files there, for another run"))
        .arg(
            Arg::new("no-peers")
                .long("no-peers")
                .action(ArgAction::SetTrue)
                .help("Do not build and measure other stores; see benches/peers/README.md"),
        )
        .subcommand(
            Command::new("measure")
                .hide(true)
                .arg(Arg::new("name").required(true).value_parser(MEASUREMENTS.map(|(name, ..)| name)))
                .arg(path("files").required(true))
                .arg(Arg::new("events").long("events").required(true).value_parser(value_parser!(u64))),
        )
        .subcommand(
            Command::new("report")
                .about("Writes the tables of a results file into the document")
                .arg(file())
                .arg(out("docs/performance.md")),
        )
        .subcommand(Command::new("plot").about("Draws a results file").arg(file()).arg(out("docs/performance")))
}

/// A number of events: `30m`, `0.3m`, `500k`, `1000`.
fn events(text: &str) -> std::result::Result<u64, String> {
    let text = text.trim().to_lowercase();
    let (digits, unit) = match (text.strip_suffix('m'), text.strip_suffix('k')) {
        (Some(digits), _) => (digits, 1e6),
        (_, Some(digits)) => (digits, 1e3),
        _ => (&*text, 1.0),
    };
    let number: f64 = digits.parse().map_err(|_| format!("{text:?} is no number of events, such as 0.3m"))?;
    if !(1.0..=1e9).contains(&(number * unit)) {
        return Err("between 1 and 1000m events".to_owned());
    }
    Ok((number * unit).round() as u64)
}
