//! `jiceng verify-proof`: checks a proof about a log, without a registry.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_answers::{Column, Table, Value};
use jiceng_core::log::ShowPath as _;
use jiceng_exchange::{Proof, ProofCheck};

use crate::Lang;
use crate::commands::trusted;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::table::Grid;
use crate::texts::proofs;

/// A proof has a frame of at most 64 MiB, in base64, and some hashes.
const PROOF_BYTES_MAX: usize = 96 << 20;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("verify-proof")
        .about(lang.pick("核验关于日志的证据；不需要登记库", "check a proof about a log; no registry is needed"))
        .arg(
            Arg::new("file")
                .required(true)
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("证据文件，由 jiceng prove 写出", "the proof, as jiceng prove writes it")),
        )
        .args(trusted::arguments(
            lang,
            lang.pick(
                "证据中的树须为此检查点所签署；可重复",
                "a tree of the proof must be the one that this checkpoint signs; may be repeated",
            ),
        ))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let path = matches.get_one::<PathBuf>("file").map_or(Path::new(""), PathBuf::as_path);
    let file = path.shown().to_string();
    let bytes = trusted::read(path, PROOF_BYTES_MAX)?;
    let proof = Proof::parse(&bytes).map_err(|problem| Failure::BadProof { file: file.clone(), problem })?;
    let checkpoints = trusted::checkpoints(matches)?;
    let check = ProofCheck::of(&proof, checkpoints.iter().map(|trusted| &trusted.signed));
    match context.format {
        Format::Json => context.json(&check)?,
        Format::Csv => grid(context.lang, &check).write_csv(context)?,
        Format::Table if check.holds => {
            proofs::holds(context.lang, &check).iter().try_for_each(|line| context.say(line))?;
        }
        Format::Table => {}
    }
    check.why.map_or(Ok(()), |fault| Err(Failure::ProofFails { file, fault }))
}

fn grid(lang: Lang, check: &ProofCheck) -> Grid {
    let ids = ["holds", "fault", "end", "commits", "root", "signed_by", "commit", "position"];
    let (fault, commit) = (check.fault.map(ToString::to_string), check.commit.as_ref());
    let rows = check.trees.iter().map(|tree| {
        let texts = [
            check.holds.to_string(),
            fault.clone().unwrap_or_default(),
            tree.end.to_string(),
            tree.commits.to_string(),
            tree.root.to_string(),
            tree.signed_by.join(" "),
            commit.map(|commit| commit.id.to_string()).unwrap_or_default(),
            commit.map(|commit| commit.position.to_string()).unwrap_or_default(),
        ];
        texts.map(Value::Text).into()
    });
    Grid::of(lang, &Table { columns: ids.map(Column::data).into(), rows: rows.collect() }, |_, _| None::<String>)
}
