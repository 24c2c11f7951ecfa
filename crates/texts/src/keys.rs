//! Keys that were made: where they are, and how to keep them.

use std::path::Path;

use jiceng_core::KeySource;
use jiceng_core::log::ShowPath as _;

use crate::Lang;

/// That a registry was made in a directory, and where the registry key of the names is.
pub fn made(lang: Lang, dir: &str, key: &KeySource, id: &str) -> [String; 2] {
    let made = match lang {
        Lang::Zh => format!("已在 {dir} 建立登记库。"),
        Lang::En => format!("made a registry in {dir}."),
    };
    let key = match (key, lang) {
        (KeySource::Inside, Lang::Zh) => format!(
            "人员姓名的登记库钥匙在 {dir}/registry.key：谁复制整个目录，谁就能读出姓名。要分开保管，用 jiceng person rewrap --new-key-file 文件。"
        ),
        (KeySource::Inside, Lang::En) => format!(
            "The registry key of the names of persons is in {dir}/registry.key: whoever copies the whole directory has the names. To keep them apart: jiceng person rewrap --new-key-file FILE."
        ),
        (KeySource::File(file), Lang::Zh) => format!(
            "人员姓名的登记库钥匙 {id} 在 {}：请另行备份，遗失则姓名无法读出。读写姓名时用 --key-file 或 JICENG_KEY_FILE 给出。",
            file.shown()
        ),
        (KeySource::File(file), Lang::En) => format!(
            "The registry key {id} of the names of persons is in {}: back it up apart, without it nobody can read them. Give it with --key-file or JICENG_KEY_FILE.",
            file.shown()
        ),
        (KeySource::Given(_), Lang::Zh) => {
            format!("人员姓名的登记库钥匙 {id} 取自 JICENG_KEY：请另行备份，遗失则姓名无法读出。")
        }
        (KeySource::Given(_), Lang::En) => format!(
            "The registry key {id} of the names of persons is that of JICENG_KEY: back it up apart, without it nobody can read them."
        ),
    };
    [made, key]
}

/// Where a key that signs is, and its public part.
pub fn signing_key(lang: Lang, private: &Path, public: &Path) -> String {
    let (path, public) = (private.shown(), public.shown());
    match lang {
        Lang::Zh => {
            format!("私钥已写入 {path}，请离线保管，不要与登记库放在一起；公钥已写入 {public}，交给要核对检查点的人")
        }
        Lang::En => format!(
            "the private key is in {path}: keep it offline, and not beside the registry; the public key is in {public}: give it to those who check"
        ),
    }
}
