//! What may happen at a community and at a relocation site. All of it is drawn: no place here is a
//! real one's history.
//!
//! The shares are those that make about [`EVENTS_A_PLACE`](crate::scale::EVENTS_A_PLACE) events of
//! a place: founded over ten years, elections in the rounds of 2017 and 2021, a count of people and
//! two inspections a year.

use crate::calendar::{Calendar, Day, MONTHS, day};
use crate::plan::{CHILDREN, COUNCIL, FEDERATION, HOME, Happened, Kind, Plan, Planned, PlannedEvent, TEAM};
use crate::random::Draws;

/// All that was registered before the ten years begin.
const BEFORE: Happened = Happened { day: day(2013, 12, 31), month: 0 };
/// The last day on which anything but an ending is planned.
const LAST: Day = day(2023, 10, 31);

/// What a site can share of its host: which of the five it has for good, and since when.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Host {
    has: [Option<Happened>; 5],
}

impl Host {
    fn set(&mut self, kind: Kind, since: Option<Happened>) {
        if let Some(has) = self.has.get_mut(usize::from(kind)) {
            *has = since;
        }
    }
}

/// What else is to happen at a community at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    None,
    Recode,
    MergeInto { place: u16 },
}

/// The ten years of a community. One that is a host closes nothing.
pub(crate) fn community(
    draws: Draws,
    calendar: &Calendar,
    place: u16,
    is_host: bool,
    end: End,
) -> (Vec<Planned>, Host) {
    let mut plan = Plan::new(draws, calendar, place);
    let people = 700 + plan.draws.below(4200);
    counts(&mut plan, BEFORE, 2014, people);
    let mut host = Host::default();
    let founding = if plan.draws.permille(450) {
        day(2014, 1, 2) + plan.draws.days(250)
    } else {
        day(2015, 3, 1) + plan.draws.days(1000)
    };
    let founded = federation(&mut plan, BEFORE, founding);
    host.set(FEDERATION, founded);
    for kind in [HOME, CHILDREN, TEAM] {
        if plan.draws.permille(if kind == HOME { 930 } else { 820 }) {
            let from = day(2014, 2, 1) + plan.draws.days(2200);
            host.set(kind, element(&mut plan, BEFORE, from, kind, is_host));
        }
    }
    if let Some(founded) = founded.filter(|_| plan.draws.permille(880)) {
        let from = founded.day + 20 + plan.draws.days(900);
        host.set(COUNCIL, element(&mut plan, founded, from, COUNCIL, is_host));
    }
    if plan.draws.permille(5) {
        let on = plan.draws.between(day(2016, 1, 1), LAST);
        plan.add(on, BEFORE, PlannedEvent::Rename);
    }
    if plan.draws.permille(20) {
        let on = plan.draws.between(day(2018, 1, 1), LAST);
        let recommended = plan.add(on, BEFORE, PlannedEvent::Recommend);
        recommended.and_then(|behind| plan.add(behind.day + 60, behind, PlannedEvent::Grant));
    }
    if plan.draws.permille(15) {
        let on = plan.draws.between(day(2018, 1, 1), LAST);
        let raised = plan.add(on, BEFORE, PlannedEvent::RaiseIssue);
        raised.filter(|_| plan.draws.permille(800)).and_then(|behind| {
            let on = behind.day + 20 + plan.draws.days(200);
            plan.add(on, behind, PlannedEvent::CloseIssue)
        });
    }
    let last = Happened { day: day(2023, 11, 20), month: MONTHS - 1 };
    match end {
        End::None => {}
        End::Recode => drop(plan.add(last.day, last, PlannedEvent::Recode)),
        End::MergeInto { place } => drop(plan.add(last.day, last, PlannedEvent::MergeInto { place })),
    }
    (plan.into_steps(), host)
}

/// The years of a relocation site.
pub(crate) fn site(draws: Draws, calendar: &Calendar, place: u16, host: &Host) -> Vec<Planned> {
    let mut plan = Plan::new(draws, calendar, place);
    let opened = plan.draws.between(day(2016, 3, 1), day(2019, 9, 30));
    let Some(registered) = plan.add(opened, BEFORE, PlannedEvent::RegisterSite) else { return plan.into_steps() };
    let is_large = plan.draws.permille(270);
    let people = if is_large { 800 + plan.draws.below(5200) } else { 60 + plan.draws.below(700) };
    let first = plan.add(opened + 5, registered, PlannedEvent::Count { people: small(people) });
    let year = calendar.date(opened).year().unsigned_abs() + 1;
    counts(&mut plan, first.unwrap_or(registered), year, people);
    let builds = plan.draws.permille(if is_large { 900 } else { 350 });
    if builds {
        let on = opened + 30 + plan.draws.days(700);
        let founded = federation(&mut plan, registered, on);
        for kind in [HOME, CHILDREN, TEAM] {
            if plan.draws.permille(850) {
                let on = opened + 30 + plan.draws.days(1100);
                element(&mut plan, registered, on, kind, false);
            }
        }
        if let Some(founded) = founded.filter(|_| plan.draws.permille(850)) {
            let on = founded.day + 20 + plan.draws.days(600);
            element(&mut plan, founded, on, COUNCIL, false);
        }
    } else if plan.draws.permille(800) {
        shares(&mut plan, registered, host);
    }
    if plan.draws.permille(30) {
        let last = Happened { day: day(2023, 11, 20), month: MONTHS - 1 };
        plan.add(last.day, last, PlannedEvent::BecomeCommunity);
    }
    plan.into_steps()
}

/// A site shares what its host has by a day.
fn shares(plan: &mut Plan<'_>, registered: Happened, host: &Host) {
    let on = registered.day + 30 + plan.draws.days(900);
    let (mut kinds, mut behind) = (0, registered);
    for (kind, has) in (0_u8..).zip(&host.has) {
        if let Some(has) = has.filter(|has| has.day <= on) {
            kinds |= 1 << kind;
            behind.month = behind.month.max(has.month);
        }
    }
    if kinds == 0 {
        return;
    }
    let agreed = plan.add(on, behind, PlannedEvent::Share { kinds });
    if let Some(agreed) = agreed.filter(|_| plan.draws.permille(60)) {
        let on = agreed.day + 200 + plan.draws.days(600);
        plan.add(on, agreed, PlannedEvent::EndSharing { kinds });
    }
}

/// Counts of people, one a year, of what grows and shrinks a little.
fn counts(plan: &mut Plan<'_>, behind: Happened, from: u16, people: u32) {
    let mut people = people;
    for year in from..2023 {
        people = (people * (985 + plan.draws.below(31)) / 1000).max(20);
        if plan.draws.permille(960) {
            let (on, other) = (day(year, 12, 31), small(people + 9));
            if plan.add(on, behind, PlannedEvent::Count { people: small(people) }).is_some() {
                plan.may_withdraw(|of, _| (Some(on), PlannedEvent::CorrectCount { of, people: other }));
            }
        }
    }
}

fn small(people: u32) -> u16 {
    u16::try_from(people).unwrap_or(u16::MAX)
}

/// A federation with its committees: one elected at once, the others in the rounds.
fn federation(plan: &mut Plan<'_>, behind: Happened, founding: Day) -> Option<Happened> {
    let converted = plan.draws.permille(700);
    let founded = plan.add(founding, behind, PlannedEvent::Found { converted })?;
    let mut elections = vec![founding + 1 + plan.draws.days(15)];
    for round in [day(2017, 8, 1), day(2021, 1, 10)] {
        let on = round + plan.draws.days(110);
        // One time in forty there is none.
        if on > founding + 300 && plan.draws.permille(975) {
            elections.push(on);
        }
    }
    let ends: Vec<Day> = elections.iter().skip(1).copied().chain([LAST]).collect();
    let mut behind = founded;
    for ((term, on), end) in (1_u8..).zip(elections).zip(ends) {
        let seats = 3 + 2 * u8::try_from(plan.draws.below(3)).unwrap_or_default();
        let Some(elected) = plan.add(on, behind, PlannedEvent::Elect { term, seats }) else { return Some(founded) };
        behind = elected;
        let mut session_day = on + 60 + plan.draws.days(90);
        let mut session = 1;
        while session_day < end {
            plan.add(session_day, elected, PlannedEvent::Meet { term, session });
            session += 1;
            session_day += 150 + plan.draws.days(80);
        }
        if plan.draws.permille(60) && on + 100 < end {
            let left = plan.draws.between(on + 30, end);
            let vacated = plan.add(left, elected, PlannedEvent::Vacate { term });
            vacated
                .filter(|_| plan.draws.permille(900))
                .and_then(|vacated| plan.add(left + 40, vacated, PlannedEvent::Fill { term }));
        }
    }
    Some(founded)
}

/// An element from its establishment on; when it was established, if it stays.
fn element(plan: &mut Plan<'_>, behind: Happened, on: Day, kind: Kind, stays: bool) -> Option<Happened> {
    if on > LAST {
        return None;
    }
    let established = if stays || kind == COUNCIL {
        plan.add(on, behind, PlannedEvent::Establish { kind })?
    } else {
        let established = plan.add_vaguely(on, behind, PlannedEvent::Establish { kind })?;
        if established.day == on && on > behind.day + 30 {
            plan.may_withdraw(|of, draws| {
                (Some(on - 1 - draws.days(20)), PlannedEvent::CorrectEstablishment { of, kind })
            });
        }
        established
    };
    let first = established.day + 30;
    let end = if !stays && plan.draws.permille(30) { plan.draws.between(first, LAST) } else { LAST };
    if kind == HOME || kind == CHILDREN {
        let mut visit = first + plan.draws.days(200);
        while visit < end {
            let passed = plan.draws.permille(880);
            if plan.add(visit, established, PlannedEvent::Inspect { kind, passed }).is_some() {
                plan.may_withdraw(|of, _| (None, PlannedEvent::Retract { of }));
            }
            visit += 240 + plan.draws.days(120);
        }
    }
    let mut behind = established;
    if !stays && end == LAST && first + 300 < LAST && plan.draws.permille(25) {
        let from = plan.draws.between(first, LAST - 200);
        let suspended = plan.add(from, behind, PlannedEvent::Suspend { kind })?;
        behind = suspended;
        let until = from + 60 + plan.draws.days(90);
        if let Some(resumed) = plan.add(until, suspended, PlannedEvent::Resume { kind }) {
            behind = resumed;
        }
    }
    if end < LAST {
        let last = Happened { month: MONTHS - 1, ..behind };
        // After everything else about it has been recorded, or nobody would take the late ones.
        plan.add(end, last, PlannedEvent::Close { kind });
    }
    Some(established).filter(|_| stays)
}
