//! Words for committees in office, rounds of elections and seats.

use jiceng_core::domain::committee::SeatRole;
use jiceng_core::domain::term_of_office::TermEnd;
use jiceng_core::projections::elections::held::RoundState;
use jiceng_core::projections::elections::office::{Office, OfficeState};
use jiceng_core::projections::elections::seats::{Left, Taken};

use crate::lang::Lang;

/// What a committee's term makes of a federation, in a word.
pub(crate) const fn office(lang: Lang, state: OfficeState) -> &'static str {
    match state {
        OfficeState::InTerm => lang.pick("在届", "in term"),
        OfficeState::Due => lang.pick("即将届满", "due"),
        OfficeState::Overdue => lang.pick("届满未换届", "overdue"),
        OfficeState::NeverElected => lang.pick("未选举", "never elected"),
        OfficeState::NoTerm => lang.pick("无任期规定", "no term known"),
    }
}

/// The same in JSON and CSV.
pub(crate) const fn office_code(state: OfficeState) -> &'static str {
    match state {
        OfficeState::InTerm => "in_term",
        OfficeState::Due => "due",
        OfficeState::Overdue => "overdue",
        OfficeState::NeverElected => "never_elected",
        OfficeState::NoTerm => "no_term",
    }
}

/// What it is for certain and, where the day of election is not known, what it may be.
pub(crate) fn states(lang: Lang, office: &Office) -> String {
    let state = self::office(lang, office.state);
    if office.state == office.at_worst {
        return state.to_owned();
    }
    let worst = self::office(lang, office.at_worst);
    match lang {
        Lang::Zh => format!("{state}（或已{worst}）"),
        Lang::En => format!("{state}, possibly {worst}"),
    }
}

/// When a term ends: a day, or two where the day of election is not known.
pub(crate) fn end(lang: Lang, end: TermEnd) -> String {
    match lang {
        _ if end.earliest == end.latest => end.latest.to_string(),
        Lang::Zh => format!("{} 至 {}", end.earliest, end.latest),
        Lang::En => format!("{} to {}", end.earliest, end.latest),
    }
}

/// Whether a federation held an election in a round, in a word.
pub(crate) const fn round(lang: Lang, state: RoundState) -> &'static str {
    match state {
        RoundState::Held => lang.pick("已换届", "held"),
        RoundState::Possibly => lang.pick("可能已换届", "possibly held"),
        RoundState::NotHeld => lang.pick("未换届", "not held"),
    }
}

/// The same in JSON and CSV.
pub(crate) const fn round_code(state: RoundState) -> &'static str {
    match state {
        RoundState::Held => "held",
        RoundState::Possibly => "possibly",
        RoundState::NotHeld => "not_held",
    }
}

/// A seat in JSON and CSV.
pub(crate) const fn role_code(role: SeatRole) -> &'static str {
    match role {
        SeatRole::Chair => "chair",
        SeatRole::ViceChair => "vice_chair",
        SeatRole::StandingMember => "standing_member",
        SeatRole::Member => "member",
    }
}

/// How a seat was taken, in a word.
pub(crate) const fn taken(lang: Lang, taken: Taken) -> &'static str {
    match taken {
        Taken::Elected => lang.pick("选举", "elected"),
        Taken::Filled => lang.pick("增补", "by-election"),
    }
}

/// The same in JSON and CSV.
pub(crate) const fn taken_code(taken: Taken) -> &'static str {
    match taken {
        Taken::Elected => "elected",
        Taken::Filled => "filled",
    }
}

/// How a seat was left, in a word.
pub(crate) const fn left(lang: Lang, left: Left) -> &'static str {
    match left {
        Left::Vacated => lang.pick("出缺", "left"),
        Left::NextElection => lang.pick("换届", "next election"),
        Left::FederationEnded => lang.pick("组织终止", "federation ended"),
        Left::PlaceEnded => lang.pick("所在地点撤销", "place ended"),
    }
}

/// The same in JSON and CSV.
pub(crate) const fn left_code(left: Left) -> &'static str {
    match left {
        Left::Vacated => "vacated",
        Left::NextElection => "next_election",
        Left::FederationEnded => "federation_ended",
        Left::PlaceEnded => "place_ended",
    }
}
