//! Drawing samples: the seed out of the log, and the places that follow from it.

use jiceng_domain::sample::SampleDrawn;
use jiceng_domain::standard::Standard;
use jiceng_domain::{AsOf, Facts, Position, Refusal};
use jiceng_log::TreeHead;
use jiceng_projections::sampling::{self, DrawnStratum};

use crate::error::Error;
use crate::locked_view::LockedView;

/// A sample that was drawn, or could be, and what it was drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// The sample, with nothing left open.
    pub sample: SampleDrawn,
    /// The strata by code, with the places drawn from each.
    pub strata: Vec<DrawnStratum>,
}

impl LockedView {
    /// Draws the sample that is wished, without recording it. What the wish leaves open is filled
    /// in: the seed is taken where the population is known, and both at the end of the log. Where
    /// the wish says something, it must be what is drawn.
    ///
    /// A recorded sample, drawn again, has the same places, however much has been recorded since.
    pub fn draw(&self, wished: &SampleDrawn) -> Result<Draw, Error> {
        draw(self.facts(), self.head(), wished, |position| Ok(self.log().tree_head_at(position)?))
    }

    /// The head of the log's Merkle tree at a position within the log; rounded down to the end of a
    /// commit.
    pub fn tree_head_at(&self, position: Position) -> Result<TreeHead, Error> {
        within(position, self.head())?;
        Ok(self.log().tree_head_at(position)?)
    }
}

/// Draws from the facts up to a head; `tree_head_at` answers for any position up to there.
pub(crate) fn draw(
    facts: &Facts,
    head: Position,
    wished: &SampleDrawn,
    tree_head_at: impl FnOnce(Position) -> Result<TreeHead, Error>,
) -> Result<Draw, Error> {
    let asked = wished.seed_position.or(wished.population.known).unwrap_or(head);
    within(asked, head)?;
    let TreeHead { position: at, root, .. } = tree_head_at(asked)?;
    // Where one position stands for both, both are rounded down to the end of a commit.
    let known = wished.population.known.filter(|_| wished.seed_position.is_some()).unwrap_or(at);
    let mut sample = wished.clone();
    (sample.population.known, sample.seed_position, sample.seed) = (Some(known), Some(at), Some(root));
    if known > at {
        return Err(Refusal::SeedMisplaced { sample: sample.sample, known, at, head }.into());
    }
    let as_of = AsOf::on(wished.population.as_of).known_before(known);
    let standard = match facts.standard_on(as_of) {
        Some(standard) => standard.clone(),
        None => Standard::five_ones_2020().map_err(Error::Shipped)?,
    };
    let strata = sampling::strata(facts, as_of, &wished.population, wished.by, &standard);
    let strata = sampling::draw(root, strata, wished.size);
    sample.places = strata.iter().flat_map(|stratum| &stratum.drawn).map(|(_, place)| place.clone()).collect();
    let differs = |field| Error::NotTheDraw { sample: wished.sample.clone(), field };
    if wished.seed.is_some_and(|seed| seed != root) {
        return Err(differs("seed"));
    }
    if !wished.places.is_empty() && wished.places != sample.places {
        return Err(differs("places"));
    }
    Ok(Draw { sample, strata })
}

fn within(position: Position, head: Position) -> Result<(), Error> {
    if position > head { Err(Error::BeyondTheLog { position, head }) } else { Ok(()) }
}
