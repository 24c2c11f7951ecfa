//! One timeline a place and element kind, found by number.

use thin_vec::ThinVec;

use crate::catalogue::KindNo;
use crate::places::PlaceNo;
use crate::timeline::{Change, Stamp, Timeline};
use crate::tracked::Tracked;

/// The timelines of a place by kind.
type OfPlace<C> = ThinVec<(KindNo, Timeline<C>)>;

/// The timelines of all places; a place has few kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KindTimelines<C: Clone> {
    by_place: Tracked<Vec<OfPlace<C>>>,
}

crate::packed! { struct KindTimelines<C: Change> { by_place } }
crate::undo! { struct KindTimelines<C: Clone> { by_place } }

impl<C: Clone> Default for KindTimelines<C> {
    fn default() -> Self {
        Self { by_place: Tracked::default() }
    }
}

impl<C: Change> KindTimelines<C> {
    pub(crate) fn get(&self, place: PlaceNo, kind: KindNo) -> Option<&Timeline<C>> {
        let of_place = self.by_place.get(place.index())?;
        of_place.iter().find(|(k, _)| *k == kind).map(|(_, timeline)| timeline)
    }

    pub(crate) fn get_mut(&mut self, place: PlaceNo, kind: KindNo) -> Option<&mut Timeline<C>> {
        let of_place = self.by_place.change(place.index())?;
        of_place.iter_mut().find(|(k, _)| *k == kind).map(|(_, timeline)| timeline)
    }

    pub(crate) fn of_place(&self, place: PlaceNo) -> impl Iterator<Item = (KindNo, &Timeline<C>)> {
        self.by_place.get(place.index()).into_iter().flatten().map(|(kind, timeline)| (*kind, timeline))
    }

    pub(crate) fn apply(&mut self, place: PlaceNo, kind: KindNo, stamp: Stamp, change: C) {
        if !stamp.records() && self.get(place, kind).is_none() {
            return;
        }
        let Some(of_place) = self.by_place.change_or_grow(place.index()) else {
            return;
        };
        let at = of_place.iter().position(|(k, _)| *k == kind).unwrap_or_else(|| {
            of_place.reserve_exact(1); // a place has few kinds, and there are many places
            of_place.push((kind, Timeline::default()));
            of_place.len() - 1
        });
        if let Some((_, timeline)) = of_place.get_mut(at) {
            timeline.apply(stamp, change);
        }
    }
}
