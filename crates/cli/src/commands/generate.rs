//! `jiceng generate`: a constructed history, to try a registry at the size of a country.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use jiceng_core::log::durable;
use jiceng_generate::{Generator, Made, Scale, write_registry, write_rows};

use crate::Lang;
use crate::context::{Context, Format};
use crate::failure::Failure;
use crate::texts::moved;

pub(crate) fn command(lang: Lang) -> Command {
    Command::new("generate")
        .about(lang.pick(
            "生成：在真实区划上虚构十年历史，供大规模试用；除区划外全为虚构",
            "make a constructed history of ten years on the real divisions, to try things at any size; all but the divisions is made up",
        ))
        .arg(
            Arg::new("scale")
                .long("scale")
                .default_value("county")
                .hide_default_value(true)
                .value_name(lang.pick("范围", "SCALE"))
                .value_parser(|text: &str| text.parse::<Scale>())
                .help(lang.pick(
                    "township、county、city、province、nation，区划代码，或事件数如 300k（缺省为 county）",
                    "township, county, city, province, nation, the code of a division, or a number of events such as 300k (else county)",
                )),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .default_value("2020")
                .hide_default_value(true)
                .value_name(lang.pick("种子", "SEED"))
                .value_parser(value_parser!(u64).range(..1 << 48))
                .help(lang.pick("种子数；相同的种子得到相同的字节（缺省为 2020）", "the seed; the same one gives the same bytes (else 2020)")),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name(lang.pick("文件", "FILE"))
                .value_parser(value_parser!(PathBuf))
                .help(lang.pick(
                    "写出 JSON Lines 文件（- 为标准输出）；不填则直接写入 --data 所指的新登记库",
                    "write JSON Lines to a file (- for standard output); else straight into a new registry at --data",
                )),
        )
}

pub(crate) fn run(matches: &ArgMatches, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let scale = matches.get_one("scale").copied().unwrap_or(Scale::Nation);
    let seed = matches.get_one("seed").copied().unwrap_or_default();
    let generator = Generator::new(scale, seed)?;
    let places = generator.places();
    let total = generator.events();
    let mut meter = context.meter();
    let mut progress = |events: u64| meter.tick(events.min(total), total);
    let out = matches.get_one::<PathBuf>("out");
    let (rows, events) = match out {
        Some(path) if path.as_os_str() == "-" => {
            write_rows(generator, &mut &mut *context.io.out, &mut progress)?;
            return Ok(());
        }
        Some(path) => {
            let failed = |source| Context::file_failure("create", path, source);
            let mut file = BufWriter::new(File::create_new(path).map_err(failed)?);
            let rows = write_rows(generator, &mut file, &mut progress)?;
            let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
            durable::finish(&file, path).map_err(failed)?;
            (Some(rows), None)
        }
        None => (None, Some(write_registry(generator, &context.data, &mut progress)?.0)),
    };
    meter.finish();
    if context.format == Format::Json {
        return context.json(&Made { places, rows, events, seed });
    }
    context.say(&moved::constructed(context.lang, places, rows, events))
}
