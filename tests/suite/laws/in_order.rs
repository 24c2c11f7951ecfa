//! Folding in order, as the models do it: what cannot happen is passed over, unless dates leave open that an end
//! came first. Such an end has happened by then, whatever its own date leaves open.

use jiceng_domain::{AsOf, PartialDate, Reading};

/// One step of a model.
#[derive(Clone, Debug)]
pub(crate) struct Dated<T> {
    /// Its date, as stated.
    pub(crate) effective: PartialDate,
    /// Whether it opens a period, which can happen once an earlier one has ended.
    pub(crate) opens: bool,
    /// Whether it has happened by its date; else that is open.
    pub(crate) happened: bool,
    /// What happens.
    pub(crate) what: T,
}

impl<T> Dated<T> {
    /// A step as one question sees it: none where it cannot have happened by the day.
    pub(crate) fn seen(effective: PartialDate, opens: bool, as_of: AsOf, what: T) -> Option<Self> {
        let day = if as_of.reading == Reading::Earliest { effective.first() } else { effective.last() };
        let happened = day <= as_of.effective;
        let may_have = as_of.reading != Reading::Earliest && effective.first() <= as_of.effective && !opens;
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
        if step.opens && after(&state, &step.what).is_none() {
            let room = rest.iter().position(|later| {
                let is_day = |date: PartialDate| date.first() == date.last();
                !later.opens
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
