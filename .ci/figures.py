"""Compares what the demo's registry answers with fixtures/liuzhou-2020/expected.json, and what the
READMEs show of the demo with what it prints.

    python3 .ci/figures.py JICENG DATA DEMO_EN DEMO_ZH

JICENG is the program, DATA the registry that the demo left, DEMO_EN and DEMO_ZH what it printed in the
two languages. Ends with «N passed, N failed» and the exit code 1 if anything failed.
"""

import json
import pathlib
import re
import subprocess
import sys

jiceng, data, *demos = sys.argv[1:]
expected = json.loads(pathlib.Path("fixtures/liuzhou-2020/expected.json").read_text("utf-8"))
demo, demo_zh = (pathlib.Path(path).read_text("utf-8") for path in demos)
passed = failed = 0


def check(what, found, wanted):
    global passed, failed
    if found == wanted:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: expected {wanted}, found {found}")


def ask(*arguments):
    command = [jiceng, *arguments, "--format", "json", "--data", data]
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8")
    if answer.returncode != 0:
        print(f"FAILED {' '.join(arguments)}: exit code {answer.returncode}\n{answer.stderr}")
        sys.exit(1)
    return json.loads(answer.stdout)


def same_numbers(what, found, wanted):
    check(what, {name: found.get(name) for name in wanted}, wanted)


def coverage(case):
    times = ["--as-of", case["as_of"]] + (["--known", case["known"]] if case["known"] else [])
    name = " ".join(times)
    answer = ask("coverage", *times)
    check(f"{name} as_of", answer["as_of"], case["as_of"])
    same_numbers(f"{name} totals", answer["totals"], case["totals"])
    counties = {row["place"]: row for row in answer["rows"]}
    check(f"{name} counties", sorted(counties), sorted(case["counties"]))
    for code, wanted in case["counties"].items():
        same_numbers(f"{name} {code}", counties.get(code, {}), wanted)
    sites(name, ask("coverage", *times, "--by", "place", "--sort", "site")["rows"], case)


def sites(name, rows, case):
    large = [row for row in rows if (row["population"] or 0) >= 800]
    others = [row for row in rows if row not in large]
    council = [row for row in large if row["cells"]["womens_council"]["state"] == "own"]
    check(f"{name} large sites", len(large), case["large_sites"])
    check(f"{name} large sites complete by their own", status(large, "complete_own"), case["large_sites_complete_own"])
    check(f"{name} other sites complete by sharing", status(others, "complete_shared"), case["other_sites_complete_shared"])
    check(f"{name} councils at large sites", len(council), case["councils_at_large_sites"])


def status(rows, wanted):
    return sum(row["status"] == wanted for row in rows)


def printed(pattern, *wanted):
    found = re.search(pattern, demo)
    check(f"the demo prints {pattern!r}", found and tuple(map(int, found.groups())), wanted)


def excerpt(readme, shown):
    """Every line of the README's excerpt begins a line of what is shown; «…» stands for the rest."""
    block = re.search(r"```text\n(.*?)```", pathlib.Path(readme).read_text("utf-8"), re.S)[1]
    lines = [line.rstrip("… ") for line in block.splitlines()]
    strange = [line for line in lines if not any(real.startswith(line) for real in shown.splitlines())]
    check(f"lines of {readme} that the demo does not print", strange, [])


for case in expected:
    coverage(case)

now = next(case for case in expected if case["as_of"] == "2020-06-30" and not case["known"])
printed(r"(\d+) sites with 800 people or more, (\d+) complete by their own", now["large_sites"], now["large_sites_complete_own"])
printed(r"(\d+) other sites, (\d+) complete by sharing", 29, now["other_sites_complete_shared"])
printed(r"councils at sites with 800 people or more: (\d+)", now["councils_at_large_sites"])
printed(r"councils in demonstration communities: (\d+)", now["councils_in_demonstration_communities"])

excerpt("README.md", demo)
excerpt("README.zh-CN.md", demo_zh)

rows = pathlib.Path("fixtures/liuzhou-2020/history.jsonl").read_text("utf-8").count("\n")
verified = ask("verify")
check("verify ok", verified["ok"], True)
check("verify has the events of every row", verified["events"] >= rows, True)
check("verify has commits", 0 < verified["commits"] <= verified["events"], True)

print(f"\n{passed} passed, {failed} failed")
sys.exit(failed > 0)
