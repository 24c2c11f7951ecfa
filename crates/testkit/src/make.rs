//! Short constructors: a fact in a line. Each takes plain text and panics on text that is none.

use std::fmt::Debug;
use std::str::FromStr;

use jiceng_domain::catalogue::{CHILDRENS_HOME, CatalogueEntryAdded, CatalogueList, LECTURE_TEAM, WOMENS_HOME};
use jiceng_domain::committee::{CommitteeMet, ExecutiveCommitteeElected, Seat, SeatFilled, SeatRole, SeatVacated};
use jiceng_domain::correction::RetractionReason;
use jiceng_domain::designation::{DesignationGranted, DesignationRecommended, DesignationRevoked, Holder};
use jiceng_domain::disagreement::PrecedenceAdopted;
use jiceng_domain::division::{
    DivisionAbolished, DivisionConverted, DivisionMoved, DivisionRecoded, DivisionRegistered, DivisionRenamed,
    DivisionSplit, DivisionsMerged,
};
use jiceng_domain::element::{
    CouncilCreated, ElementClosed, ElementEstablished, ElementInspected, ElementResumed, ElementSuspended,
};
use jiceng_domain::federation::{
    FederationDissolved, FederationFounded, FederationOrigin, FederationRenamed, FederationsMerged,
};
use jiceng_domain::institution::{InstitutionClosed, InstitutionEstablished};
use jiceng_domain::person::{PersonErased, PersonName, PersonRegistered, SealedName};
use jiceng_domain::reform_issue::{ReformIssueClosed, ReformIssueProgressed, ReformIssueRaised};
use jiceng_domain::relocation_site::{
    PopulationCounted, RelocationSiteBecameCommunity, RelocationSiteClosed, RelocationSiteRegistered,
    RelocationSiteRenamed,
};
use jiceng_domain::sample::{Population, SampleDrawn, Strata};
use jiceng_domain::sharing::{SharingAgreed, SharingEnded};
use jiceng_domain::standard::{Need, Requirement, Standard, StandardAdopted, StandardRepealed};
use jiceng_domain::target::{Measure, PlaceSelection, PlaceSort, Possession, TargetSet, TargetWithdrawn};
use jiceng_domain::{Command, Event, EventId, Evidence, Fact, PartialDate, Position, TreeHash, Wish};
use jiff::civil::Date;

/// Reads any checked text: a name, a code, an identifier, a date.
pub fn text<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error:?}"))
}

fn list<T: FromStr<Err: Debug>>(texts: &[&str]) -> Vec<T> {
    texts.iter().map(|t| text(t)).collect()
}

/// A civil day.
pub fn day(day: &str) -> Date {
    text(day)
}

/// Says when an event happened.
pub trait On {
    /// The wish that it be recorded for that date, without evidence.
    fn on(self, date: &str) -> Wish;
}

impl<E: Into<Event>> On for E {
    fn on(self, date: &str) -> Wish {
        wish(text(date), self)
    }
}

/// The wish that an event be recorded, without evidence.
pub fn wish(effective: PartialDate, event: impl Into<Event>) -> Wish {
    Wish { effective, evidence: Vec::new(), command: Command::Record(event.into()) }
}

/// The same wish, resting on something.
#[must_use]
pub fn by(evidence: Evidence, wish: Wish) -> Wish {
    Wish { evidence: vec![evidence], ..wish }
}

/// The wish that an event be withdrawn, as one that never happened.
pub fn retraction_of(event: EventId) -> Wish {
    let command = Command::Retract { event, reason: RetractionReason::NeverHappened, note: None };
    Wish { effective: text("2020-12-31"), evidence: Vec::new(), command }
}

/// The wish that an event be withdrawn as mistyped, and another take its place.
pub fn correction_of(event: EventId, replacement: Wish) -> Wish {
    let Command::Record(right) = replacement.command else { panic!("a correction is replaced by a fact") };
    let replacement = Box::new(Fact { effective: replacement.effective, evidence: replacement.evidence, event: right });
    let command = Command::Correct { event, reason: RetractionReason::Mistyped, note: None, replacement };
    Wish { effective: text("2020-12-31"), evidence: Vec::new(), command }
}

/// The wish that a fact be recorded which states otherwise what an event states.
pub fn disagreement_with(event: EventId, statement: Wish) -> Wish {
    let Command::Record(other) = statement.command else { panic!("a statement is a fact") };
    let statement = Box::new(Fact { effective: statement.effective, evidence: statement.evidence, event: other });
    Wish { effective: text("2020-12-31"), evidence: Vec::new(), command: Command::Disagree { event, statement } }
}

/// The same wish, resting on evidence of a kind.
#[must_use]
pub fn by_evidence(kind: &str, wish: Wish) -> Wish {
    let evidence = Evidence { title: Some(text("示例依据")), kind: Some(text(kind)), ..Evidence::default() };
    Wish { evidence: vec![evidence], ..wish }
}

/// A precedence is adopted.
pub fn precedence(order: &[&str]) -> PrecedenceAdopted {
    PrecedenceAdopted { order: list(order) }
}

/// An element kind of the catalogue.
pub fn kind(code: &str, zh: &str, en: &str) -> CatalogueEntryAdded {
    CatalogueEntryAdded { list: CatalogueList::ElementKind, code: text(code), zh: text(zh), en: text(en) }
}

/// A division is registered.
pub fn division(code: &str, name: &str) -> DivisionRegistered {
    DivisionRegistered::new(text(code), text(name))
}

/// A division is renamed.
pub fn division_renamed(code: &str, name: &str) -> DivisionRenamed {
    DivisionRenamed { code: text(code), name: text(name) }
}

/// A division gets another code.
pub fn division_recoded(code: &str, new_code: &str) -> DivisionRecoded {
    DivisionRecoded { code: text(code), new_code: text(new_code) }
}

/// Divisions are merged.
pub fn divisions_merged(from: &[&str], into: &str) -> DivisionsMerged {
    DivisionsMerged { from: list(from), into: text(into) }
}

/// A division is split up and ends.
pub fn division_split(from: &str, into: &[(&str, &str)]) -> DivisionSplit {
    let into = into.iter().map(|(code, name)| division(code, name)).collect();
    DivisionSplit { from: text(from), into, continues: false }
}

/// A division comes under another one.
pub fn division_moved(code: &str, to: &str, new_code: Option<&str>) -> DivisionMoved {
    DivisionMoved { code: text(code), to: text(to), new_code: new_code.map(text) }
}

/// A division comes to another level.
pub fn division_converted(code: &str, new_code: &str, above: Option<&str>) -> DivisionConverted {
    DivisionConverted { code: text(code), new_code: text(new_code), above: above.map(text) }
}

/// A division is abolished.
pub fn division_abolished(code: &str) -> DivisionAbolished {
    DivisionAbolished { code: text(code) }
}

/// A relocation site is registered, of which only the county is known.
pub fn site(site: &str, name: &str, county: &str) -> RelocationSiteRegistered {
    RelocationSiteRegistered { site: text(site), name: text(name), county: text(county), township: None, host: None }
}

/// A relocation site is renamed.
pub fn site_renamed(site: &str, name: &str) -> RelocationSiteRenamed {
    RelocationSiteRenamed { site: text(site), name: text(name) }
}

/// People are counted.
pub fn population(place: &str, people: u32) -> PopulationCounted {
    PopulationCounted { place: text(place), people }
}

/// A relocation site is closed.
pub fn site_closed(site: &str) -> RelocationSiteClosed {
    RelocationSiteClosed { site: text(site) }
}

/// A relocation site becomes a community.
pub fn site_became_community(site: &str, code: &str, name: &str) -> RelocationSiteBecameCommunity {
    RelocationSiteBecameCommunity { site: text(site), code: text(code), name: text(name) }
}

/// A federation is founded, and named after its identifier.
pub fn federation(federation: &str, place: &str) -> FederationFounded {
    let origin = FederationOrigin::New;
    FederationFounded { federation: text(federation), place: text(place), name: text(federation), origin }
}

/// A federation is renamed.
pub fn federation_renamed(federation: &str, name: &str) -> FederationRenamed {
    FederationRenamed { federation: text(federation), name: text(name) }
}

/// Federations are merged.
pub fn federations_merged(from: &[&str], into: &str) -> FederationsMerged {
    FederationsMerged { from: list(from), into: text(into) }
}

/// A federation is dissolved.
pub fn federation_dissolved(federation: &str) -> FederationDissolved {
    FederationDissolved { federation: text(federation) }
}

/// A committee is elected: the chair first, members after.
pub fn committee(federation: &str, term: u16, persons: &[&str]) -> ExecutiveCommitteeElected {
    let roles = std::iter::once(SeatRole::Chair).chain(std::iter::repeat(SeatRole::Member));
    let seats = roles.zip(persons).map(|(role, person)| Seat::new(role, text(person))).collect();
    ExecutiveCommitteeElected { federation: text(federation), term, seats }
}

/// A member takes a seat.
pub fn seat_filled(federation: &str, term: u16, person: &str) -> SeatFilled {
    SeatFilled {
        federation: text(federation),
        term,
        role: SeatRole::Member,
        person: text(person),
        way: None,
        employment: None,
        session: None,
        congress: None,
    }
}

/// Somebody leaves a committee.
pub fn seat_vacated(federation: &str, term: u16, person: &str) -> SeatVacated {
    SeatVacated { federation: text(federation), term, person: text(person), reason: None }
}

/// A committee meets.
pub fn session(federation: &str, term: u16, session: u16, adopted: &[&str]) -> CommitteeMet {
    CommitteeMet { federation: text(federation), term, session, adopted: list(adopted) }
}

/// An element is established.
pub fn element(place: &str, kind: &str) -> ElementEstablished {
    ElementEstablished { place: text(place), kind: text(kind), name: None }
}

/// A women's home is established.
pub fn home(place: &str) -> ElementEstablished {
    element(place, WOMENS_HOME)
}

/// A children's home is established.
pub fn childrens_home(place: &str) -> ElementEstablished {
    element(place, CHILDRENS_HOME)
}

/// A lecture team is established.
pub fn lecture_team(place: &str) -> ElementEstablished {
    element(place, LECTURE_TEAM)
}

/// A women's council is created.
pub fn council(place: &str) -> CouncilCreated {
    CouncilCreated { place: text(place), name: None, members: None }
}

/// An element is inspected.
pub fn inspected(place: &str, kind: &str, passed: bool) -> ElementInspected {
    ElementInspected { place: text(place), kind: text(kind), passed, inspector: None, sample: None }
}

/// An element is inspected under a sample.
pub fn inspected_under(sample: &str, place: &str, kind: &str, passed: bool) -> ElementInspected {
    ElementInspected { sample: Some(text(sample)), ..inspected(place, kind, passed) }
}

/// The wish that so many places be drawn, by county, from those that exist on a day; all else is
/// left open.
pub fn sample(sample: &str, size: u32, as_of: &str) -> SampleDrawn {
    let population =
        Population { as_of: day(as_of), known: None, division: None, sort: PlaceSort::Any, kind: None, status: None };
    let sample = text(sample);
    SampleDrawn { sample, size, by: Strata::County, population, seed_position: None, seed: None, places: Vec::new() }
}

/// The same, with places as if they had been drawn when the small world was recorded.
#[must_use]
pub fn as_if_drawn(wished: SampleDrawn, places: &[&str]) -> SampleDrawn {
    let world = Some(Position(crate::world::small_world().len() as u64));
    let population = Population { known: world, ..wished.population };
    SampleDrawn { population, seed_position: world, seed: Some(TreeHash([7; 32])), places: list(places), ..wished }
}

/// An element is suspended.
pub fn suspended(place: &str, kind: &str) -> ElementSuspended {
    ElementSuspended { place: text(place), kind: text(kind), reason: None }
}

/// An element is resumed.
pub fn resumed(place: &str, kind: &str) -> ElementResumed {
    ElementResumed { place: text(place), kind: text(kind) }
}

/// An element is closed.
pub fn closed(place: &str, kind: &str) -> ElementClosed {
    ElementClosed { place: text(place), kind: text(kind), reason: None }
}

/// A place may use a neighbour's elements.
pub fn sharing(place: &str, provider: &str, kinds: &[&str]) -> SharingAgreed {
    SharingAgreed { place: text(place), provider: text(provider), kinds: list(kinds) }
}

/// A place may no longer use a neighbour's elements.
pub fn sharing_ended(place: &str, provider: &str, kinds: &[&str]) -> SharingEnded {
    SharingEnded { place: text(place), provider: text(provider), kinds: list(kinds) }
}

/// A place is recommended for a designation.
pub fn recommended(designation: &str, programme: &str, place: &str) -> DesignationRecommended {
    let holder = Holder::Place(text(place));
    DesignationRecommended { designation: text(designation), programme: text(programme), holder }
}

/// A designation is granted to a place.
pub fn granted(designation: &str, programme: &str, place: &str) -> DesignationGranted {
    let holder = Holder::Place(text(place));
    DesignationGranted { designation: text(designation), programme: text(programme), holder }
}

/// A designation is revoked.
pub fn revoked(designation: &str) -> DesignationRevoked {
    DesignationRevoked { designation: text(designation), reason: None }
}

/// An institution is established, and named after its identifier.
pub fn institution(institution: &str, kind: &str, place: &str) -> InstitutionEstablished {
    let (id, name) = (text(institution), text(institution));
    InstitutionEstablished { institution: id, kind: text(kind), place: text(place), name, credit_code: None }
}

/// An institution is closed.
pub fn institution_closed(institution: &str) -> InstitutionClosed {
    InstitutionClosed { institution: text(institution), reason: None }
}

/// A standard that asks every place for one of its own of each kind.
pub fn standard(id: &str, kinds: &[&str]) -> StandardAdopted {
    let requirement = |kind: &&str| Requirement {
        kind: text(kind),
        communities: Need::Own,
        sites: Need::Own,
        must_pass_inspection: false,
        committee_term_years: None,
        committee_in_term: false,
    };
    let requirements = kinds.iter().map(requirement).collect();
    let (zh, en) = (text(id), text(id));
    StandardAdopted { standard: Standard { id: text(id), zh, en, source: None, requirements, terms: Vec::new() } }
}

/// A standard is repealed.
pub fn standard_repealed(standard: &str) -> StandardRepealed {
    StandardRepealed { standard: text(standard) }
}

/// A target of so many complete places by the end of 2020.
pub fn target(target: &str, scope: &str, number: u32) -> TargetSet {
    let measure = Measure::PlacesComplete { places: PlaceSelection::default(), by: Possession::default() };
    let due = day("2020-12-31");
    TargetSet { target: text(target), name: text(target), measure, scope: text(scope), number, due }
}

/// A target is withdrawn.
pub fn target_withdrawn(target: &str) -> TargetWithdrawn {
    TargetWithdrawn { target: text(target), reason: None }
}

/// A problem is put on the list, due by the end of 2020.
pub fn issue(issue: &str, place: &str) -> ReformIssueRaised {
    let (owner, due) = (text("柳州市妇联"), day("2020-12-31"));
    ReformIssueRaised { issue: text(issue), place: text(place), title: text(issue), owner, due }
}

/// Something is done about a problem.
pub fn issue_progressed(issue: &str, note: &str) -> ReformIssueProgressed {
    ReformIssueProgressed { issue: text(issue), note: text(note) }
}

/// A problem is solved.
pub fn issue_closed(issue: &str) -> ReformIssueClosed {
    ReformIssueClosed { issue: text(issue), note: None }
}

/// A person is registered under a name that is sealed, though by no key.
pub fn person(person: &str) -> PersonRegistered {
    let sealed = SealedName(person.bytes().rev().collect());
    PersonRegistered { person: text(person), name: PersonName::Sealed(sealed) }
}

/// A person's name is erased.
pub fn erased(person: &str) -> PersonErased {
    PersonErased { person: text(person), reason: None }
}

/// Evidence of a document number.
pub fn document(number: &str) -> Evidence {
    Evidence { document: Some(text(number)), ..Evidence::default() }
}
