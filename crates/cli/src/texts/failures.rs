//! Failures told to people: what happened, where, and what to do next.

use std::path::Path;

use jiceng_core::domain::characters::Visible;
use jiceng_core::{Error, backups};
use jiceng_exchange::import::ImportError;

use crate::failure::{CertificateProblem, Failure, Wanted};
use crate::lang::Lang;
use crate::texts::{dates, differing, faults, files, logs, names, proofs, refusals, rows};

/// A failure, said to a person.
pub(crate) fn failure(lang: Lang, failure: &Failure) -> String {
    match failure {
        Failure::Registry(error) | Failure::Import(ImportError::Registry(error)) => registry(lang, error),
        Failure::Import(ImportError::Read { line, source }) => match lang {
            Lang::Zh => format!("读完第 {line} 行后无法继续读取：{}", system(lang, source)),
            Lang::En => format!("cannot read on after line {line}: {source}"),
        },
        Failure::Row(problem) => rows::row(lang, problem),
        Failure::File { action, path, source } => file(lang, action, path, source),
        Failure::Value { option, value, wanted } => match lang {
            Lang::Zh => format!("{option} 的值“{}”无效：{}", Visible(value), want(lang, *wanted)),
            Lang::En => format!("\"{}\" is not a value for {option}: {}", Visible(value), want(lang, *wanted)),
        },
        Failure::NotARegistryKey(problem) => match lang {
            Lang::Zh => {
                "JICENG_KEY 的值不是登记库钥匙（为保密不予显示）：应为 jiceng-registry-key-1: 加 64 位十六进制数字"
                    .to_owned()
            }
            Lang::En => format!("JICENG_KEY holds no registry key (not shown): {problem}"),
        },
        Failure::NotARecorder { problem } => match lang {
            Lang::Zh => format!(
                "--recorder 的值（为保密不予显示）无效：{}；记录单位为一行文字，1 至 200 个字",
                faults::text(lang, problem)
            ),
            Lang::En => format!(
                "the value of --recorder (not shown, it could be a name) is wrong: {}; an office's name is one line of 1 to 200 characters",
                faults::text(lang, problem)
            ),
        },
        Failure::NotAPerson => lang
            .pick(
                "人员编号无效（所输入的可能是姓名，不予显示）：以英文字母开头，只用字母、数字、-、_、.，如 P003；jiceng person list 列出全部",
                "PERSON is not an identifier (not shown, it could be a name): a letter first, then letters, digits, -, _ and ., such as P003; jiceng person list lists all",
            )
            .to_owned(),
        Failure::NoSuchPerson { person } => match lang {
            Lang::Zh => format!("没有人员 {person}；jiceng person list 列出全部"),
            Lang::En => format!("there is no person {person}; jiceng person list lists all"),
        },
        Failure::NoNewKeyFile => lang
            .pick(
                "现用的登记库钥匙不在登记库目录内，请用 --new-key-file 文件 写明新钥匙放在哪里",
                "the present registry key does not lie in the registry's directory: say where the new one is to be, with --new-key-file FILE",
            )
            .to_owned(),
        Failure::NoSuchPlace { place } => match lang {
            Lang::Zh => format!("没有地点 {place}；可用 jiceng coverage --by place 查看全部地点"),
            Lang::En => format!("there is no place {place}; jiceng coverage --by place lists all"),
        },
        Failure::NoSuchEvent { event } => match lang {
            Lang::Zh => format!("没有事件 {event}；可用 jiceng history 地点 查看事件及其位置"),
            Lang::En => format!("there is no event {event}; jiceng history PLACE lists events with their positions"),
        },
        Failure::NothingChanged { position } => match lang {
            Lang::Zh => {
                format!("更正前后内容相同，位置 {position} 的事实未改动；用 --effective 或 --set 字段=值 写明改动")
            }
            Lang::En => format!(
                "the correction leaves the fact at {position} as it is; say what changes with --effective or --set FIELD=VALUE"
            ),
        },
        Failure::NoSuchFederation { federation } => match lang {
            Lang::Zh => format!("没有妇联组织 {federation}；可用 jiceng elections 查看当日全部妇联组织"),
            Lang::En => format!("there is no federation {federation}; jiceng elections lists those of a day"),
        },
        Failure::NoFederation { place } => match lang {
            Lang::Zh => format!("{place} 当日没有妇联组织；可用 jiceng elections 查看当日全部妇联组织"),
            Lang::En => {
                format!("there is no federation at {place} on that day; jiceng elections lists those of the day")
            }
        },
        Failure::BadCertificate { file, problem } => match lang {
            Lang::Zh => {
                let reason = match problem {
                    CertificateProblem::NotJson { reason } => format!("不是 JSON：{reason}"),
                    CertificateProblem::NoVersion => "没有写明版本的 certificate 字段".to_owned(),
                    CertificateProblem::Version { found, known } => format!("版本 {found}，本程序只认版本 {known}"),
                    CertificateProblem::Twice { field } => format!("字段 {field} 写了两次"),
                    CertificateProblem::Field { field, reason } => format!("字段 {field}：{reason}"),
                };
                format!("{file} 不是可核对的证明（{reason}）；证明由 jiceng coverage --certificate 写出，不得改动")
            }
            Lang::En => format!(
                "{file} is not a certificate that can be checked ({problem}); jiceng coverage --certificate writes them, and they must not be changed"
            ),
        },
        Failure::CertificateDiffers { differences } => match lang {
            Lang::Zh => format!("证明与登记库不符，共 {differences} 处"),
            Lang::En => format!("the certificate does not hold: {differences} differences"),
        },
        Failure::BadKey { key, problem } => proofs::bad_key(lang, key, problem),
        Failure::BadCheckpoint { file, problem } => proofs::bad_checkpoint(lang, file, problem),
        Failure::NotExtended { checkpoints } => match lang {
            Lang::Zh => format!("日志与 {checkpoints} 个检查点不符；请勿改动登记库，复制一份备查，并与保存的备份核对"),
            Lang::En => format!(
                "the log does not extend {checkpoints} of the checkpoints; do not change the registry, make a copy of it, and compare it with a backup"
            ),
        },
        Failure::NotSigned { file, commits } => match lang {
            Lang::Zh => format!(
                "未签署：日志不是检查点 {file}（{commits} 次提交）的延续；用 jiceng verify --checkpoint {file} 查看不符之处"
            ),
            Lang::En => format!(
                "nothing is signed: the log does not extend the checkpoint {file} of {commits} commits; jiceng verify --checkpoint {file} says where"
            ),
        },
        Failure::OtherTree { file, commits } => match lang {
            Lang::Zh => format!(
                "日志的前 {commits} 次提交与检查点 {file} 不符，无从证明；用 jiceng verify --checkpoint {file} 核对"
            ),
            Lang::En => format!(
                "the first {commits} commits of the log are not those of the checkpoint {file}, so nothing can be proved; check with jiceng verify --checkpoint {file}"
            ),
        },
        Failure::NoSuchCommit { commit } => match lang {
            Lang::Zh => format!("日志中没有提交 {commit}；jiceng history 地点 列出事件及其位置"),
            Lang::En => {
                format!(
                    "there is no commit {commit} in the log; jiceng history PLACE lists events with their positions"
                )
            }
        },
        Failure::BadProof { file, problem } => proofs::bad_proof(lang, file, problem),
        Failure::ProofFails { file, fault } => proofs::fails(lang, file, fault),
        Failure::NoSuchSample { sample } => match lang {
            Lang::Zh => format!("没有样本 {sample}；jiceng sample list 列出抽取过的样本"),
            Lang::En => format!("there is no sample {sample}; jiceng sample list shows those that were drawn"),
        },
        Failure::NotAssessed { place, kind } => match lang {
            Lang::Zh => format!("当日不考核 {place} 的 {kind}：地点须为当日存在的村、社区或安置点，且标准列有该要素"),
            Lang::En => format!(
                "{kind} of {place} is not assessed on that day: the place must be a community or site that exists then, and the standard must name the kind"
            ),
        },
        Failure::BadStandard { file, problems } => {
            let each: Vec<String> = problems.iter().map(|problem| format!("\n  {}", files::standard(lang, problem))).collect();
            match lang {
                Lang::Zh => format!("{file} 不是有效的覆盖标准：{}", each.concat()),
                Lang::En => format!("{file} is not a coverage standard:{}", each.concat()),
            }
        }
        Failure::BadClaims { file, problems } => {
            let each: Vec<String> = problems.iter().map(|problem| format!("\n  {}", files::claim(lang, problem))).collect();
            match lang {
                Lang::Zh => format!("{file} 不是有效的说法文件：{}", each.concat()),
                Lang::En => format!("{file} is not a file of claims:{}", each.concat()),
            }
        }
        Failure::ClaimsFail { fail } => match lang {
            Lang::Zh => format!("{fail} 条说法不成立"),
            Lang::En => format!("{fail} claims fail"),
        },
        Failure::NoSuchTarget { target } => match lang {
            Lang::Zh => format!("当日没有目标任务 {target}；jiceng target list 列出全部"),
            Lang::En => format!("there is no target {target} on that day; jiceng target list lists all"),
        },
        Failure::NoSuchIssue { issue } => match lang {
            Lang::Zh => format!("当日问题清单中没有 {issue}；jiceng issues list 列出全部"),
            Lang::En => format!("there is no reform issue {issue} on that day; jiceng issues list lists all"),
        },
        Failure::MeasureOption { measure, option, is_needed, takes } => {
            let takes: Vec<String> = takes.iter().map(|option| format!("--{option}")).collect();
            let takes = takes.join(lang.pick("、", ", "));
            match (lang, is_needed) {
                (Lang::Zh, true) => format!("指标 {measure} 须给出 --{option}；它的选项：{takes}"),
                (Lang::Zh, false) => format!("指标 {measure} 没有选项 --{option}；它的选项：{takes}"),
                (Lang::En, true) => format!("the measure {measure} needs --{option}; its options: {takes}"),
                (Lang::En, false) => format!("the measure {measure} does not take --{option}; its options: {takes}"),
            }
        }
        Failure::UnknownKind { standard, kind } => match lang {
            Lang::Zh => format!("标准 {standard} 要求 {kind}，目录中没有；先用 jiceng record add-catalogue-entry 添加"),
            Lang::En => format!(
                "{standard} requires {kind}, which the catalogue does not have; add it with jiceng record add-catalogue-entry"
            ),
        },
        Failure::BadRows { bad } => match lang {
            Lang::Zh => format!("{bad} 行有误，全部未写入；改正后重新导入，或加 --skip-bad 只导入其余各行"),
            Lang::En => format!(
                "{bad} bad rows, nothing written; mend them and import again, or add --skip-bad to import the others"
            ),
        },
        Failure::NotVerified => lang
            .pick(
                "由日志重建的结果与现有结果不一致；请保留目录副本并报告此问题，再用 jiceng snapshot --rebuild 由日志重做快照",
                "what was rebuilt from the log differs from the live projections; keep a copy of the directory and report this, then make the snapshots anew from the log with jiceng snapshot --rebuild",
            )
            .to_owned(),
        Failure::NamesNotWhole { held } => names::not_whole(lang, held).unwrap_or_default(),
        Failure::Frames(error) => crate::texts::moving::frames(lang, error),
        Failure::Backup(error) => crate::texts::moving::backup(lang, error),
        Failure::Generate(error) => crate::texts::generated::failure(lang, error),
        Failure::NotAllRescued { lost } => match lang {
            Lang::Zh => format!("有 {lost} 段位置未能抢救；请用备份补足，并保留原目录"),
            Lang::En => format!(
                "{lost} spans of positions could not be rescued; look for them in backups, and keep the old directory"
            ),
        },
        Failure::Output(source) => match lang {
            Lang::Zh => format!("无法写出结果：{}", system(lang, source)),
            Lang::En => format!("cannot write the output: {source}"),
        },
    }
}

/// What the registry says.
pub(crate) fn registry(lang: Lang, error: &Error) -> String {
    match (error, lang) {
        (Error::Refused(refusal), Lang::Zh) => format!("不予记录：{}", refusals::refusal(lang, refusal)),
        (Error::Refused(refusal), Lang::En) => format!("refused: {}", refusals::refusal(lang, refusal)),
        (Error::AlreadyARegistry { dir }, Lang::Zh) => format!("{} 已有登记库；请换一个目录", dir.display()),
        (Error::AlreadyARegistry { dir }, Lang::En) => {
            format!("there is a registry in {} already; choose another directory", dir.display())
        }
        (Error::NotARegistry { dir }, _) => not_a_registry(lang, dir),
        (Error::Io { action, path, source }, _) => file(lang, action, path, source),
        (Error::CommitDiffers { at, commit, differences }, Lang::Zh) => format!(
            "{} 已按提交 {commit} 记录且内容不同（{}）；新内容请用新的提交编号",
            dates::fact(lang, *at),
            differing::all(lang, differences)
        ),
        (Error::CommitDiffers { at, commit, differences }, Lang::En) => format!(
            "{at} is recorded under the commit {commit} already, and it differs in {}; give the new content a new commit id",
            differing::all(lang, differences)
        ),
        (Error::RecordedDifferently { at, differences }, Lang::Zh) => format!(
            "{} 已记录同一事实，但内容不同（{}）；如以本次为准，请用 correct 更正 #{}",
            dates::fact(lang, *at),
            differing::all(lang, differences),
            at.position
        ),
        (Error::RecordedDifferently { at, differences }, Lang::En) => format!(
            "{at} records the same, but differs in {}; if this one is right, correct #{}",
            differing::all(lang, differences),
            at.position
        ),
        (Error::MeansOthers { recorded }, Lang::Zh) => format!(
            "行内的代码如今在当日指别的区划，与记录时（{}）不同；请改用所指区划现在的代码",
            dates::fact(lang, *recorded)
        ),
        (Error::RecordingTimeStated, Lang::Zh) => {
            "行内写有 recorded_at；只有迁入已有历史时才采用（加 --recorded-as-stated），否则请删去".to_owned()
        }
        (Error::RecordingTimeStated, Lang::En) => {
            format!("{error}: add --recorded-as-stated when a history moves in, or leave recorded_at out")
        }
        (Error::RecordingTimeOutOfOrder { stated, earliest, now }, Lang::Zh) => {
            format!("recorded_at {stated} 不在 {earliest}（上一条记录）与 {now}（现在）之间；各行须按记录时间排列")
        }
        (Error::ClockFarAhead { now, last }, Lang::Zh) => format!(
            "本机时钟 {now} 比上一条记录 {last} 晚十年以上，未予记录：时钟若有误请校准；确实无误的，加 --clock-is-right"
        ),
        (Error::ClockFarAhead { .. }, Lang::En) => {
            format!("{error}; nothing is recorded: set the clock right, or add --clock-is-right if it is")
        }
        (Error::ClockBehind { now, last }, Lang::En) => format!(
            "the clock says {now}, before the last recording at {last}; set the clock right, or if that recording was made with a wrong clock: jiceng repair --to NEW --up-to POSITION, its position"
        ),
        (Error::ClockBehind { now, last }, Lang::Zh) => format!(
            "本机时钟 {now} 早于上一条记录 {last}；请校准时钟；如是上一条记录时的时钟有误，用 jiceng repair --to 新目录 --up-to 该记录的位置"
        ),
        (Error::NameKey { person }, Lang::Zh) => format!(
            "人员 {person} 的姓名钥匙已损坏；请从备份恢复 keys/persons.keys，或用 jiceng person forget {person} 删除该姓名"
        ),
        (Error::NoRegistryKey { problem }, _) => names::not_written(lang, problem),
        (Error::SnapshotDiffers { .. }, Lang::Zh) => {
            "快照与日志不符，证明和样本不据此出具；请保留目录副本备查，再用 jiceng snapshot --rebuild 由日志重做快照"
                .to_owned()
        }
        (Error::SnapshotDiffers { .. }, Lang::En) => format!(
            "{error}; nothing is certified or drawn from it: keep a copy of the directory, then make the snapshots anew from the log with jiceng snapshot --rebuild"
        ),
        (Error::KeysDamaged { path, damaged }, Lang::Zh) => format!(
            "{} 中有 {damaged} 个钥匙已损坏，无法改由新钥匙加密；请先从备份恢复该文件，或加 --drop-damaged 将其舍弃（其姓名从此读不出）；登记库钥匙未更换",
            path.display()
        ),
        (Error::KeysDamaged { .. }, Lang::En) => format!(
            "{error} and cannot go under another registry key; put the file back from a backup first, or give them up with --drop-damaged (their names cannot be read any more); the registry key is not changed"
        ),
        (Error::NameKey { person }, Lang::En) => format!(
            "the key of the name of {person} is damaged; put back keys/persons.keys from a backup, or forget the name with jiceng person forget {person}"
        ),
        (Error::SameRegistryKey { key }, Lang::Zh) => format!("姓名现已由登记库钥匙 {key} 加密；请换一个新的钥匙文件"),
        (Error::SameRegistryKey { .. }, Lang::En) => format!("{error}; name another file"),
        (Error::InMemory, Lang::Zh) => "内存中的登记库没有登记库钥匙，也没有快照".to_owned(),
        (Error::OtherCommit { position }, Lang::Zh) => {
            format!("位置 {position} 的提交与文件中的不同：两者不是同一日志")
        }
        (Error::KnownInFuture { asked, now }, Lang::Zh) => {
            format!("{asked} 尚未到来（现在是 {now}），届时所知为何无从得知；所知时刻写今天或以前")
        }
        (Error::KnownInFuture { .. }, Lang::En) => format!("{error}; ask for what is known today or earlier"),
        (Error::BeyondTheLog { position, head }, Lang::Zh) => format!("日志只到 {head}，没有位置 {position}"),
        (Error::NotInTree { first, number, commits }, Lang::Zh) => {
            format!(
                "位置 {first} 的提交是第 {} 次，不在前 {commits} 次提交之内；请给出较晚的检查点或较大的提交数",
                number + 1
            )
        }
        (Error::NotInTree { first, number, commits }, Lang::En) => format!(
            "the commit at position {first} is number {}, and not among the first {commits}; give a later checkpoint or a larger number",
            number + 1
        ),
        (Error::NotTheDraw { sample, field }, Lang::Zh) => {
            let what = if *field == "seed" { "种子" } else { "地点" };
            format!("样本 {sample} 的{what}与本日志抽取的不同；种子和地点请勿填写，由登记库抽取")
        }
        (Error::UnknownStandard { standard }, Lang::Zh) => format!("没有标准 {standard}"),
        (Error::Poisoned, Lang::Zh) => "登记库因另一线程出错而不可用；请重新打开".to_owned(),
        (Error::NotStaged { reason }, Lang::Zh) => format!("无法在日志旁暂存（{reason}）；本批全部未写入"),
        (Error::Unfinished, Lang::Zh) => "导入已确定，但日志中只有一部分；请重新打开登记库，即自动写完".to_owned(),
        (Error::Log(error), _) => logs::log(lang, error),
        (other, _) => with_causes(other),
    }
}

/// No registry there; where a restore that was cut short could have left it.
fn not_a_registry(lang: Lang, dir: &Path) -> String {
    let aside: Vec<String> = backups::beside(dir).iter().map(|path| path.display().to_string()).collect();
    let (dir, aside) = (dir.display(), aside.join(lang.pick("、", ", ")));
    match (lang, aside.is_empty()) {
        (Lang::Zh, true) => format!("{dir} 没有登记库；先运行 jiceng init --data {dir}"),
        (Lang::En, true) => format!("there is no registry in {dir}; run jiceng init --data {dir} first"),
        (Lang::Zh, false) => {
            format!(
                "{dir} 没有登记库；旁边有恢复时移开或未完成的 {aside}：如恢复曾中断，将 .replaced 目录改回 {dir} 即可"
            )
        }
        (Lang::En, false) => format!(
            "there is no registry in {dir}; beside it lie {aside}, which a restore moved away or did not finish: if it was cut short, give the .replaced one its name {dir} back"
        ),
    }
}

/// An error and what caused it, on one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

pub(crate) fn file(lang: Lang, action: &str, path: &std::path::Path, source: &std::io::Error) -> String {
    let path = path.display();
    match lang {
        Lang::En => format!("cannot {action} {path}: {source}"),
        Lang::Zh => {
            let action = match action {
                "create" => "建立",
                "read" => "读取",
                "write" => "写入",
                "sync" => "落盘",
                "remove" => "删除",
                "open" => "打开",
                "replace" => "替换",
                "destroy" => "销毁",
                "write the registry key to" => "写入登记库钥匙",
                "set the permissions of" => "设置权限",
                "lock" => "锁定",
                "rename" => "移动",
                _ => "处理",
            };
            format!("无法{action} {path}：{}", system(lang, source))
        }
    }
}

/// What the system says about a file.
#[allow(clippy::wildcard_enum_match_arm, reason = "the system has more kinds than need a word")]
pub(crate) fn system(lang: Lang, error: &std::io::Error) -> String {
    use std::io::ErrorKind as K;
    let known = match error.kind() {
        K::NotFound => "没有这个文件或目录",
        K::PermissionDenied => "没有权限",
        K::IsADirectory => "这是目录，不是文件",
        K::StorageFull => "磁盘已满",
        K::ReadOnlyFilesystem => "磁盘只读",
        K::AlreadyExists => "已经存在",
        _ => "",
    };
    if lang == Lang::En || known.is_empty() { error.to_string() } else { known.to_owned() }
}

fn want(lang: Lang, wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Day => lang.pick("日期写作 2020-06-30", "a day is written 2020-06-30"),
        Wanted::Known => lang.pick(
            "写日期 2020-06-22（当日终了）、时刻 2020-06-22T17:30:00+08:00 或日志位置（数字）",
            "a day 2020-06-22 (its end), an instant 2020-06-22T17:30:00+08:00 or a position in the log (a number)",
        ),
        Wanted::Place => lang.pick(
            "地点写行政区划代码（数字）或安置点编号（字母开头）",
            "a place is a division code (digits) or a site's identifier (begins with a letter)",
        ),
        Wanted::Federation => lang.pick(
            "写妇联组织编号，或其所在地点的代码、编号",
            "a federation's identifier is needed, or the code or identifier of its place",
        ),
        Wanted::OfficeState => lang.pick(
            "可用的值：in_term、due、overdue、possibly_overdue、never_elected、no_term；held、possibly、not_held 须与 --held 同用",
            "the values are in_term, due, overdue, possibly_overdue, never_elected and no_term; held, possibly and not_held go with --held",
        ),
        Wanted::RoundState => {
            lang.pick("与 --held 同用时，可用的值：held、possibly、not_held", "with --held the values are held, possibly and not_held")
        }
        Wanted::Division => lang.pick("须为已登记的行政区划代码", "a registered division's code is needed"),
        Wanted::Kind => lang.pick(
            "须为目录中的要素种类，如 womens_federation、womens_home、childrens_home、womens_council、lecture_team",
            "a kind of the catalogue is needed, such as womens_federation, womens_home, childrens_home, womens_council, lecture_team",
        ),
        Wanted::StatusFigure => lang.pick(
            "须为 places、complete、complete_own、complete_shared、partial 或 none；其余各项请加 --kind",
            "places, complete, complete_own, complete_shared, partial or none is needed; for the others give --kind",
        ),
        Wanted::PartialDate => lang.pick("日期写作 2020-06-30、2020-06、2020-H1 或 2020", "a date is written 2020-06-30, 2020-06, 2020-H1 or 2020"),
        Wanted::Standard => lang.pick("须为标准编号，如 five-ones-2020", "a standard's identifier is needed, such as five-ones-2020"),
        Wanted::Event => lang.pick(
            "事件写其标识（提交编号/序号）或日志位置（数字），jiceng history 地点 列出",
            "an event is written as its identity (COMMIT/INDEX) or its position in the log (a number); jiceng history PLACE lists them",
        ),
        Wanted::Commit => lang.pick(
            "提交写其编号（UUID），或其中一个事件的日志位置（数字）",
            "a commit is written as its identity (a UUID), or as the position of one of its events (a number)",
        ),
        Wanted::Commits => lang.pick("提交数写数字；检查点写其文件", "a number of commits is written in digits, a checkpoint as its file"),
        Wanted::KeyName => lang.pick(
            "名称如 example.cn/柳州市妇联，1 至 200 个字节，不含空格和加号",
            "a name has 1 to 200 bytes, without spaces and plus signs, such as example.cn/liuzhou",
        ),
        Wanted::Reason => lang.pick(
            "原因只能是 mistyped 录入有误、wrong_place 地点有误、never_happened 并未发生、duplicate 重复录入、better_evidence 依据更正",
            "the reason is one of mistyped, wrong_place, never_happened, duplicate, better_evidence",
        ),
        Wanted::Assignment => lang.pick("写作 字段=值，如 people=1200", "it is written FIELD=VALUE, such as people=1200"),
        Wanted::Issue => lang.pick("须为问题清单中的编号，如 R-2020-1", "a number of the list is needed, such as R-2020-1"),
        Wanted::Target => lang.pick("须为目标任务编号，如 T-2020-1", "a target's identifier is needed, such as T-2020-1"),
        Wanted::Sample => lang.pick("样本编号以英文字母开头，如 S-2020-1", "a sample's identifier begins with a letter, such as S-2020-1"),
        Wanted::Span => lang.pick("起始日不能晚于终止日", "the first day cannot be after the last"),
        Wanted::KnownSpan => lang.pick("起始所知不能晚于终止所知", "what is known first cannot be later than what is known then"),
    }
}
