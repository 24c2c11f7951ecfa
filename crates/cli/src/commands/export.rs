//! `jiceng export`: the log as a file of frames.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiceng_core::domain::Position;
use jiceng_core::log::ShowPath as _;
use jiceng_core::log::durable;
use jiceng_exchange::frames::{self, ExportReport, Exported};

use crate::Lang;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::moved;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("export")
        .about(lang.pick(
            "导出：把日志逐字节写入文件（帧），可在别处导入；他人正在写入时也可进行",
            "write the log to a file byte for byte (frames), to be imported elsewhere; others may write meanwhile",
        ))
        .arg(
            Arg::new("frames")
                .long("frames")
                .required(true)
                .action(ArgAction::SetTrue)
                .help(lang.pick("以帧导出，格式见 docs/format.md", "as frames, which docs/format.md describes")),
        )
        .arg(
            Arg::new("file")
                .required(true)
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick("写入的文件，须不存在", "the file to write, which must not be there")),
        )
        .arg(from_argument(lang))
}

/// Where to begin.
pub(crate) fn from_argument(lang: Lang) -> Arg {
    Arg::new("from")
        .long("from")
        .value_name(lang.pick("位置", "POSITION"))
        .value_parser(value_parser!(u64))
        .default_value("0")
        .hide_default_value(true)
        .help(lang.pick("自此位置起（缺省自头开始）", "begin at this position (else with the first commit)"))
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let Some(path) = matches.get_one::<PathBuf>("file") else { return Ok(()) };
    let from = Position(matches.get_one("from").copied().unwrap_or_default());
    let failed = |source| Context::file_failure("write", path, source);
    context.mend()?;
    let file = File::create_new(path).map_err(failed)?;
    let written = write(&context.data, from, file, path);
    if written.is_err() {
        std::fs::remove_file(path).map_err(failed)?;
    }
    let report = ExportReport { file: path.shown().to_string(), exported: written? };
    if context.format == Format::Json {
        return context.json(&report);
    }
    context.say(&moved::exported(context.lang, &report))
}

fn write(data: &Path, from: Position, file: File, path: &Path) -> Result<Exported, Failure> {
    let failed = |source| Context::file_failure("write", path, source);
    let mut out = BufWriter::new(file);
    let exported = frames::export(data, from, &mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    durable::finish(&file, path).map_err(failed)?;
    Ok(exported)
}
