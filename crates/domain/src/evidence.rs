//! Evidence (依据): what a fact rests on.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalogue::DOCUMENT;
use crate::document_number::DocumentNumber;
use crate::evidence_role::EvidenceRole;
use crate::ids::{EvidenceKindCode, Name};

/// One piece of paper or file behind a fact. At least the number or the title is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Document number (发文字号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentNumber>,
    /// Title (标题), or what the paper is where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Name>,
    /// The day on the paper, in China (成文日期).
    #[serde(
        default,
        deserialize_with = "crate::civil_day::optional::deserialize",
        skip_serializing_if = "Option::is_none"
    )]
    pub dated: Option<Date>,
    /// Page or section (页).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Name>,
    /// Which kind of evidence it is, from the catalogue; see [`Evidence::kind`] where it is not
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EvidenceKindCode>,
    /// What the paper does about the fact; see [`Evidence::role`] where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<EvidenceRole>,
    /// Sheet of a workbook (工作表).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Name>,
    /// Row of the sheet or table, from 1 (行).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<NonZeroU32>,
    /// Digest of the scanned file, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<FileDigest>,
}

impl Evidence {
    /// Whether it names something that can be looked up.
    pub fn is_identified(&self) -> bool {
        self.document.is_some() || self.title.is_some()
    }

    /// Several pieces in one line, as people read them; empty for none.
    pub fn all(evidence: &[Self]) -> String {
        evidence.iter().map(Self::to_string).collect::<Vec<_>>().join("; ")
    }

    /// The kind of evidence: as stated, else a document if it has a document number, else unknown.
    pub fn kind(&self) -> Option<&str> {
        let stated = self.kind.as_ref().map(EvidenceKindCode::as_str);
        stated.or_else(|| self.document.as_ref().map(|_| DOCUMENT))
    }
}

/// As people read it: `柳妇〔2020〕7号 《关于……》 2020-06-20 p.3 台账!12 (minutes)`, the row behind
/// its sheet as in workbooks, and the scanned file by the first digits of its digest.
impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            self.document.as_ref().map(ToString::to_string),
            self.title.as_ref().map(|title| format!("《{title}》")),
            self.dated.map(|day| day.to_string()),
            self.page.as_ref().map(|page| format!("p.{page}")),
            match (&self.sheet, self.row) {
                (None, None) => None,
                (Some(sheet), None) => Some(sheet.to_string()),
                (sheet, Some(row)) => Some(format!("{}!{row}", sheet.as_ref().map_or("", Name::as_str))),
            },
            self.kind.as_ref().map(|kind| format!("({kind})")),
            self.role.map(|role| format!("[{}]", role.as_str())),
            self.digest.map(|digest| digest.to_string().chars().take(15).collect::<String>() + "…"),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

/// The SHA-256 of a file, written `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileDigest(pub [u8; 32]);

/// Why a text is not a file digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a file digest is written sha256: and 64 hexadecimal digits")]
pub struct FileDigestError;

impl fmt::Display for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for FileDigest {
    type Err = FileDigestError;
    fn from_str(text: &str) -> Result<Self, FileDigestError> {
        let hex = text.strip_prefix("sha256:").filter(|hex| hex.len() == 64).ok_or(FileDigestError)?;
        // Reading a pair alone would take a sign too.
        if !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(FileDigestError);
        }
        let mut digest = [0; 32];
        for (index, byte) in digest.iter_mut().enumerate() {
            let pair = hex.get(index * 2..index * 2 + 2).ok_or(FileDigestError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| FileDigestError)?;
        }
        Ok(Self(digest))
    }
}

impl TryFrom<String> for FileDigest {
    type Error = FileDigestError;
    fn try_from(text: String) -> Result<Self, FileDigestError> {
        text.parse()
    }
}

impl From<FileDigest> for String {
    fn from(digest: FileDigest) -> Self {
        digest.to_string()
    }
}
