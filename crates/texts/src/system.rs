//! What the system says about files, and errors with what caused them.

use std::path::Path;

use jiceng_core::log::ShowPath as _;

use crate::Lang;

/// An error and what caused it, on one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// A file that could not be read or written: `action` is the error's, such as `read`.
pub fn file(lang: Lang, action: &str, path: &Path, source: &std::io::Error) -> String {
    let path = path.shown();
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
pub fn system(lang: Lang, error: &std::io::Error) -> String {
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
