//! What to do next after an error, in the words of a terminal: with commands and options.
//!
//! What is wrong is worded elsewhere, and names none. Another edge words these codes in its own
//! way.

use jiceng_answers::NextStep;

use crate::Lang;
use crate::lang::both;

/// What to do next, at a terminal. `about` is the directory, file, person or position that a
/// command for it acts on, where that is known.
pub fn at_terminal(lang: Lang, step: NextStep, about: Option<&str>) -> String {
    let (words, stand_in) = words(lang, step);
    words.replace("{}", about.unwrap_or(stand_in))
}

/// What is wrong, then what to do next, if there is something to do.
pub fn with_step(lang: Lang, mut what: String, step: Option<NextStep>, about: Option<&str>) -> String {
    if let Some(step) = step {
        what.push_str(lang.pick("；", "; "));
        what.push_str(&at_terminal(lang, step, about));
    }
    what
}

/// The words, with `{}` for what the command acts on, and what stands there where it is not known.
const fn words(lang: Lang, step: NextStep) -> (&'static str, &'static str) {
    match step {
        NextStep::ListPlaces => both!(
            lang,
            ("可用 jiceng coverage --by place 查看全部地点，jiceng find 按名称查找", ""),
            ("jiceng coverage --by place lists all, jiceng find looks for a name", "")
        ),
        NextStep::ListPersons => both!(lang, ("jiceng person list 列出全部", ""), ("jiceng person list lists all", "")),
        NextStep::ListFederations => both!(
            lang,
            ("可用 jiceng elections 查看当日全部妇联组织", ""),
            ("jiceng elections lists those of a day", "")
        ),
        NextStep::ListSamples => both!(
            lang,
            ("jiceng sample list 列出抽取过的样本", ""),
            ("jiceng sample list shows those that were drawn", "")
        ),
        NextStep::ListTargets => both!(lang, ("jiceng target list 列出全部", ""), ("jiceng target list lists all", "")),
        NextStep::ListIssues => both!(lang, ("jiceng issues list 列出全部", ""), ("jiceng issues list lists all", "")),
        NextStep::ListStandards => {
            both!(lang, ("jiceng standard list 列出全部", ""), ("jiceng standard list lists all", ""))
        }
        NextStep::ListFindings => {
            both!(lang, ("jiceng findings --help 列出全部", ""), ("jiceng findings --help lists all", ""))
        }
        NextStep::ListCommands => {
            both!(lang, ("jiceng record --help 列出全部命令", ""), ("jiceng record --help lists all", ""))
        }
        NextStep::ShowHistory => both!(
            lang,
            ("可用 jiceng history 地点 查看事件及其位置", ""),
            ("jiceng history PLACE lists events with their positions", "")
        ),
        NextStep::AddCatalogueEntry => both!(
            lang,
            ("先用 jiceng record add-catalogue-entry 添加", ""),
            ("add it with jiceng record add-catalogue-entry", "")
        ),
        NextStep::NameKind => both!(lang, ("其余各项请加 --kind", ""), ("for the others give --kind", "")),
        NextStep::AskForRounds => both!(
            lang,
            ("换届是否完成另用 --held，可用的值：held、possibly、not_held", ""),
            ("held, possibly and not_held are of rounds, with --held", "")
        ),
        NextStep::MakeCertificate => both!(
            lang,
            ("证明由 jiceng coverage --certificate 写出，不得改动", ""),
            ("jiceng coverage --certificate writes them, and they must not be changed", "")
        ),
        NextStep::ChooseAnotherDirectory => both!(lang, ("请换一个目录", ""), ("choose another directory", "")),
        NextStep::CreateAgain => {
            both!(lang, ("请再运行 jiceng init --data {}", "目录"), ("run init again: jiceng init --data {}", "DIR"))
        }
        NextStep::CreateRegistry => {
            both!(lang, ("先运行 jiceng init --data {}", "目录"), ("run jiceng init --data {} first", "DIR"))
        }
        NextStep::NameBack => both!(
            lang,
            ("如恢复曾中断，将 .replaced 目录改回 {} 即可", "原名"),
            ("if the restore was cut short, give the .replaced one its name {} back", "of before")
        ),
        NextStep::NewCommit => {
            both!(lang, ("新内容请用新的提交编号", ""), ("give the new content a new commit id", ""))
        }
        NextStep::CorrectRecorded => both!(
            lang,
            ("如以本次为准，请用 jiceng correct {} 更正", "位置"),
            ("if this one is right: jiceng correct {}", "POSITION")
        ),
        NextStep::NameTodaysCode => both!(
            lang,
            ("请改用所指区划现在的代码", ""),
            ("name the one that is meant by the code that it has now", "")
        ),
        NextStep::StateRecordingTimes => both!(
            lang,
            ("迁入历史请加 --recorded-as-stated，否则请删去 recorded_at", ""),
            ("add --recorded-as-stated when a history moves in, or leave recorded_at out", "")
        ),
        NextStep::OrderByRecordingTime => {
            both!(lang, ("各行须按记录时间排列", ""), ("put the rows in the order of their recording times", ""))
        }
        NextStep::SetClock => both!(lang, ("请校准时钟", ""), ("set the clock right", "")),
        NextStep::SetClockOrConfirm => both!(
            lang,
            ("时钟若有误请校准；确实无误的，加 --clock-is-right", ""),
            ("set the clock right, or add --clock-is-right if it is", "")
        ),
        NextStep::SetClockOrCutBack => both!(
            lang,
            ("请校准时钟；如是上一条记录时的时钟有误，用 jiceng repair --to 新目录 --up-to 该记录的位置", ""),
            (
                "set the clock right, or if that recording was made with a wrong clock: jiceng repair --to NEW --up-to POSITION, its position",
                ""
            )
        ),
        NextStep::RestoreNameKey => both!(
            lang,
            ("请从备份恢复 keys/persons.keys，或用 jiceng person forget {} 删除该姓名", "人员"),
            ("put back keys/persons.keys from a backup, or forget the name with jiceng person forget {}", "PERSON")
        ),
        NextStep::RestoreNameKeys => both!(
            lang,
            (
                "请从备份恢复 keys/persons.keys（此后删除过的姓名会再次删除），没有备份的，用 jiceng person forget 删除这些姓名",
                ""
            ),
            (
                "put back keys/persons.keys from a backup (what was forgotten since is forgotten again), or forget these names with jiceng person forget",
                ""
            )
        ),
        NextStep::RestoreKeyStore => both!(
            lang,
            ("请从备份恢复该文件，并再次删除备份之后删除过的姓名", ""),
            ("restore that file from a backup, and erase again what was erased since", "")
        ),
        NextStep::RestoreOrDropKeys => both!(
            lang,
            ("请先从备份恢复该文件，或加 --drop-damaged 将其舍弃（其姓名从此读不出）", ""),
            (
                "put the file back from a backup first, or give them up with --drop-damaged (their names cannot be read any more)",
                ""
            )
        ),
        NextStep::RestoreAbsent => both!(
            lang,
            ("请从备份恢复该文件，或查看后删去这些行", ""),
            ("put the file back from a backup, or look at these lines and take them out", "")
        ),
        NextStep::RestoreRegistryKey => both!(
            lang,
            ("请从备份或抄件恢复该文件；如钥匙另放他处，用 --key-file 给出", ""),
            ("put it back from a backup or from paper, or give the right one with --key-file if it lies elsewhere", "")
        ),
        NextStep::GiveRegistryKey => both!(
            lang,
            ("用 --key-file 文件 或 JICENG_KEY_FILE、JICENG_KEY 给出登记库钥匙", ""),
            ("give the registry key with --key-file FILE, JICENG_KEY_FILE or JICENG_KEY", "")
        ),
        NextStep::NameNewRegistryKey => {
            both!(lang, ("请用 --new-key-file 文件 写明", ""), ("name its file with --new-key-file FILE", ""))
        }
        NextStep::NameAnotherKeyFile => both!(lang, ("请换一个新的钥匙文件", ""), ("name another file", "")),
        NextStep::MoveOldKeyOut => both!(
            lang,
            ("请先将它移出登记库目录（如是旧钥匙，更换后销毁），再更换", ""),
            (
                "move it out of the registry's directory first (and destroy it afterwards if it is the old key), then change the key",
                ""
            )
        ),
        NextStep::ReplaceLink => both!(
            lang,
            ("请用文件本身替换该链接（登记库钥匙也可另放，用 --key-file 给出），再做一次", ""),
            (
                "put the file itself in the place of the link (a registry key may also lie elsewhere, given with --key-file), then do it again",
                ""
            )
        ),
        NextStep::RebuildSnapshots => both!(
            lang,
            ("请保留目录副本备查，再用 jiceng snapshot --rebuild 由日志重做快照", ""),
            (
                "keep a copy of the directory, then make the snapshots anew from the log with jiceng snapshot --rebuild",
                ""
            )
        ),
        NextStep::ReportAndRebuild => both!(
            lang,
            ("请保留目录副本并报告此问题，再用 jiceng snapshot --rebuild 由日志重做快照", ""),
            (
                "keep a copy of the directory and report this, then make the snapshots anew from the log with jiceng snapshot --rebuild",
                ""
            )
        ),
        NextStep::ReportFault => both!(lang, ("请反映", ""), ("report it", "")),
        NextStep::InstallAgain => both!(lang, ("请重新安装程序", ""), ("install the program anew", "")),
        NextStep::AskOfThePast => {
            both!(lang, ("所知时刻写今天或以前", ""), ("ask for what is known today or earlier", ""))
        }
        NextStep::GiveLaterTree => {
            both!(lang, ("请给出较晚的检查点或较大的提交数", ""), ("give a later checkpoint or a larger number", ""))
        }
        NextStep::GiveSmallerTree => {
            both!(lang, ("给出不大于此数的提交数", ""), ("give a number of commits up to that", ""))
        }
        NextStep::LeaveDrawOut => {
            both!(lang, ("种子和地点请勿填写，由登记库抽取", ""), ("leave seed and places to the registry", ""))
        }
        NextStep::OpenAgain => both!(lang, ("请重新打开", ""), ("open it again", "")),
        NextStep::OpenToFinish => {
            both!(lang, ("请重新打开登记库，即自动写完", ""), ("open the registry again, which finishes it", ""))
        }
        NextStep::TakeViewAnew => both!(lang, ("请重新取得其视图", ""), ("take a view anew", "")),
        NextStep::Wait => both!(lang, ("等它结束后再试", ""), ("try again when it has ended", "")),
        NextStep::WaitOrWriteElsewhere => both!(
            lang,
            ("等占用它的程序结束，或在可写的磁盘上再试", ""),
            ("try again when no other program has it open, on a disk that can be written to", "")
        ),
        NextStep::UseNewerProgram => both!(lang, ("请使用较新版本的 jiceng", ""), ("use a newer jiceng", "")),
        NextStep::CheckDiskToFinish => both!(
            lang,
            ("检查磁盘空间和权限后再次打开登记库，即自动写完；请勿移动该文件", ""),
            (
                "check the disk's space and permissions, then open the registry again, which finishes it; leave the file where it is",
                ""
            )
        ),
        NextStep::CheckDiskAndOpen => both!(
            lang,
            ("检查磁盘空间和权限后重新打开，核对最后的记录", ""),
            ("check the disk's space and permissions, open again and look whether the last facts are there", "")
        ),
        NextStep::MoveStagedOut => both!(
            lang,
            ("文件未被改动；将它移出该目录后再打开，日志即以现有内容为准，然后重新导入", ""),
            (
                "the file is left as it is; move it out of the directory and open again: the log is then what it holds now; then import again",
                ""
            )
        ),
        NextStep::Rescue => both!(
            lang,
            ("请勿改动该目录，先复制一份备查；jiceng repair --to 新目录 可抢救其中完好的内容", ""),
            (
                "do not change the directory; make a copy of it first; jiceng repair --to NEW_DIR rescues what is sound",
                ""
            )
        ),
        NextStep::RestoreOrRescue => both!(
            lang,
            (
                "请勿改动该目录，先复制一份备查；用备份恢复，或用 jiceng repair --to 新目录 抢救其中完好的内容（所指文件若不属于本登记库，移出后再打开）",
                ""
            ),
            (
                "do not change the directory; make a copy of it first; restore a backup, or jiceng repair --to NEW_DIR rescues what is sound (if the file that is named is not of this registry, move it out and open again)",
                ""
            )
        ),
        NextStep::CompareWithBackup => both!(
            lang,
            ("请勿改动登记库，复制一份备查，并与保存的备份核对", ""),
            ("do not change the registry, make a copy of it, and compare it with a backup", "")
        ),
        NextStep::LookForTheLast => both!(
            lang,
            ("请与检查点、备份、原始文件核对最后的记录，并保留原目录", ""),
            (
                "look whether the last facts are there, with checkpoints, backups and papers, and keep the old directory",
                ""
            )
        ),
        NextStep::LookInBackups => both!(
            lang,
            ("请用备份补足，并保留原目录", ""),
            ("look for them in backups, and keep the old directory", "")
        ),
        NextStep::TakeFromBackup => both!(
            lang,
            ("请保留原目录，或从备份中取回", ""),
            ("keep the old directory, or take them from a backup", "")
        ),
        NextStep::LookWhichIsRight => {
            both!(lang, ("请核对后决定，并保留原目录", ""), ("look which are right, and keep the old directory", ""))
        }
        NextStep::MendBackupList => both!(
            lang,
            ("请查看这些行，找到所指的备份后，从文件中删去这些行", ""),
            ("look at these lines, find the backups that they speak of, then take the lines out of the file", "")
        ),
        NextStep::GetFileAgain => {
            both!(lang, ("请重新取得文件后再导入一次", ""), ("get the whole file again and import it once more", ""))
        }
        NextStep::BackUpElsewhere => both!(
            lang,
            ("请在可写处备份，或加 --without-keys 不含钥匙", ""),
            ("back up where it can be written to, or leave the keys out with --without-keys", "")
        ),
        NextStep::ChooseAnotherOrReplace => both!(
            lang,
            ("请换一个目录，或加 --replace 将原登记库移开", ""),
            ("take another name, or when restoring --replace to move the registry aside", "")
        ),
        NextStep::RepairOrLetNamesReturn => both!(
            lang,
            (
                "请先用 jiceng repair 查明缺失了什么；明知备份之后遗忘的姓名可能复现仍要恢复，请加 --names-may-return，之后再次遗忘",
                ""
            ),
            (
                "see first with jiceng repair what is lost; to restore all the same, knowing that names which were forgotten since may come back, add --names-may-return, and forget them again",
                ""
            )
        ),
        NextStep::GiveEndOfBackup => {
            both!(lang, ("请填上次备份结束的位置", ""), ("give the position where the last backup ended", ""))
        }
        NextStep::GetCheckpoint => both!(
            lang,
            ("检查点由 jiceng checkpoint 写出，须原样保存", ""),
            ("jiceng checkpoint writes them, and they must be kept as they are", "")
        ),
        NextStep::VerifyCheckpoint => both!(
            lang,
            ("用 jiceng verify --checkpoint {} 查看不符之处", "文件"),
            ("jiceng verify --checkpoint {} says where", "FILE")
        ),
        NextStep::UseAnotherBackup => both!(lang, ("请改用另一份备份", ""), ("use another backup", "")),
        NextStep::CheckProof => {
            both!(lang, ("用 jiceng verify-proof {} 核验", "文件"), ("check it with jiceng verify-proof {}", "FILE"))
        }
        NextStep::GiveTrustedCheckpoint => {
            both!(lang, ("用 --checkpoint 和 --key 给出", ""), ("give it with --checkpoint and --key", ""))
        }
        NextStep::OrderBackups => both!(
            lang,
            ("请按先后给出同一登记库的备份，从完整备份开始", ""),
            ("give the backups of one registry in order, a whole one first", "")
        ),
        NextStep::MakeKey => both!(
            lang,
            ("密钥由 jiceng key generate 生成，须原样抄录", ""),
            ("jiceng key generate makes them, and every character counts", "")
        ),
        NextStep::CheckKey => both!(
            lang,
            ("请核对公钥是否为签署该检查点的密钥", ""),
            ("look whether the key is the one that signed this checkpoint", "")
        ),
        NextStep::GetOriginal => both!(
            lang,
            ("检查点一个字节都不得改动，请取回原件", ""),
            ("not a byte of a checkpoint may be changed: get the original", "")
        ),
        NextStep::MakeProof => both!(
            lang,
            ("证据由 jiceng prove 写出，不得改动", ""),
            ("jiceng prove writes them, and they must not be changed", "")
        ),
        NextStep::ProveForCheckpoint => both!(
            lang,
            ("请用此检查点重新取证（jiceng prove --help）", ""),
            ("have it proved for this checkpoint (jiceng prove --help)", "")
        ),
        NextStep::NameRecorder => both!(
            lang,
            ("在行内写 recorder，或加 --recorder 单位，或设环境变量 JICENG_RECORDER", ""),
            ("write recorder in the row, add --recorder OFFICE, or set JICENG_RECORDER", "")
        ),
        NextStep::RecordAsRow => both!(
            lang,
            ("命令行上有两份及以上文件的，用 jiceng record json 写成一行", ""),
            ("on the command line, more than one paper is given as a row to jiceng record json", "")
        ),
        NextStep::SayWhatChanges => both!(
            lang,
            ("用 --effective 或 --set 字段=值 写明改动", ""),
            ("say what changes with --effective or --set FIELD=VALUE", "")
        ),
        NextStep::MendRowsOrSkip => both!(
            lang,
            ("改正后重新导入，或加 --skip-bad 只导入其余各行", ""),
            ("mend them and import again, or add --skip-bad to import the others", "")
        ),
        NextStep::CheckLineEnds => both!(lang, ("请检查文件和换行", ""), ("check the file and its line ends", "")),
        NextStep::CheckFile => both!(lang, ("请检查是否给错文件", ""), ("check whether it is the right file", "")),
        NextStep::SplitFile => both!(
            lang,
            ("请拆成几个文件，按先后逐一导入", ""),
            ("split it, and import its parts one after the other", "")
        ),
    }
}
