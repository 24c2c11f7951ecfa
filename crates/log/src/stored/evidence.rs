//! Evidence: document number, title, date, page, and the digest of a file.

use std::borrow::Cow;

use jiceng_domain::DocumentNumber;
use jiceng_domain::evidence::{Evidence, FileDigest};
use serde::{Deserialize, Serialize};

use super::date::DateV1;
use super::value::{FieldError, Load, Store, stored};

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

stored! {
    /// One piece of evidence; of frame version 2.
    struct EvidenceV2<'a> of Evidence {
        document: Option<DocumentV1<'a>>,
        title: Option<&'a str>,
        dated: Option<DateV1>,
        page: Option<&'a str>,
        digest: Option<[u8; 32]>,
        kind: Option<&'a str>,
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
