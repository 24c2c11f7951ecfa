//! Folding in order, as the models do it: what cannot happen is passed over, unless dates leave open that something else
//! came first.

use jiceng_domain::PartialDate;

/// One step of a model.
#[derive(Clone, Debug)]
pub(crate) struct Dated<T> {
    /// Its date, as stated.
    pub(crate) effective: PartialDate,
    /// Whether its subject begins with it.
    pub(crate) begins: bool,
    /// What happens.
    pub(crate) what: T,
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
        if step.begins && after(&state, &step.what).is_none() {
            let room = rest.iter().position(|later| {
                let is_day = |date: PartialDate| date.first() == date.last();
                !later.begins
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
