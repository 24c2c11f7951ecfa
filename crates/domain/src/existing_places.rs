//! Places that must exist on a day of a date, and the refusals that say why they do not.

use crate::as_of::AsOf;
use crate::division_code::{DivisionCode, Level};
use crate::entry::Entry;
use crate::in_the_way::{Absence, Gone, InTheWay};
use crate::name_carriers::gives;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::{PlaceChange, PlaceFacts, PlaceNo, PlaceState};
use crate::refusal::{Apart, NotAbove, Refusal};

impl PlaceFacts {
    /// An existing place, or the refusal that says why not: it must be able to exist on some day
    /// of the date.
    pub(crate) fn existing(&self, place: &Place, effective: PartialDate) -> Result<PlaceNo, Refusal> {
        self.found_existing(self.find_for(place, effective), place, effective)
    }

    /// The same for a place that a change is about.
    pub(crate) fn existing_to_change(
        &self,
        place: &Place,
        effective: PartialDate,
        change: &PlaceChange,
    ) -> Result<PlaceNo, Refusal> {
        self.found_existing(self.find_changed(place, effective, change), place, effective)
    }

    fn found_existing(
        &self,
        found: Option<PlaceNo>,
        place: &Place,
        effective: PartialDate,
    ) -> Result<PlaceNo, Refusal> {
        let no = found.ok_or_else(|| self.unknown(place))?;
        let may_exist = self.get(no).is_some_and(|r| r.timeline.may_exist_within::<PlaceState>(effective));
        may_exist.then_some(no).ok_or_else(|| self.not_open(no, place, effective))
    }

    /// The refusal of what needs a place on days on which it does not exist.
    fn not_open(&self, no: PlaceNo, place: &Place, effective: PartialDate) -> Refusal {
        let timeline = self.get(no).map(|record| &record.timeline);
        let into = timeline.and_then(|timeline| timeline.beyond::<PlaceState>(effective)?.0.change.merged_into());
        let into = into.and_then(|into| self.get(into)?.place_on(AsOf::on(effective.last())));
        let at = timeline.and_then(|timeline| timeline.absence::<PlaceState>(effective));
        Refusal::PlaceNotOpen { place: place.clone(), effective, at, into }
    }

    /// The refusal of a name that no place has, by what counts.
    pub(crate) fn unknown(&self, place: &Place) -> Refusal {
        Refusal::UnknownPlace { place: place.clone(), gone: self.gone(place) }
    }

    /// What gave a place this name and was withdrawn last, for a name that no place has by what
    /// counts.
    pub fn gone(&self, place: &Place) -> Option<Gone> {
        let named = self.all_named(place).into_iter().filter_map(|no| self.get(no));
        let gone = named.filter_map(|record| record.timeline.gone(|change| gives(change, place)));
        gone.max_by_key(|gone| gone.began.position)
    }

    /// Why the division that a code means does not exist on the days of a date.
    pub(crate) fn absence(&self, code: DivisionCode, effective: PartialDate) -> Option<Absence> {
        let place = Place::Division(code);
        match self.find_for(&place, effective) {
            Some(no) => self.get(no)?.timeline.absence::<PlaceState>(effective),
            None => self.gone(&place).map(Absence::Gone),
        }
    }

    /// In which division a place lies at the end of a date, and by which fact, for the refusal of
    /// what needs it below another.
    pub(crate) fn lying(
        &self,
        no: PlaceNo,
        code: DivisionCode,
        parent: DivisionCode,
        effective: PartialDate,
    ) -> (NotAbove, Option<InTheWay>) {
        let as_of = AsOf::on(effective.last());
        let placed = self.placed(no, as_of);
        let lies = placed.and_then(|(above, _)| self.get(above)?.code_on(as_of)).map(NotAbove::Lies);
        let levels = NotAbove::Levels { below: code.level(), above: parent.level() };
        (lies.unwrap_or(levels), placed.map(|(_, at)| at))
    }

    /// The division above a place on a day, and the fact that says so.
    fn placed(&self, no: PlaceNo, as_of: AsOf) -> Option<(PlaceNo, InTheWay)> {
        let record = self.get(no)?;
        let says = |e: &Entry<'_, PlaceChange>| record.timeline.has_effect::<PlaceState>(e, as_of);
        let mut placed = record.timeline.on(as_of).rev();
        placed.find_map(|e| Some((e.change.parent().filter(|_| says(&e))?, InTheWay::of(&e))))
    }

    /// In which prefectures two places lie on a day, and the last of the facts that place them or
    /// what is above them there.
    pub(crate) fn apart(&self, provider: PlaceNo, place: PlaceNo, as_of: AsOf) -> (Option<Apart>, Option<InTheWay>) {
        let prefecture = |no| self.get(self.prefecture_of(no, as_of)?)?.code_on(as_of);
        let apart = prefecture(provider).zip(prefecture(place));
        let chain = |no| std::iter::once(no).chain(self.ancestors(no, as_of));
        let below = |no: &PlaceNo| Some(*no) != self.prefecture_of(*no, as_of);
        let placed = [provider, place].into_iter().flat_map(chain).filter(below);
        let at = placed.filter_map(|no| Some(self.placed(no, as_of)?.1));
        let at = at.max_by_key(|at| (at.effective.last(), at.position));
        (apart.map(|(provider, place)| Apart { provider, place }), at)
    }

    /// The last fact that gave a division its code.
    pub(crate) fn coded(&self, no: PlaceNo) -> Option<InTheWay> {
        self.get(no)?.timeline.last_of(|change| change.code().is_some())
    }

    /// An existing place for which coverage is assessed.
    pub(crate) fn assessed(&self, place: &Place, effective: PartialDate) -> Result<PlaceNo, Refusal> {
        if let Place::Division(code) = place
            && code.level() != Level::Community
        {
            return Err(Refusal::NotAssessed { place: place.clone() });
        }
        self.existing(place, effective)
    }
}
