//! A county with its places and all that is planned for them.

use jiceng_core::domain::{DivisionCode, Name, SiteId};

use crate::calendar::Calendar;
use crate::divisions::{CountyDivisions, Division};
use crate::error::Error;
use crate::place::{self, End, Host};
use crate::plan::Planned;
use crate::random::Draws;

/// A county in the history.
#[allow(clippy::struct_field_names, reason = "the county is one of the divisions here")]
pub(crate) struct County {
    pub(crate) province: Division,
    pub(crate) prefecture: Division,
    pub(crate) county: Division,
    pub(crate) townships: Vec<Division>,
    /// Communities, township by township, then the sites.
    pub(crate) places: Vec<Place>,
    /// What is recorded, in order.
    pub(crate) steps: Vec<Planned>,
    /// How many persons sit in its committees.
    pub(crate) persons: u32,
}

/// A community or a relocation site.
pub(crate) enum Place {
    Community { division: Division, next_code: DivisionCode },
    Site { id: SiteId, name: Name, township: DivisionCode, host: DivisionCode, next_code: DivisionCode },
}

/// The provinces that moved people out of poor places (易地扶贫搬迁, 2016 to 2020: 22 of them), by
/// the first two digits, and how many sites a township has there in a hundred: so many that the
/// nation has about 35,000.
const SITES: [(u64, u32); 22] = [
    (13, 30),
    (14, 150),
    (15, 100),
    (22, 30),
    (34, 30),
    (35, 40),
    (36, 80),
    (37, 10),
    (41, 60),
    (42, 150),
    (43, 150),
    (45, 120),
    (50, 120),
    (51, 140),
    (52, 195),
    (53, 230),
    (54, 110),
    (61, 195),
    (62, 175),
    (63, 110),
    (64, 80),
    (65, 60),
];

impl County {
    /// Plans a county.
    pub(crate) fn plan(divisions: CountyDivisions, seed: u64, calendar: &Calendar) -> Result<Self, Error> {
        let CountyDivisions { province, prefecture, county, townships } = divisions;
        let mut draws = Draws::of(seed, county.code.number());
        let mut made = Made { draws: &mut draws, calendar, seed, places: Vec::new(), steps: Vec::new() };
        let mut hosts = Vec::new();
        for (township, communities) in &townships {
            made.communities(township, communities, &mut hosts)?;
        }
        for (number, host) in (1..).zip(hosts) {
            made.site(&county, number, &host)?;
        }
        let Made { places, mut steps, .. } = made;
        steps.sort_by_key(|step| (step.month, step.place, step.number));
        steps.shrink_to_fit();
        let persons = u32::try_from(places.len() / 3).unwrap_or(u32::MAX).max(12);
        let townships = townships.into_iter().map(|(township, _)| township).collect();
        Ok(Self { province, prefecture, county, townships, places, steps, persons })
    }
}

/// A community on whose land a site stands.
struct Hosting {
    township: DivisionCode,
    code: DivisionCode,
    host: Host,
    next_code: DivisionCode,
}

struct Made<'a> {
    draws: &'a mut Draws,
    calendar: &'a Calendar,
    seed: u64,
    places: Vec<Place>,
    steps: Vec<Planned>,
}

impl Made<'_> {
    fn communities(
        &mut self,
        township: &Division,
        communities: &[Division],
        hosts: &mut Vec<Hosting>,
    ) -> Result<(), Error> {
        let province = township.code.number() / 10_000_000_000;
        let sites = SITES.iter().find(|(code, _)| *code == province).map_or(0, |(_, sites)| *sites);
        let count = u32::try_from(communities.len()).unwrap_or(u32::MAX);
        let mut hosted: Vec<u32> = Vec::new();
        if count > 0 {
            let sites = sites / 100 + u32::from(self.draws.below(100) < sites % 100);
            hosted.extend((0..sites).map(|_| self.draws.below(count)));
        }
        // Numbers that no community of the township has, from the end.
        let mut free = (0..1000).rev().filter(|suffix| {
            let number = township.code.number() + suffix;
            *suffix > 0 && communities.iter().all(|community| community.code.number() != number)
        });
        let mut free_code = || -> Result<DivisionCode, Error> {
            let number = township.code.number() + free.next().unwrap_or(999);
            DivisionCode::from_number(number).map_err(|_| Error::NoSuchDivision { code: township.code })
        };
        let mut before = None; // what happens to the community before, in the end
        for (index, community) in (0_u32..).zip(communities) {
            let place = self.number();
            let is_host = hosted.contains(&index);
            let end = match self.draws.below(1000) {
                0..2 if !is_host => End::Recode,
                2..4 if !is_host && before == Some(End::None) => End::MergeInto { place: place - 1 },
                _ => End::None,
            };
            before = Some(end);
            let next_code = if end == End::Recode { free_code()? } else { community.code };
            let draws = Draws::of(self.seed, community.code.number());
            let (steps, host) = place::community(draws, self.calendar, place, is_host, end);
            self.steps.extend(steps);
            self.places.push(Place::Community { division: community.clone(), next_code });
            for _ in hosted.iter().filter(|hosted| **hosted == index) {
                let next_code = free_code()?;
                hosts.push(Hosting { township: township.code, code: community.code, host, next_code });
            }
        }
        Ok(())
    }

    fn number(&self) -> u16 {
        u16::try_from(self.places.len()).unwrap_or(u16::MAX)
    }

    fn site(&mut self, county: &Division, number: u64, hosting: &Hosting) -> Result<(), Error> {
        let place = self.number();
        let &Hosting { township, code, ref host, next_code } = hosting;
        let digits = county.code.number() / 1_000_000;
        let draws = Draws::of(self.seed, county.code.number() + 100_000_000_000_000 * number);
        self.steps.extend(place::site(draws, self.calendar, place, host));
        self.places.push(Place::Site {
            id: SiteId::parse(&format!("Z-{digits}-{number:03}"))?,
            name: Name::parse(&format!("示例{}{number:03}号安置点", county.name))?,
            township,
            host: code,
            next_code,
        });
        Ok(())
    }
}
