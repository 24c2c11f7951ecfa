"""Makes divisions-china-2023.txt.gz from the list of divisions as CSV (code,name, sorted by code).

    python3 pack.py divisions.csv > divisions-china-2023.txt.gz

One line a division, in the order of the codes: a letter for its level (A province, B prefecture, C county,
D township; none for a community), the last digits of its code (two, below the county three), its name. Endings
that many names have are written as one character. The same bytes come out each time.
"""

import csv
import sys
import zlib

LEVELS = {2: ("A", 2), 4: ("B", 2), 6: ("C", 2), 9: ("D", 3), 12: ("", 3)}
ENDINGS = [("社区居民委员会", "a"), ("村民委员会", "b"), ("社区居委会", "c"), ("居民委员会", "d"), ("村委会", "e"), ("居委会", "f")]


def line(code, name):
    letter, digits = LEVELS[len(code)]
    if name[-1] in "abcdef" or name != name.strip():
        sys.exit(f"{code}: the name cannot be packed")
    for ending, character in ENDINGS:
        if name.endswith(ending) and name != ending:
            name = name.removesuffix(ending) + character
            break
    return f"{letter}{code[-digits:]}{name}\n"


def gzip(data):
    """Without the time and the system that the module gzip would write."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = bytearray(packer.compress(data) + packer.flush())
    packed[4:10] = b"\0\0\0\0\2\xff"
    return bytes(packed)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    sys.stdout.buffer.write(gzip("".join(line(code, name) for code, name in rows).encode()))
