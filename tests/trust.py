#!/usr/bin/env python3
"""Runs the rows of docs/trust.md at their numbers and writes what came of it into the table.

    python3 tests/trust.py             # all rows: some hours
    python3 tests/trust.py log::pairs  # the rows whose filter has one of these words

A row that ran no test, or failed, is written as FAIL, and the exit code is 1. Nothing but Python's standard library.
"""

import datetime
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "trust.md"
COLUMNS = 6


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def run(filters, number):
    """What came of the tests: the words for the table, and whether they passed."""
    command = ["cargo", "test", "--release", "--locked", "-p", "jiceng-tests", "--test", "suite", "--"]
    environment = {**os.environ, "PROPTEST_CASES": number}
    print(f"== PROPTEST_CASES={number} {' '.join(command + filters)}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(command + filters, cwd=ROOT, env=environment, capture_output=True, text=True)
    output = done.stdout + done.stderr
    found = re.search(r"test result: (\w+)\. (\d+) passed; (\d+) failed", output)
    if not found or found[2] == found[3] == "0":
        print(output[-4000:])
        return "FAIL: no test ran", False
    failed = re.findall(r"^test (\S+) \.\.\. FAILED$", output, re.MULTILINE)
    if failed or done.returncode != 0:
        print(output[-20000:])
        return f"FAIL: {', '.join(failed) or found[1]}", False
    skipped = len(re.findall(r"^SKIPPED", output, re.MULTILINE))
    print(f"   {found[2]} tests passed in {time.monotonic() - begun:.0f} s" + f", {skipped} skipped" * bool(skipped), flush=True)
    return ("skipped in part" if skipped else "pass"), True


def main(words):
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    all_passed, ran = True, 0
    for number, line in enumerate(lines):
        row = cells(line)
        if not line.startswith("|") or len(row) != COLUMNS or not row[3].isdigit():
            continue
        filters = row[2].strip("`").split()
        if words and not any(word in one for word in words for one in filters):
            continue
        result, passed = run(filters, row[3])
        ran, all_passed = ran + 1, all_passed and passed
        # A row may say it in a word of its own, as «found» does.
        row[5] = row[5] if result == "pass" and not re.match("FAIL|skipped", row[5]) else result
        lines[number] = "| " + " | ".join(row) + " |"
        PAGE.write_text("\n".join(lines), encoding="utf-8")
    if not ran:
        sys.exit("no row has such a filter")
    if not words:
        figures = f"Figures of {datetime.date.today().isoformat()}, on a machine with {os.cpu_count()} cores."
        text = re.sub(r"^Figures of [-\d]+, on a machine with \w+ cores\.", figures, "\n".join(lines), flags=re.MULTILINE)
        PAGE.write_text(text, encoding="utf-8")
    return 0 if all_passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
