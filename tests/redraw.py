#!/usr/bin/env python3
"""Draws a sample again, written from docs/sampling.md alone, with nothing but the standard library.

    jiceng coverage --by place --as-of DAY --known POSITION --format json > places.json
    python3 redraw.py places.json SEED SIZE [--by county|none] [--sort site|community] [--status STATUS]

SEED is the hash of the log's tree as jiceng writes it, `sha256:` and 64 hexadecimal digits. Prints the codes
of the drawn places, by stratum, in the order in which they are drawn.
"""

import argparse
import hashlib
import json
from fractions import Fraction


def allocate(sizes, size):
    """How many are drawn from each stratum: `sizes` by code, in the order of codes."""
    total = sum(sizes.values())
    size = min(size, total)
    shares = {code: Fraction(size * count, total) for code, count in sizes.items()}
    counts = {code: int(share) for code, share in shares.items()}
    by_remainder = sorted(sizes, key=lambda code: (counts[code] - shares[code], code))
    for code in by_remainder[: size - sum(counts.values())]:
        counts[code] += 1
    while size >= len(counts) and 0 in counts.values():
        empty = next(code for code, count in counts.items() if count == 0)
        richest = min((shares[code] - count, code) for code, count in counts.items() if count > 1)[1]
        counts[empty] += 1
        counts[richest] -= 1
    return counts


def draw(seed, strata, size):
    """`strata`: the codes of the places of each stratum, by its code."""
    sizes = {code: len(strata[code]) for code in sorted(strata)}
    drawn = []
    for code, count in allocate(sizes, size).items():
        key = lambda place: hashlib.sha256(seed + f"{code}/{place}".encode()).digest()
        drawn += sorted(strata[code], key=key)[:count]
    return drawn


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("places")
    parser.add_argument("seed")
    parser.add_argument("size", type=int)
    parser.add_argument("--by", choices=["county", "township", "none"], default="county")
    parser.add_argument("--sort", choices=["site", "community"])
    parser.add_argument("--status", choices=["complete", "partial", "none"])
    options = parser.parse_args()
    with open(options.places, encoding="utf-8") as file:
        rows = json.load(file)["rows"]
    strata = {}
    for row in rows:
        status = row["status"].split("_")[0]
        if options.sort in (None, row["sort"]) and options.status in (None, status):
            code = "" if options.by == "none" else row[options.by] or ""
            strata.setdefault(code, []).append(row["place"])
    seed = bytes.fromhex(options.seed.removeprefix("sha256:"))
    for place in draw(seed, strata, options.size):
        print(place)


if __name__ == "__main__":
    main()
