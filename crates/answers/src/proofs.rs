//! Proofs (证明) about the log: that a commit is in it, and that it only grew.

use jiceng_core::domain::{CommitId, Position};
use jiceng_core::{CommitRef, Registry};
use jiceng_exchange::Proof;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{AskError, Sought};
use crate::wanted::Wanted;

/// That a commit is in the tree over the first commits of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommitProofQuestion {
    /// The commit, by its identity or the position of one of its events.
    #[serde(default)]
    pub commit: String,
    /// Of how many commits the tree is; of all where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commits: Option<u64>,
}

/// That the log only grew from its first commits to more of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GrowthProofQuestion {
    /// Of how many commits the earlier tree is.
    #[serde(default)]
    pub from: u64,
    /// Of how many commits the later tree is; of all where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u64>,
}

/// A proof: in JSON the file of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ProofAnswer {
    /// The proof.
    #[schemars(with = "crate::shapes::ProofShape")]
    pub proof: Proof,
}

impl CommitProofQuestion {
    /// The commit that is meant.
    pub fn meant(&self) -> Result<CommitRef, AskError> {
        let text = self.commit.trim();
        if let Ok(position) = text.parse() {
            return Ok(CommitRef::At(Position(position)));
        }
        let id = text.parse::<CommitId>().map_err(|_| AskError::value("commit", text, Wanted::Commit))?;
        Ok(CommitRef::Id(id))
    }

    /// The answer.
    pub fn answer(&self, registry: &Registry) -> Result<ProofAnswer, AskError> {
        let proof = registry.prove_commit(self.meant()?, self.commits)?;
        let proof = proof.ok_or_else(|| AskError::not_found(Sought::Commit, self.commit.trim()))?;
        Ok(ProofAnswer { proof: Proof::of_commit(proof) })
    }
}

impl GrowthProofQuestion {
    /// The answer.
    pub fn answer(&self, registry: &Registry) -> Result<ProofAnswer, AskError> {
        Ok(ProofAnswer { proof: Proof::of_growth(registry.prove_growth(self.from, self.to)?) })
    }
}
