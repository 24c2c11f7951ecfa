#!/usr/bin/env python3
"""Reads a file of frames and prints its events, one JSON object a line.

Written from docs/format.md alone, with nothing but the standard library: it shows that a log can be
read without jiceng. The event types are read from the table there. Anything that is not as the
format says ends it with a message and status 1.

    python3 reader.py FILE
"""

import json
import re
import sys
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path


class FormatError(Exception):
    pass


# CRC-32C (Castagnoli), reflected.
CRC_TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    CRC_TABLE.append(byte)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


class Bytes:
    """Bytes of which one value after the other is taken."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise FormatError(f"{count} bytes wanted at byte {self.at}, of {len(self.data)}")
        self.at += count
        return self.data[self.at - count : self.at]

    def end(self):
        if self.at != len(self.data):
            raise FormatError(f"{len(self.data) - self.at} bytes are left over")


# Values.


def u8(b):
    return b.take(1)[0]


def uint(b):
    first = u8(b)
    if first < 251:
        return first
    size = {251: 2, 252: 4, 253: 8}.get(first)
    if size is None:
        raise FormatError(f"no integer begins with {first}")
    return int.from_bytes(b.take(size), "little")


def sint(b):
    value = uint(b)
    return -(value >> 1) - 1 if value & 1 else value >> 1


def boolean(b):
    return one_of({0: False, 1: True}, "truth value", u8(b))


def blob(b):
    return b.take(uint(b))


def text(b):
    return blob(b).decode("utf-8")


def option(kind):
    return lambda b: kind(b) if boolean(b) else None


def many(kind):
    return lambda b: [kind(b) for _ in range(uint(b))]


def struct(**fields):
    return lambda b: {name: kind(b) for name, kind in fields.items()}


def choice(*kinds):
    """An enum: the number of the variant, then its value. Each kind is (name, value)."""

    def read(b):
        number = uint(b)
        if number >= len(kinds):
            raise FormatError(f"there is no variant {number} of {[name for name, _ in kinds]}")
        name, value = kinds[number]
        return name if value is None else {name: value(b)}

    return read


def code(*names):
    return lambda b: one_of(dict(enumerate(names)), "code", u8(b))


def one_of(known, what, number):
    if number not in known:
        raise FormatError(f"there is no {what} {number}")
    return known[number]


def division(b):
    number = uint(b)
    if number % 1_000_000 == 0:
        return f"{number // 1_000_000:06}"
    return f"{number // 1_000:09}" if number % 1_000 == 0 else f"{number:012}"


def place(b):
    return next(iter(choice(("division", division), ("site", text))(b).values()))


def date(b):
    return f"{sint(b):04}-{u8(b):02}-{u8(b):02}"


def partial_date(b):
    number = uint(b)
    if number == 0:
        return date(b)
    year = f"{sint(b):04}"
    if number == 1:
        return f"{year}-{u8(b):02}"
    if number == 2:
        return f"{year}-{32 + u8(b)}"
    if number == 3:
        return f"{year}-{39 + u8(b)}"
    if number == 4:
        return year
    raise FormatError(f"there is no precision {number}")


def commit_id(b):
    return str(uuid.UUID(bytes=bytes(b.take(16))))


def event_id(b):
    return f"{commit_id(b)}/{uint(b)}"


def digest(b):
    return "sha256:" + b.take(32).hex()


def sealed(b):
    return {"sealed": blob(b).hex()}


paper = {
    "document": option(text),
    "title": option(text),
    "dated": option(date),
    "page": option(text),
    "digest": option(digest),
}
# Frame version → evidence.
EVIDENCE = {
    1: struct(**paper),
    2: struct(**paper, kind=option(text)),
    3: struct(
        **paper,
        kind=option(text),
        role=option(code("approves", "orders", "records", "reports")),
        sheet=option(text),
        row=option(uint),
    ),
}
seat_role = code("chair", "vice_chair", "standing_member", "member")
employment = code("full_time", "part_time", "seconded")
registration = struct(code=division, name=text, above=option(division))
registration_1 = struct(code=division, name=text)
holder = choice(
    ("place", place), ("institution", text), ("body", struct(name=text, division=division))
)
need = choice(("not_required", None), ("own", None), ("own_or_shared", None), ("own_from", uint))
requirement_1 = struct(
    kind=text, communities=need, sites=need, must_pass_inspection=boolean, committee_term_years=option(u8)
)
requirement = struct(
    kind=text,
    communities=need,
    sites=need,
    must_pass_inspection=boolean,
    committee_term_years=option(u8),
    committee_in_term=boolean,
)
level = code("province", "prefecture", "county", "township", "community")
term = struct(level=level, **{"from": date}, years=u8, source=text)
standard = struct(
    id=text, zh=text, en=text, source=option(text), requirements=many(requirement), terms=many(term)
)


def standard_1(b):
    """Version 1 had no terms of office and could not ask for them."""
    read = struct(id=text, zh=text, en=text, source=option(text), requirements=many(requirement_1))(b)
    for each in read["requirements"]:
        each["committee_in_term"] = False
    return read | {"terms": []}


possession = code("any", "own", "shared")
selection = struct(
    sort=code("any", "community", "site"),
    population_at_least=option(uint),
    population_below=option(uint),
    designated=option(text),
)
sessions = struct(federation=option(text), term=option(uint), session=option(uint), since=option(date))
measure = choice(
    ("places_with", struct(kind=text, places=selection, by=possession)),
    ("places_complete", struct(places=selection, by=possession)),
    ("places_inspected", struct(kind=text, places=selection)),
    ("designations", struct(programme=text)),
    ("institutions", struct(kind=text)),
    ("designations_recommended", struct(programme=text)),
    ("divisions_with_institution", struct(kind=text, level=level)),
    ("committee_sessions", sessions),
    ("rules_adopted", sessions),
    ("elections", struct(level=option(level), since=option(date))),
    ("committee_seats", struct(level=option(level), role=option(seat_role))),
)

population = struct(
    as_of=date,
    known=uint,
    division=option(division),
    sort=code("any", "community", "site"),
    kind=option(text),
    status=option(code("complete", "partial", "none")),
)

# What the table of event types calls the values of fields.
KINDS = {
    "id": text,
    "name": text,
    "note": text,
    "text": text,
    "bool": boolean,
    "u16": uint,
    "u32": uint,
    "u64": uint,
    "date": date,
    "digest": digest,
    "division": division,
    "event id": event_id,
    "holder": holder,
    "measure": measure,
    "place": place,
    "population": population,
    "registration": registration,
    "registration 1": registration_1,
    "role": seat_role,
    "sealed": sealed,
    "employment": employment,
    "seat": struct(role=seat_role, person=text, employment=option(employment)),
    "seat 1": struct(role=seat_role, person=text),
    "way": code("replaced", "added", "elected"),
    "standard": standard,
}


def kind_of(written):
    """The kind of a field, as in id`?`, `division*` or (code: 0 new, 1 old)."""
    if written.startswith("(code: "):
        values = [value.split(" ") for value in written[len("(code: ") : -1].split(", ")]
        if [int(number) for number, _ in values] != list(range(len(values))):
            raise FormatError(f"the codes are not numbered in order: {written}")
        return code(*[name for _, name in values])
    written = written.replace("`", "")
    kind = KINDS.get(written.rstrip("?*"))
    if kind is None:
        raise FormatError(f"the table of event types names an unknown part: {written}")
    return {"?": option, "*": many}.get(written[-1], lambda kind: kind)(kind)


def fields_of(written, old):
    """The structure that a row describes, as in site id, name name; `old` stands before the row."""
    fields = [field.split(" ", 1) for field in re.split(r", (?![^(]*\))", written)]
    return struct(**{name: old.get(name) or kind_of(kind) for name, kind in fields})


def versions(written):
    """The number of each version of a type, and what the row says of it."""
    parts = re.split(r"(?:^|\. )[Vv]ersion (\d+): ", written)
    return zip(map(int, parts[1::2]), parts[2::2]) if parts[1:] else [(1, written)]


# Fields of old versions that are not those of the newest: tag and version → field → its kind.
OLD = {
    (52, 1): {"sample": lambda b: None},
    (90, 1): {"standard": standard_1},
    (130, 1): {"replaced": lambda b: False},
}


def event_types(page):
    """Tag and version → name and data, from the page on the format."""
    types = {}
    for tag, name, written in re.findall(r"^\| (\d+) \| `(\w+)` \| (.*) \|$", page, re.MULTILINE):
        described = list(versions(written))
        newest = dict(described)[max(version for version, _ in described)]
        for version, fields in described:
            old = OLD.get((int(tag), version))
            types[int(tag), version] = (name, fields_of(newest if old else fields, old or {}))
    return types


PAGE = Path(__file__).resolve().parent.parent / "docs/format.md"
EVENTS = event_types(PAGE.read_text(encoding="utf-8"))


def instant(b):
    at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=sint(b))
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commit_head(frame_version):
    """What stands before the events."""
    approver = {"approver": option(text)} if frame_version >= 3 else {}
    return struct(id=commit_id, first=uint, recorded_at=instant, recorder=text, **approver, command=text, events=uint)


def events(frame_version, body):
    """The events of a commit."""
    head = commit_head(frame_version)(body)
    if head["events"] == 0:
        raise FormatError("the commit has no events")
    for index in range(head["events"]):
        effective, papers = partial_date(body), many(EVIDENCE[frame_version])(body)
        tag, version, data = uint(body), u8(body), Bytes(blob(body))
        if (tag, version) not in EVENTS:
            raise FormatError(f"event {index} has the unknown type {tag} in version {version}")
        name, kind = EVENTS[tag, version]
        value = kind(data)
        data.end()
        yield {
            "position": head["first"] + index,
            "id": f"{head['id']}/{index}",
            "recorded_at": head["recorded_at"],
            "recorder": head["recorder"],
            **({"approver": head["approver"]} if "approver" in head else {}),
            "command": head["command"],
            "effective": effective,
            "evidence": papers,
            "event": name,
            "data": value,
        }
    body.end()


def frame(file):
    """The version and the body of the next frame; None at the end of the file."""
    header = file.read(6)
    if not header:
        return None
    if len(header) < 6:
        raise FormatError("the file ends within a frame")
    version, flags, length = header[0], header[1], int.from_bytes(header[2:], "big")
    if version not in EVIDENCE or flags != 0:
        raise FormatError(f"unknown frame version {version} or flags {flags}")
    rest = file.read(length + 4)
    if len(rest) < length + 4:
        raise FormatError("the file ends within a frame")
    body, stated = rest[:-4], int.from_bytes(rest[-4:], "big")
    if crc32c(header + body) != stated:
        raise FormatError("the checksum does not fit")
    return version, Bytes(body)


def read(path):
    """The events of a file of frames, in order."""
    position = None
    with open(path, "rb") as file:
        while True:
            try:
                found = frame(file)
                if found is None:
                    return
                for event in events(*found):
                    if position is not None and event["position"] != position:
                        raise FormatError(f"an event is at position {event['position']}")
                    position = event["position"] + 1
                    yield event
            except (FormatError, UnicodeDecodeError, OverflowError) as error:
                sys.exit(f"{path}: behind position {position}: {error}")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for each in read(sys.argv[1]):
        print(json.dumps(each, ensure_ascii=False))
