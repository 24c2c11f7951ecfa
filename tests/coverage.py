#!/usr/bin/env python3
"""Computes the coverage of a day from a file of frames, as `jiceng coverage --by place --format json` does.

A second implementation, to compare the first with: it shares no code with jiceng and is built otherwise. It
writes down what each event says of which subject, and folds that anew for each question; jiceng keeps
everything folded. The rules are those of docs/coverage.md; the bytes are read by reader.py.

    python3 coverage.py FILE QUESTION...

A question is a day, and after `@` what was known: the position before which events count, an instant, or a
day in China to its end. Each answer is one line of JSON: `2020-06-30`, `2020-06-30@2020-06-22`, `2020-06-30@812`.
"""

import json
import sys
from bisect import insort
from calendar import monthrange
from collections import defaultdict
from datetime import date, datetime, time, timedelta, timezone

import reader

CHINA = timezone(timedelta(hours=8))
#: The months that the quarters and half-years of EDTF end with, and how many they have.
SPANS = {"33": (3, 3), "34": (6, 3), "35": (9, 3), "36": (12, 3), "40": (6, 6), "41": (12, 6)}
LAST_DAY, EVERYTHING = "9999-12-31", float("inf")
#: The standard of 柳妇〔2020〕7号, by which places are judged while none is in force.
FIVE = ["womens_federation", "womens_home", "childrens_home", "womens_council", "lecture_team"]
DEFAULT_STANDARD = {
    "id": "five-ones-2020", "terms": [],
    "requirements": [
        {"kind": kind, "communities": "own", "sites": {"own_from": 800}, "must_pass_inspection": False,
         "committee_term_years": None, "committee_in_term": False} for kind in FIVE
    ],
}


def days(date):
    """The first and the last day that a date of any precision can mean."""
    parts = date.split("-")
    if len(parts) == 3:
        return date, date
    month, months = (12, 12) if len(parts) == 1 else SPANS.get(parts[1]) or (int(parts[1]), 1)
    end = monthrange(int(parts[0]), month)[1]
    return f"{parts[0]}-{month - months + 1:02}-01", f"{parts[0]}-{month:02}-{end:02}"


def years_after(day, years):
    """The same day so many years later; the last of February for the 29th."""
    year, month_day = int(day[:4]) + years, day[5:]
    if month_day == "02-29" and monthrange(year, 2)[1] == 28:
        month_day = "02-28"
    return f"{year:04}-{month_day}"


def level(code):
    if len(code) > 6:
        return "community" if len(code) == 12 else "township"
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


#: How a place carries a code, the nearest last.
NEARNESS = ["foretold", "said", "after", "before", "now"]


def nearer(one, other):
    """Whether the first of two ways to carry a code is nearer to the day: of what began later, the earlier is."""
    if one[0] != other[0]:
        return NEARNESS.index(one[0]) > NEARNESS.index(other[0])
    return one[1] < other[1] if one[0] in ("foretold", "after") else one[1] > other[1]


class Entry:
    """What a fact says of one subject, in the order in which it is folded: by day, the first possible of what begins, else
    the last; by the date's length, the longest first of what begins or gives a code, else last; of one date ends last; by
    rank; by position."""

    def __init__(self, event, rank, what, begins, **more):
        self.position, self.rank, self.what, self.more = event["position"], rank, what, more
        self.first, self.last = days(event["effective"])
        self.begins = begins
        self.within, self.opens = what == "suspended", begins or what == "suspended"
        self.length = (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days
        length = -self.length if begins or more.get("code") else self.length
        ends = what in ("ended", "closed", "repealed")
        self.order = (self.first if begins else self.last, length, ends, rank, self.position)

    def as_no_beginning(self):
        return self.last, self.length, False, self.rank, self.position

    def __lt__(self, other):
        return self.order < other.order


def may_come_first(later, e):
    """Whether dates leave open that what is folded later came before: an end before what opens a period, or what opens
    a period within the time of its subject before its end."""
    matters = not later.opens if e.opens else later.within
    return matters and later.first <= e.last


def folded(entries, day, state, after):
    """The entries that have an effect by the day, each with the state after it. `after` says what becomes of a state by
    an entry, and nothing where that cannot be. What cannot be lets what makes it possible come first, if it may: that
    has happened by then, though its own date may leave it open."""
    rest = [e for e in entries if e.last <= day or e.first <= day and not e.begins]
    while rest:
        e = rest.pop(0)
        if e.last > day:
            continue
        if after(state, e) is None:
            for later in rest:
                made = after(state, later) if may_come_first(later, e) else None
                if made is not None and after(made, e) is not None:
                    rest.remove(later)
                    state = made
                    yield later, state
                    break
        made = after(state, e)
        if made is not None:
            state = made
            yield e, state


class Statement:
    """One of the statements of a disputed matter."""

    def __init__(self, event, first_stated):
        self.position, self.first_stated = event["position"], first_stated
        papers = event["evidence"]
        kinds = [paper.get("kind") or ("document" if paper["document"] else None) for paper in papers]
        self.kinds = [kind for kind in kinds if kind]


class Registry:
    """What the events say, by subject. A subject is a tuple: ("place", number), ("element", number, kind), …"""

    def __init__(self):
        self.entries = defaultdict(list)
        self.withdrawn = {}  # position of a fact → of its retraction
        self.matters = {}  # position of a statement → the list of statements of its matter
        self.places = []  # number → identifier of the relocation site, or None
        self.carriers, self.sites = defaultdict(list), {}  # code → numbers; identifier → number
        self.federations = defaultdict(list)  # place → federations recorded of it
        self.samples = {}  # identifier → numbers of the places that were drawn
        self.kinds = set(FIVE)
        self.events, self.by_id = [], {}
        self.announced = None  # (id of the event that follows, original, whether that is withdrawn)

    # Reading the log.

    def take(self, event):
        self.events.append(event)
        self.by_id[event["id"]] = event
        announced, self.announced = self.announced, None
        if announced and announced[0] != event["id"]:
            announced = None
        commit, index = event["id"].split("/")
        following, data = f"{commit}/{int(index) + 1}", event["data"]
        if event["event"] == "event_retracted":
            original = self.by_id[data["event"]]
            self.withdrawn[original["position"]] = event["position"]
            if data["replaced"]:
                self.announced = (following, original, True)
            return
        if event["event"] == "sources_disagree":
            self.announced = (following, self.by_id[data["event"]], False)
            return
        self.stood_for = announced[1]["position"] if announced else None
        getattr(self, event["event"], lambda event, **_: None)(event, **{f"{name}_": value for name, value in data.items()})
        if announced:
            self.join(event, *announced[1:])

    def join(self, event, original, replaces):
        """Adds a statement to the matter of another. What replaces one is in a dispute only if that one was."""
        matter = self.matters.get(original["position"])
        first_stated = event["position"]
        if matter is None:
            if replaces:
                return
            matter = self.matters[original["position"]] = [Statement(original, original["position"])]
        elif replaces:
            first_stated = next(s.first_stated for s in matter if s.position == original["position"])
        matter.append(Statement(event, first_stated))
        self.matters[event["position"]] = matter

    def add(self, subject, event, what, begins=False, stands_for=None, **more):
        """What stands for another fact of the same subject takes that one's rank."""
        stands_for = stands_for if stands_for is not None else self.stood_for
        ranks = [e.rank for e in self.entries[subject] if e.position == stands_for]
        insort(self.entries[subject], Entry(event, ranks[0] if ranks else event["position"], what, begins, **more))

    # Which facts count.

    def is_known(self, position, known):
        return position < known and self.withdrawn.get(position, EVERYTHING) >= known

    def precedence(self, day, known):
        adopted = [e for e in self.entries["precedence"] if e.last <= day and self.is_known(e.position, known)]
        return adopted[-1].more["order"] if adopted else []

    def prevails(self, position, day, known):
        """Whether no other statement of the same matter outranks it on the day."""
        if position not in self.matters:
            return True
        order = self.precedence(day, known)

        def preferred(statement):
            places = [order.index(kind) for kind in statement.kinds if kind in order]
            return min(places, default=len(order)), statement.first_stated

        standing = [s for s in self.matters[position] if self.is_known(s.position, known)]
        return min(standing, key=preferred).position == position

    def counting(self, subject, day, known):
        entries = self.entries.get(subject, ())
        return [e for e in entries if self.is_known(e.position, known) and self.prevails(e.position, day, known)]

    def on(self, subject, day, known):
        return [e for e in self.counting(subject, day, known) if e.last <= day]

    # Places.

    def after(self, state, e):
        """What a place is after something: division, site, ended; nothing where that cannot be. At first it is `unknown`."""
        if e.what == "registered":
            return e.more["sort"] if state == "unknown" else None
        if e.what == "became_community":
            return "division" if state == "site" else None
        if e.what == "ended":
            return "ended" if state == e.more["sort"] else None
        allowed = ("division",) if e.what in ("recoded", "moved") else ("division", "site")
        return state if state in allowed else None

    def with_effect(self, no, day, known):
        """What happened to a place, each with what it is then. What cannot happen is passed over."""
        shown = self.shown(no, day, known)
        happened = [e for e in self.counting(("place", no), day, known) if e.last <= day or e.position in shown]
        return list(folded(happened, LAST_DAY, "unknown", self.after))

    def shown(self, no, day, known):
        """The positions of what took a code from a place in a time that is not over, but before another place got it."""
        counting = self.counting(("place", no), day, known)
        takes = [e for e in counting if e.what == "ended" or e.what in ("recoded", "moved") and e.more["code"]]
        pending, shown = [e for e in takes if e.first <= day < e.last], set()
        if not pending:
            return shown
        given = [(*g.as_no_beginning(), g) for code in {e.more["code"] for e in counting if e.more["code"]}
                 for other in self.carriers[code] if other != no
                 for g in self.counting(("place", other), day, known) if g.more["code"] == code and g.last <= day]
        own = [(*e.order, e) for e in counting if e.last <= day or e in pending]
        state, has, done = "unknown", None, set()
        items = sorted(own + given, key=lambda item: item[:5])

        def take(e):
            nonlocal state, has
            made = self.after(state, e)
            if made is not None:
                state, has = made, e.more["code"] or has

        for index, (*_, e) in enumerate(items):
            is_own = any(e is other for other in counting)
            if not is_own and state in ("division", "site") and has == e.more["code"]:
                for *_, later in items[index + 1:]:
                    may = any(later is other for other in takes) and later.position not in done
                    gives_up = may and self.after(state, later) and (later.what == "ended" or later.more["code"] != has)
                    if gives_up and later.first <= e.last < later.last:
                        take(later)
                        done.add(later.position)
                        shown |= {later.position} if later.last > day else set()
                        break
            elif is_own and e.position not in done and e.last <= day:
                take(e)
        return shown

    def state(self, no, day, known):
        """division, site, ended, or None."""
        return ([None] + [state for _, state in self.with_effect(no, day, known)])[-1]

    def last(self, no, name, day, known):
        """What the last fact that says something of the name says."""
        said = [e.more[name] for e, _ in self.with_effect(no, day, known) if e.more.get(name) is not None]
        return said[-1] if said else None

    def carries(self, no, code, day, known=EVERYTHING):
        is_open = self.state(no, day, known) in ("division", "site")
        return is_open and self.last(no, "code", day, known) == code

    def find(self, place, date, known=EVERYTHING):
        """The number that a fact means when it is recorded: by all that is recorded, on the last day of its date."""
        if not place[0].isdigit():
            return self.sites.get(place)
        day, nearest = days(date)[1], None
        for no in self.carriers.get(place, []):
            carrying = self.carrying(no, place, day, known)
            if carrying and (nearest is None or nearer(carrying, nearest[0])):
                nearest = carrying, no
        return nearest[1] if nearest else None

    def carrying(self, no, code, day, known):
        """How a place carries a code, seen from a day, and the order of the fact that says so: `now`, `before` (what
        ended it), `after` (what began it); or a fact only says so without counting, `said` to be or `foretold`."""
        found = None
        counting, shown = self.counting(("place", no), day, known), self.shown(no, day, known)
        for by_then in (True, False):
            state, has = "unknown", None
            for e in counting:
                if by_then and e.last > day and e.position not in shown:
                    continue
                carried = state in ("division", "site") and has == code
                made = self.after(state, e)
                if made is not None:
                    state, has = made, e.more["code"] or has
                carries = state in ("division", "site") and has == code
                if by_then and carries != carried:
                    found = ("now" if carries else "before"), e.order
                elif not by_then and carries:
                    return "after", e.order
            if found:
                return found
        giving = [e for e in self.entries["place", no] if self.is_known(e.position, known) and e.more["code"] == code]
        said = [e for e in giving if e.last <= day]
        return ("said", said[-1].order) if said else ("foretold", giving[0].order) if giving else None

    def got(self, no, code, day):
        """What gave a place a code that it carries on a day, or that it may have got by then: its order, the place, the
        last day it can mean, and whether it has the code by the day."""
        counting, shown = self.counting(("place", no), day, EVERYTHING), self.shown(no, day, EVERYTHING)
        happened = [e for e in counting if e.last <= day or e.position in shown]
        for entries, is_so in ((happened, True), ([e for e in counting if e.first <= day], False)):
            state, has, got = "unknown", None, None
            for e in entries:
                carried = state in ("division", "site") and has == code
                made = self.after(state, e)
                if made is not None:
                    state, has = made, e.more["code"] or has
                carries = state in ("division", "site") and has == code
                if carries != carried:
                    got = e if carries else None
            if got and (is_so or got.last > day):
                return got.order, no, got.last, is_so
        return None

    def giving_up(self, code, date):
        """The number of the division that gives up a code: the last to get it, or one before that must have given it up
        by the date for the last to get it."""
        first, day = days(date)
        got = sorted(filter(None, (self.got(no, code, day) for no in self.carriers.get(code, []))))
        while got and not got[-1][3] and any(is_so for *_, is_so in got):
            got.pop()
        giving_up = None
        for _, no, last, _ in reversed(got):
            if giving_up is not None and since < first:
                break
            giving_up, since = no, last
        return giving_up if giving_up is not None else self.find(code, date)

    def number(self, code, date, name):
        """The number for a division that is registered: that of the same registration, its own if it has one, one that
        waits for its registration again, or a new one."""
        for no in self.carriers.get(code, []):
            if any(e.what == "registered" and (e.more.get("code"), e.more.get("name"), (e.first, e.last))
                   == (code, name, days(date)) and self.is_known(e.position, EVERYTHING) for e in self.entries["place", no]):
                return no
        found = self.find(code, date)
        if found is not None and self.carries(found, code, days(date)[1]) and not self.may_have_given_up(found, date):
            return found
        for no in self.carriers.get(code, []):
            registered = any(e.what == "registered" and e.more.get("code") == code for e in self.entries["place", no])
            begun = any(e.what == "registered" for e in self.counting(("place", no), LAST_DAY, EVERYTHING))
            if registered and not begun:
                return no
        self.places.append(None)
        return len(self.places) - 1

    def may_have_given_up(self, no, date):
        """Whether it ended or got another code in a time within which the date lies, so that it may have been before."""
        day = days(date)[1]
        return any(e.first <= day < e.last and (e.what == "ended" or e.what in ("recoded", "moved") and e.more["code"])
                   for e in self.counting(("place", no), LAST_DAY, EVERYTHING))

    def change(self, no, event, what, code=None, begins=False, **more):
        if no is None:
            return
        if code is not None and no not in self.carriers[code]:
            self.carriers[code].append(no)
        self.add(("place", no), event, what, begins, code=code, **more)

    def division_registered(self, event, code_, name_, above_=None):
        no = self.number(code_, event["effective"], name_)
        self.change(no, event, "registered", code_, begins=True, sort="division", name=name_)

    def division_renamed(self, event, code_, name_):
        self.change(self.find(code_, event["effective"]), event, "renamed")

    def division_recoded(self, event, code_, new_code_, above_=None):
        self.change(self.giving_up(code_, event["effective"]), event, "recoded", new_code_)
    division_converted = division_recoded

    def division_moved(self, event, code_, to_, new_code_):
        find = self.giving_up if new_code_ else self.find
        self.change(find(code_, event["effective"]), event, "moved", new_code_)

    def division_abolished(self, event, code_):
        self.change(self.giving_up(code_, event["effective"]), event, "ended", sort="division")

    def divisions_merged(self, event, from_, into_):
        for code in from_:
            self.division_abolished(event, code)

    def division_split(self, event, from_, into_, continues_):
        if not continues_:
            self.division_abolished(event, from_)
        for new in into_:
            self.division_registered(event, new["code"], new["name"])

    def relocation_site_registered(self, event, site_, **_):
        if site_ not in self.sites:
            self.sites[site_] = len(self.places)
            self.places.append(site_)
        self.change(self.sites[site_], event, "registered", begins=True, sort="site")

    def relocation_site_renamed(self, event, site_, name_):
        self.change(self.sites.get(site_), event, "renamed")

    def relocation_site_closed(self, event, site_):
        self.change(self.sites.get(site_), event, "ended", sort="site")

    def relocation_site_became_community(self, event, site_, code_, name_):
        self.change(self.sites.get(site_), event, "became_community", code_)

    def population_counted(self, event, place_, people_):
        self.change(self.find(place_, event["effective"]), event, "counted", people=people_)

    # Elements and federations.

    def element(self, event, place, kind, what, begins=False, **more):
        no = self.find(place, event["effective"])
        if no is not None and kind in self.kinds:
            self.add(("element", no, kind), event, what, begins, **more)

    def catalogue_entry_added(self, event, list_, code_, zh_, en_):
        if list_ == "element_kind":
            self.kinds.add(code_)

    def element_established(self, event, place_, kind_, name_):
        self.element(event, place_, kind_, "established", begins=True, federation=None)

    def council_created(self, event, place_, name_, members_):
        self.element(event, place_, "womens_council", "established", begins=True, federation=None)

    def sample_drawn(self, event, sample_, population_, places_, **_):
        day, known = population_["as_of"], population_["known"]
        self.samples.setdefault(sample_, {self.find(place, day, known) for place in places_})

    def element_inspected(self, event, place_, kind_, passed_, inspector_, sample_):
        no, day = self.find(place_, event["effective"]), days(event["effective"])[1]
        if no is not None and no in self.samples.get(sample_, ()):
            # What is inspected for a drawn place is what serves it.
            then = Coverage(self, day, EVERYTHING)
            provider = then.shared_with(no, kind_) if then.element(no, kind_)[0] != "open" else None
            no = no if provider is None else provider
        if no is not None and kind_ in self.kinds:
            self.add(("element", no, kind_), event, "inspected", passed=passed_)

    def element_suspended(self, event, place_, kind_, reason_):
        self.element(event, place_, kind_, "suspended")

    def element_resumed(self, event, place_, kind_):
        self.element(event, place_, kind_, "resumed")

    def element_closed(self, event, place_, kind_, reason_):
        self.element(event, place_, kind_, "closed", federation=None)

    def federation_founded(self, event, federation_, place_, **_):
        subject, no = ("federation", federation_), self.find(place_, event["effective"])
        if no is None:
            return
        element = ("element", no, "womens_federation")
        if federation_ not in self.federations[no]:
            self.federations[no].append(federation_)
        self.add(subject, event, "founded", begins=True, place=no)
        self.add(element, event, "established", begins=True, federation=federation_)
        # Founded a second time, elsewhere: what is recorded as its end is the end of this element too.
        here = {e.position for e in self.entries[element]}
        for end in sorted((e for e in self.entries[subject] if e.what == "ended"), key=lambda e: e.position):
            if end.position not in here:
                self.add(element, self.events[end.position], "closed", stands_for=end.rank, federation=federation_)

    def federation_renamed(self, event, federation_, name_):
        self.add(("federation", federation_), event, "renamed")

    def federation_dissolved(self, event, federation_):
        subject = ("federation", federation_)
        if subject not in self.entries:
            return
        self.add(subject, event, "ended")
        for no in sorted({e.more["place"] for e in self.entries[subject] if e.what == "founded"}):
            self.add(("element", no, "womens_federation"), event, "closed", federation=federation_)

    def federations_merged(self, event, from_, into_):
        for federation in from_:
            self.federation_dissolved(event, federation)

    def executive_committee_elected(self, event, federation_, **_):
        self.add(("committee", federation_), event, "elected", begins=True)

    def seat_filled(self, event, federation_, **_):
        self.add(("committee", federation_), event, "changed")

    seat_vacated = committee_met = seat_filled

    def sharing_agreed(self, event, place_, provider_, kinds_, what="agreed"):
        no, provider = self.find(place_, event["effective"]), self.find(provider_, event["effective"])
        for kind in kinds_:
            if no is not None and provider is not None and kind in self.kinds:
                self.add(("sharing", no, kind), event, what, begins=what == "agreed", provider=provider)

    def sharing_ended(self, event, place_, provider_, kinds_):
        self.sharing_agreed(event, place_, provider_, kinds_, what="ended")

    def standard_adopted(self, event, standard_):
        self.add(("standard", standard_["id"]), event, "adopted", begins=True, standard=standard_)

    def standard_repealed(self, event, standard_):
        self.add(("standard", standard_), event, "repealed")

    def precedence_adopted(self, event, order_):
        self.add("precedence", event, "adopted", order=order_)


class Coverage:
    """The coverage of a day, as known."""

    def __init__(self, registry, day, known):
        self.registry, self.day, self.known = registry, day, known
        self.standard = self.standard_in_force() or DEFAULT_STANDARD

    def on(self, *subject):
        return self.registry.on(subject, self.day, self.known)

    def folded(self, subject, state, after):
        return folded(self.registry.counting(subject, self.day, self.known), self.day, state, after)

    def standard_in_force(self):
        """Of those that were not repealed, the one adopted last."""
        def after(is_adopted, e):
            return e.what == "adopted" if is_adopted != (e.what == "adopted") else None
        subjects = [subject for subject in list(self.registry.entries) if subject[0] == "standard"]
        last = [[e for e, _ in self.folded(subject, False, after)][-1:] for subject in subjects]
        adopted = [(*e[0].as_no_beginning()[:4], e[0].more["standard"]["id"], e[0].more["standard"]) for e in last if e and e[0].what == "adopted"]
        return max(adopted, key=lambda each: each[:5])[5] if adopted else None

    def element(self, no, kind):
        """absent, open, suspended or closed; what the last inspection since the establishment said."""
        def after(state, e):
            standing, federation = state
            if e.what == "established":
                return ("open", e.more["federation"]) if standing in ("absent", "closed") else None
            if e.what == "inspected":
                return state if standing in ("open", "suspended") else None
            if e.what == "suspended":
                return ("suspended", federation) if standing == "open" else None
            if e.what == "resumed":
                return ("open", federation) if standing == "suspended" else None
            is_its_own = e.more["federation"] == federation
            return ("closed", federation) if standing in ("open", "suspended") and is_its_own else None
        state, passed = ("absent", None), None
        for e, state in self.folded(("element", no, kind), state, after):
            if e.what in ("established", "inspected"):
                passed = e.more.get("passed")
        return state[0], passed

    def federation_at(self, no):
        """The federation of a place: one that exists, and by the facts that count is founded there."""
        for federation in self.registry.federations.get(no, [])[::-1]:
            subject, exists = ("federation", federation), None
            for e in self.on(*subject):
                if e.what == "founded":
                    exists = True if exists is None else exists
                elif e.what == "ended":
                    exists = False if exists else exists
            counting = self.registry.counting(subject, self.day, self.known)
            founded = [e for e in counting if e.what == "founded"]
            if exists and founded and founded[0].more["place"] == no and not self.followed(no, federation, founded[0], counting):
                return federation
        return None

    def followed(self, no, federation, founded, counting):
        """Whether it ended in a time that is not over, but before another was founded at the place."""
        pending = [e for e in counting if e.what == "ended" and e.first <= self.day < e.last]
        others = [other for other in self.registry.federations.get(no, []) if other != federation] if pending else []
        after = [e for other in others for e in self.on("federation", other) if e.what == "founded" and e.more["place"] == no
                 and e.as_no_beginning() > founded.order]
        return any(end.first <= e.last < end.last for end in pending for e in after)

    def level_of(self, no):
        """That of the code on the day, or the first ever recorded; a relocation site counts as a community."""
        ever = [e.more["code"] for e in self.registry.entries["place", no] if e.more["code"]]
        code = self.registry.last(no, "code", self.day, self.known) or (ever[0] if ever else None)
        return level(code) if code else "community"

    def is_out_of_term(self, no, requirement):
        federation = self.federation_at(no)
        elected = [e for e in self.on("committee", federation) if e.what == "elected"] if federation else []
        if not elected:
            return True
        years, on = [requirement["committee_term_years"]], elected[-1].last
        if requirement["committee_in_term"]:
            of = self.level_of(no)
            terms = [t for t in self.standard["terms"] if t["level"] == of and t["from"] <= on]
            years += [max(terms, key=lambda t: t["from"])["years"]] if terms else []
        return any(n is not None and years_after(on, n) <= self.day for n in years)

    def own(self, no, requirement):
        kind = requirement["kind"]
        state, passed = self.element(no, kind)
        if state != "open":
            return "suspended" if state == "suspended" else "missing"
        asks_for_term = requirement["committee_term_years"] is not None or requirement["committee_in_term"]
        if kind == "womens_federation" and asks_for_term and self.is_out_of_term(no, requirement):
            return "out_of_term"
        return "below_standard" if requirement["must_pass_inspection"] and passed is not True else "own"

    def shared_with(self, no, kind):
        """The place whose element is shared."""
        def after(provider, e):
            if e.what == "agreed":
                return e.more["provider"] if provider == "nobody" else None
            return "nobody" if provider == e.more["provider"] else None
        provider = ([None] + [p for _, p in self.folded(("sharing", no, kind), "nobody", after)])[-1]
        return None if provider == "nobody" else provider

    def provider(self, no, requirement):
        """The place whose element is shared, if that one counts."""
        provider = self.shared_with(no, requirement["kind"])
        if provider is None or self.registry.state(provider, self.day, self.known) not in ("division", "site"):
            return None
        return provider if self.own(provider, requirement) == "own" else None

    def cell(self, no, is_site, people, requirement):
        need = requirement["sites" if is_site else "communities"]
        if need == "not_required":
            return {"state": "not_required"}
        own = self.own(no, requirement)
        may_share = need == "own_or_shared" or isinstance(need, dict) and (people is None or people < need["own_from"])
        provider = self.provider(no, requirement) if own != "own" and may_share else None
        return {"state": own} if provider is None else {"state": "shared", "provider": self.name(provider)}

    def name(self, no):
        return self.registry.last(no, "code", self.day, self.known) or self.registry.places[no]

    def row(self, no):
        """A place's row; none of what is no relocation site or community on the day."""
        registry, state = self.registry, self.registry.state(no, self.day, self.known)
        code = registry.last(no, "code", self.day, self.known)
        if state != "site" and not (state == "division" and code and level(code) == "community"):
            return None
        people, is_site = registry.last(no, "people", self.day, self.known), state == "site"
        cells = {r["kind"]: self.cell(no, is_site, people, r) for r in self.standard["requirements"]}
        states = [cell["state"] for cell in cells.values() if cell["state"] != "not_required"]
        met = sum(state in ("own", "shared") for state in states)
        if met == len(states):
            status = "complete_shared" if "shared" in states else "complete_own"
        else:
            status = "partial" if met else "none"
        return {"place": self.name(no), "sort": state if is_site else "community", "population": people,
                "status": status, "met": met, "required": len(states), "cells": cells}

    def answer(self):
        rows = [row for row in map(self.row, range(len(self.registry.places))) if row]
        return {"as_of": self.day, "standard": self.standard["id"], "rows": sorted(rows, key=lambda row: row["place"])}


def known_before(known, events):
    """The position before which events were known."""
    if not known:
        return EVERYTHING
    if known.isdigit():
        return int(known)
    at = datetime.combine(datetime.fromisoformat(known), time.max, CHINA) if len(known) == 10 else datetime.fromisoformat(known)
    later = [e["position"] for e in events if datetime.fromisoformat(e["recorded_at"]) > at]
    return later[0] if later else EVERYTHING


def main(path, questions):
    registry = Registry()
    for event in reader.read(path):
        registry.take(event)
    for question in questions:
        day, _, known = question.partition("@")
        answer = Coverage(registry, day, known_before(known, registry.events)).answer()
        print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
