//! Evidence: document number, title, date, page, and the digest of a file.

use std::borrow::Cow;
use std::num::NonZeroU32;

use jiceng_domain::DocumentNumber;
use jiceng_domain::evidence::{Evidence, FileDigest};
use jiceng_domain::evidence_role::EvidenceRole;
use serde::{Deserialize, Serialize};

use super::date::DateV1;
use super::value::{FieldError, Load, Store, codes, stored};

/// One piece of evidence of which no kind is stated; of frame version 1.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct EvidenceV1<'a> {
    document: Option<DocumentV1<'a>>,
    title: Option<&'a str>,
    dated: Option<DateV1>,
    page: Option<&'a str>,
    digest: Option<[u8; 32]>,
}

impl<'a> Store<'a, Evidence> for EvidenceV1<'a> {
    fn store(value: &'a Evidence) -> Result<Self, FieldError> {
        let EvidenceV2 { document, title, dated, page, digest, kind } = EvidenceV2::store(value)?;
        match kind {
            None => Ok(Self { document, title, dated, page, digest }),
            Some(_) => Err(FieldError::new("frame version 1 has no kinds of evidence").within("kind")),
        }
    }
}

impl Load<Evidence> for EvidenceV1<'_> {
    fn load(self) -> Result<Evidence, FieldError> {
        let Self { document, title, dated, page, digest } = self;
        EvidenceV2 { document, title, dated, page, digest, kind: None }.load()
    }
}

/// One piece of evidence without a role and a place in a workbook; of frame version 2.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(super) struct EvidenceV2<'a> {
    document: Option<DocumentV1<'a>>,
    title: Option<&'a str>,
    dated: Option<DateV1>,
    page: Option<&'a str>,
    digest: Option<[u8; 32]>,
    kind: Option<&'a str>,
}

impl<'a> Store<'a, Evidence> for EvidenceV2<'a> {
    fn store(value: &'a Evidence) -> Result<Self, FieldError> {
        let EvidenceV3 { document, title, dated, page, digest, kind, role, sheet, row } = EvidenceV3::store(value)?;
        match (role, sheet, row) {
            (None, None, None) => Ok(Self { document, title, dated, page, digest, kind }),
            _ => Err(FieldError::new("frame version 2 has no roles, sheets and rows of evidence")),
        }
    }
}

impl Load<Evidence> for EvidenceV2<'_> {
    fn load(self) -> Result<Evidence, FieldError> {
        let Self { document, title, dated, page, digest, kind } = self;
        EvidenceV3 { document, title, dated, page, digest, kind, role: None, sheet: None, row: None }.load()
    }
}

stored! {
    /// One piece of evidence; of frame version 3.
    struct EvidenceV3<'a> of Evidence {
        document: Option<DocumentV1<'a>>,
        title: Option<&'a str>,
        dated: Option<DateV1>,
        page: Option<&'a str>,
        digest: Option<[u8; 32]>,
        kind: Option<&'a str>,
        role: Option<u8>,
        sheet: Option<&'a str>,
        row: Option<u32>,
    }
}

codes! { EvidenceRole { 0 = Approves, 1 = Orders, 2 = Records, 3 = Reports, } }

/// A row, from 1.
impl Store<'_, NonZeroU32> for u32 {
    fn store(value: &NonZeroU32) -> Result<Self, FieldError> {
        Ok(value.get())
    }
}

impl Load<NonZeroU32> for u32 {
    fn load(self) -> Result<NonZeroU32, FieldError> {
        NonZeroU32::new(self).ok_or_else(|| FieldError::new("rows are counted from 1"))
    }
}

/// A document number in its normal form, as text.
#[derive(Serialize, Deserialize)]
pub(super) struct DocumentV1<'a>(#[serde(borrow)] Cow<'a, str>);

impl Store<'_, DocumentNumber> for DocumentV1<'_> {
    fn store(value: &DocumentNumber) -> Result<Self, FieldError> {
        Ok(Self(Cow::Owned(value.to_string())))
    }
}

impl Load<DocumentNumber> for DocumentV1<'_> {
    fn load(self) -> Result<DocumentNumber, FieldError> {
        DocumentNumber::recorded(&self.0).map_err(FieldError::new)
    }
}

impl Store<'_, FileDigest> for [u8; 32] {
    fn store(value: &FileDigest) -> Result<Self, FieldError> {
        Ok(value.0)
    }
}

impl Load<FileDigest> for [u8; 32] {
    fn load(self) -> Result<FileDigest, FieldError> {
        Ok(FileDigest(self))
    }
}
