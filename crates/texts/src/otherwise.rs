//! What would have to be different for another answer, told as sentences.

use jiceng_core::domain::{Event, Place, Position};
use jiceng_core::projections::explain::Explanation;
use jiceng_core::projections::otherwise::{Counterfactual, Otherwise};
use jiceng_core::{Error, LockedView};

use crate::Lang;
use crate::lang::counted_people;
use crate::{events, labels};

/// A heading and a line a change; or that no single change gives another answer.
pub fn lines(
    lang: Lang,
    view: &LockedView,
    explanation: &Explanation,
    otherwise: &[Otherwise],
) -> Result<Vec<String>, Error> {
    let heading = if otherwise.is_empty() {
        lang.pick("单独改变或增加一个事实，结论都不会不同", "no single fact changed or added gives another answer")
    } else {
        lang.pick("怎样才会不同（每项都已试算）：", "what would change it (each was tried):")
    };
    let mut lines = vec![heading.to_owned()];
    for other in otherwise {
        let state = labels::cell(lang, other.state);
        let change = change(lang, view, explanation, &other.change)?;
        lines.push(match lang {
            Lang::Zh => format!("- 若{change}：{state}"),
            Lang::En => format!("- if {change}: {state}"),
        });
    }
    Ok(lines)
}

fn change(lang: Lang, view: &LockedView, explanation: &Explanation, change: &Counterfactual) -> Result<String, Error> {
    let day = view.as_of().effective;
    Ok(match change {
        Counterfactual::Without { fact } => {
            let told = told(lang, view, *fact)?;
            match lang {
                Lang::Zh => format!("没有{told}"),
                Lang::En => format!("{told} had not happened"),
            }
        }
        Counterfactual::ByThen { fact } => {
            let told = told(lang, view, *fact)?;
            match lang {
                Lang::Zh => format!("{told}不晚于 {day}"),
                Lang::En => format!("{told} had been effective by {day}"),
            }
        }
        Counterfactual::NotWithdrawn { fact } => {
            let told = told(lang, view, *fact)?;
            match lang {
                Lang::Zh => format!("{told}未被撤回"),
                Lang::En => format!("{told} had not been withdrawn"),
            }
        }
        Counterfactual::Added { event, from } => {
            let what = added(lang, view, explanation, event);
            match (lang, from) {
                (Lang::Zh, Some(from)) if *from < day => format!("另有“{what}”（{from} 至 {day} 之间）"),
                (Lang::En, Some(from)) if *from < day => format!("there were also “{what}” (from {from} to {day})"),
                (Lang::Zh, _) => format!("另有“{what}”（{day}）"),
                (Lang::En, _) => format!("there were also “{what}” ({day})"),
            }
        }
    })
}

/// A recorded fact: where, for when, what.
fn told(lang: Lang, view: &LockedView, position: Position) -> Result<String, Error> {
    let Some(entry) = view.entry(position)? else { return Ok(position.to_string()) };
    let fact = &entry.recorded.fact;
    let sentence = events::sentence(lang, view, &entry.recorded);
    Ok(match lang {
        Lang::Zh => format!("第 {position} 号“{sentence}”（{}）", labels::date(lang, fact.effective)),
        Lang::En => format!("#{position} “{sentence}” ({})", labels::date(lang, fact.effective)),
    })
}

/// What is not recorded: told without the names that it would have.
#[allow(clippy::wildcard_enum_match_arm, reason = "the others are told as they would be recorded")]
fn added(lang: Lang, view: &LockedView, explanation: &Explanation, event: &Event) -> String {
    let what = match event {
        Event::FederationFounded(_) => lang.pick("成立妇联组织", "women's federation founded").to_owned(),
        Event::ExecutiveCommitteeElected(_) => lang.pick("执委会换届选举", "committee elected").to_owned(),
        Event::PopulationCounted(counted) => match lang {
            Lang::Zh => format!("人口 {} 人", counted.people),
            Lang::En => format!("{} counted", counted_people(counted.people)),
        },
        _ => events::sentence_as_of(lang, view, event, view.as_of()),
    };
    let is_elsewhere = |place: &&Place| view.find(place) != Some(explanation.place);
    let places = event.places();
    match places.iter().find(is_elsewhere).filter(|_| places.len() == 1) {
        Some(elsewhere) => format!("{} {what}", events::place_named(view, elsewhere, view.as_of())),
        None => what,
    }
}
