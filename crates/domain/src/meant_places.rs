//! Whom the codes of an event mean on its day.

use crate::as_of::AsOf;
use crate::command::{Command, Wish};
use crate::designation::Holder;
use crate::division_code::DivisionCode;
use crate::event::{Event, Fact, Recorded};
use crate::facts::Facts;
use crate::ids::Position;
use crate::partial_date::PartialDate;
use crate::place::Place;
use crate::places::PlaceNo;

impl Facts {
    /// The division that each code means under which an event of a date looks for one; none for a
    /// code that nobody ever had. The codes that the event gives are not looked for. `as_of` is the
    /// last day of the date.
    pub fn divisions_meant_by(&self, event: &Event, effective: PartialDate, as_of: AsOf) -> Vec<Option<PlaceNo>> {
        let codes = event.codes_looked_for().into_iter();
        codes.map(|code| self.division_in(event, code, effective, as_of)).collect()
    }

    /// The divisions that an event of a date means, each with the code by which it names it.
    pub fn divisions_named_by(
        &self,
        event: &Event,
        effective: PartialDate,
        as_of: AsOf,
    ) -> impl Iterator<Item = (DivisionCode, PlaceNo)> {
        let codes = event.codes_looked_for().into_iter();
        codes.filter_map(move |code| Some((code, self.division_in(event, code, effective, as_of)?)))
    }

    /// The same, and none also for a code that nobody carries on the day.
    pub fn carriers_meant_by(&self, event: &Event, effective: PartialDate) -> Vec<Option<PlaceNo>> {
        let as_of = AsOf::on(effective.last());
        let carries = |no: PlaceNo, code: DivisionCode| {
            self.places.get(no).is_some_and(|record| record.is_open(as_of) && record.code_on(as_of) == Some(code))
        };
        let codes = event.codes_looked_for().into_iter();
        let means = |code: DivisionCode| self.division_in(event, code, effective, as_of);
        codes.map(|code| means(code).filter(|no| carries(*no, code))).collect()
    }

    /// Whether a code under which an event looks for a division was ever another one's.
    pub fn codes_changed_hands(&self, event: &Event) -> bool {
        event.codes_looked_for().into_iter().any(|code| self.places.all_named(&code.into()).len() > 1)
    }

    /// The event of a date as it is said with the codes that the divisions have by what is known
    /// now, which it means by what was known before a position; none if it cannot be said so, as
    /// where a division above is meant by the code below it.
    pub fn in_codes_of_now(&self, event: &Event, effective: PartialDate, known: Position) -> Option<Event> {
        let now = AsOf::on(effective.last());
        let numbers = self.divisions_meant_by(event, effective, now.known_before(known));
        let codes: Option<Vec<DivisionCode>> = numbers.iter().map(|no| self.places.get((*no)?)?.code_on(now)).collect();
        let translated = event.with_codes(&codes?);
        (self.divisions_meant_by(&translated, effective, now) == numbers).then_some(translated)
    }
}

impl Facts {
    /// A correction or a disagreement, where a code in it stands as in the fact that it is about:
    /// it means the division of which that was recorded, and is said with the code that this has on
    /// its day by now. None where it is said so already, or has no such code.
    pub(crate) fn in_codes_of_original(&self, wish: &Wish, original: &Recorded) -> Option<Wish> {
        let (Command::Correct { replacement: fact, .. } | Command::Disagree { statement: fact, .. }) = &wish.command
        else {
            return None;
        };
        let event = self.meant_as_in(original, fact)?;
        let mut wish = wish.clone();
        if let Command::Correct { replacement: fact, .. } | Command::Disagree { statement: fact, .. } =
            &mut wish.command
        {
            fact.event = event;
        }
        Some(wish)
    }

    /// Whether a fact says again, on other evidence, what took a code from a division, and the code
    /// would be taken from another one by now. It is of the same division as before.
    pub(crate) fn gives_up_what_others_have(&self, original: &Recorded, fact: &Fact) -> bool {
        let Recorded { position, fact: Fact { effective, event, .. }, .. } = original;
        let now = AsOf::on(effective.last());
        let is_others = |code: &DivisionCode| {
            let place = (*code).into();
            self.named_when_recorded(event, &place, *effective, *position)
                != self.division_in(event, *code, *effective, now)
        };
        *effective == fact.effective && *event == fact.event && event.codes_given_up().iter().any(is_others)
    }

    /// The event of a fact with other codes where they mean others than they meant in an original.
    fn meant_as_in(&self, original: &Recorded, fact: &Fact) -> Option<Event> {
        let Recorded { position, fact: said, .. } = original;
        if said.event.name() != fact.event.name() || self.gives_up_what_others_have(original, fact) {
            return None;
        }
        let now = AsOf::on(fact.effective.last());
        let before = said.event.codes_looked_for();
        let asked = fact.event.codes_looked_for();
        let in_its_code = |(index, code): (usize, &DivisionCode)| {
            if before.get(index) != Some(code) {
                return *code;
            }
            let meant = self.named_when_recorded(&said.event, &(*code).into(), said.effective, *position);
            let Some(meant) = meant.filter(|no| self.division_in(&fact.event, *code, fact.effective, now) != Some(*no))
            else {
                return *code;
            };
            self.places.get(meant).and_then(|record| record.code_on(now)).unwrap_or(*code)
        };
        let codes: Vec<DivisionCode> = asked.iter().enumerate().map(in_its_code).collect();
        (codes != asked).then(|| fact.event.with_codes(&codes))
    }
}

impl Event {
    fn codes_looked_for(&self) -> Vec<DivisionCode> {
        let mut codes = Vec::new();
        self.clone().each_code(&mut |code| codes.push(*code));
        codes
    }

    /// The same event with other codes where it looks for divisions, in the order in which it looks
    /// for them. A division above stands in the code below it and stays as it is.
    #[must_use]
    fn with_codes(&self, codes: &[DivisionCode]) -> Self {
        let mut event = self.clone();
        let mut codes = codes.iter();
        event.each_code(&mut |code| {
            if let Some(other) = codes.next() {
                *code = *other;
            }
        });
        event
    }
}

pub(crate) fn visit_parent(code: DivisionCode, visit: &mut dyn FnMut(&mut DivisionCode)) {
    if let Some(mut parent) = code.parent() {
        visit(&mut parent);
    }
}

pub(crate) fn visit_place(place: &mut Place, visit: &mut dyn FnMut(&mut DivisionCode)) {
    match place {
        Place::Division(code) => visit(code),
        Place::Site(_) => {}
    }
}

pub(crate) fn visit_holder(holder: &mut Holder, visit: &mut dyn FnMut(&mut DivisionCode)) {
    match holder {
        Holder::Place(place) => visit_place(place, visit),
        Holder::Body { division, .. } => visit(division),
        Holder::Institution(_) => {}
    }
}
