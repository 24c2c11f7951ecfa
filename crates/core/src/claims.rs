//! Claims checked: three views of one registry, and the verdict.

use jiceng_domain::{Place, Reading, Refusal};
use jiceng_projections::claim::{Claim, ClaimCount, Expected, Says, Undecidable, Verdict, count};
use jiceng_projections::measure::Counted;
use jiceng_projections::targets::days_between;
use jiff::civil::Date;

use crate::error::Error;
use crate::locked_view::LockedView;
use crate::question::{Known, Question};

/// A claim, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedClaim {
    /// The verdict.
    pub verdict: Verdict,
    /// The day on which it was counted; of a plan, its due day. `None` for what a registry cannot
    /// decide.
    pub day: Option<Date>,
    /// By how many days it was said before its day had come; 0 for a plan.
    pub days_early: u32,
    /// The count as known at the end of the day on which it was said.
    pub when_said: ClaimCount,
    /// The count as known by the question.
    pub now: ClaimCount,
    /// What is counted now and was not when it was said.
    pub learned: Vec<Counted>,
    /// What was counted when it was said and is not now.
    pub lost: Vec<Counted>,
}

impl LockedView {
    /// Checks a claim against the history: as known when it was said, and as known by this view. Of
    /// the view's question only what is known counts; the day is the claim's own.
    pub fn check(&self, claim: &Claim) -> Result<CheckedClaim, Error> {
        let (measure, scope, day) = match &claim.says {
            Says::Counted { measure, scope, as_of, .. } => (measure, scope, as_of.last()),
            Says::Planned { measure, scope, due, .. } => (measure, scope, *due),
            Says::Undecidable { reason } => return Ok(undecided(Undecidable::Stated(reason.clone()), None)),
        };
        let on = |day, known| self.asking(Question { known: Known::Before(known), ..Question::on(day) });
        let there = on(claim.names_as_on().unwrap_or(day), self.as_of().known)?;
        let places = std::iter::once(Place::Division(*scope)).chain(expected_places(&claim.says));
        let unknown = places.filter(|place| there.find(place).is_none()).map(|place| {
            let gone = there.facts().places.gone(&place);
            Refusal::UnknownPlace { place, gone }
        });
        if let Some(refusal) = measure.check(self.facts()).err().or_else(|| unknown.into_iter().next()) {
            return Ok(undecided(Undecidable::Unknown(Box::new(refusal)), Some(day)));
        }
        let said = self.asking(Question { known: Known::On(claim.said_on), ..Question::on(day) })?;
        let known_when_said = said.as_of().known.min(self.as_of().known);
        let when_said = on(day, known_when_said)?.count(claim)?;
        let now = on(day, self.as_of().known)?.count(claim)?;
        let day_of_saying = on(day.min(claim.said_on), self.as_of().known)?.count(claim)?;
        let is_plan = matches!(claim.says, Says::Planned { .. });
        let verdict = if !is_plan && self.known_on()? < day {
            Verdict::Undecidable(Undecidable::NotReached)
        } else {
            Verdict::of(&when_said, &now, &day_of_saying)
        };
        let days_early = if is_plan { 0 } else { u32::try_from(days_between(claim.said_on, day)).unwrap_or(0) };
        let learned = now.beyond(&when_said).into_iter().cloned().collect();
        let lost = when_said.beyond(&now).into_iter().cloned().collect();
        Ok(CheckedClaim { verdict, day: Some(day), days_early, when_said, now, learned, lost })
    }

    fn count(&self, claim: &Claim) -> Result<ClaimCount, Error> {
        let (latest, earliest) = (self.reading(Reading::Latest), self.reading(Reading::Earliest));
        let (tree, early_tree) = (latest.tree(), earliest.tree());
        let (standard, early_standard) = (latest.standard()?.standard, earliest.standard()?.standard);
        Ok(count(claim, &latest.ground(&standard, &tree), &earliest.ground(&early_standard, &early_tree)))
    }
}

/// The places that are expected by name.
fn expected_places(says: &Says) -> Vec<Place> {
    match says {
        Says::Counted { expected: Expected::These(places), .. } => places.clone(),
        Says::Counted { .. } | Says::Planned { .. } | Says::Undecidable { .. } => Vec::new(),
    }
}

fn undecided(why: Undecidable, day: Option<Date>) -> CheckedClaim {
    CheckedClaim {
        verdict: Verdict::Undecidable(why),
        day,
        days_early: 0,
        when_said: ClaimCount::default(),
        now: ClaimCount::default(),
        learned: Vec::new(),
        lost: Vec::new(),
    }
}
