//! Folding in order, as the models do it: what cannot happen is passed over, unless dates leave
//! open that an end came first, or that what an end ends did. That has happened by then, whatever
//! its own date leaves open.

use jiceng_domain::{AsOf, PartialDate, Reading};
use jiff::civil::Date;

/// Where a change stands by its date: what begins by its first day, before what is more exact; all
/// else by its last day, after what is more exact.
pub(crate) fn place_of(date: PartialDate, begins: bool) -> (Date, i32) {
    let length = (date.last() - date.first()).get_days();
    if begins { (date.first(), -length) } else { (date.last(), length) }
}

/// What a step opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opens {
    /// Nothing.
    No,
    /// The time of its subject, or another that has an end of its own.
    Period,
    /// A period within that time, which its end shows to have begun.
    Within,
}

/// One step of a model.
#[derive(Clone, Debug)]
pub(crate) struct Dated<T> {
    /// Its date, as stated.
    pub(crate) effective: PartialDate,
    /// Whether it opens a period, which can happen once an earlier one has ended.
    pub(crate) opens: Opens,
    /// Whether it has happened by its date; else that is open.
    pub(crate) happened: bool,
    /// What happens.
    pub(crate) what: T,
}

impl<T> Dated<T> {
    /// A step as one question sees it: none where it cannot have happened by the day.
    pub(crate) fn seen(effective: PartialDate, opens: Opens, as_of: AsOf, what: T) -> Option<Self> {
        let day = if as_of.reading == Reading::Earliest { effective.first() } else { effective.last() };
        let happened = day <= as_of.effective;
        let may_have =
            as_of.reading != Reading::Earliest && effective.first() <= as_of.effective && opens != Opens::Period;
        (happened || may_have).then_some(Self { effective, opens, happened, what })
    }
}

/// The steps that have an effect, each with the state after it.
pub(crate) fn in_order<T: Clone, S: Clone>(
    mut rest: Vec<Dated<T>>,
    mut state: S,
    after: impl Fn(&S, &T) -> Option<S>,
) -> Vec<(T, S)> {
    let mut done = Vec::new();
    while !rest.is_empty() {
        let step = rest.remove(0);
        if !step.happened {
            continue;
        }
        if after(&state, &step.what).is_none() {
            let room = rest.iter().position(|later| {
                let is_day = |date: PartialDate| date.first() == date.last();
                let makes_room = step.opens != Opens::No && later.opens == Opens::No;
                let is_needed = step.opens == Opens::No && later.opens == Opens::Within;
                (makes_room || is_needed)
                    && !(is_day(later.effective) && is_day(step.effective))
                    && later.effective.first() <= step.effective.last()
                    && after(&state, &later.what).is_some_and(|made| after(&made, &step.what).is_some())
            });
            if let Some(first) = room.map(|at| rest.remove(at)) {
                state = after(&state, &first.what).unwrap();
                done.push((first.what, state.clone()));
            }
        }
        if let Some(made) = after(&state, &step.what) {
            state = made;
            done.push((step.what, state.clone()));
        }
    }
    done
}
