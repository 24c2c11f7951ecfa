#!/usr/bin/env python3
"""Holds a log against a signed checkpoint, written from docs/format.md and docs/checkpoint.md alone, with nothing
but the standard library.

    python3 checkpoint.py LOG CHECKPOINT [VKEY]

LOG is the directory of a log's journal (`jiceng-data/log/journal`), or a file of frames. VKEY is the public key
`name+id+key`; without it the signature is not looked at. Ends with 0 if the log begins with what was signed.
"""

import base64
import hashlib
import struct
import sys
from pathlib import Path

# Ed25519, RFC 8032, section 5.1: the field, the curve's constant, the order of the base point.
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493


def root_of(leaves):
    """The root of RFC 6962: the full subtrees on the right edge, each with its size."""
    edge = []
    for leaf in leaves:
        size, root = 1, hashlib.sha256(b"\x00" + leaf).digest()
        while edge and edge[-1][0] == size:
            root = hashlib.sha256(b"\x01" + edge.pop()[1] + root).digest()
            size *= 2
        edge.append((size, root))
    if not edge:
        return hashlib.sha256().digest()
    root = edge.pop()[1]
    while edge:
        root = hashlib.sha256(b"\x01" + edge.pop()[1] + root).digest()
    return root


def frames_in(data):
    """The frames that stand behind each other."""
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at + 2)
        end = at + 6 + length + 4
        if end > len(data):
            raise ValueError("a frame is cut off")
        yield data[at:end]
        at = end


def frames_of(log):
    """The frames of a journal, segment by segment and record by record, or of a file."""
    if not log.is_dir():
        yield from frames_in(log.read_bytes())
        return
    for segment in sorted(log.glob("*.journal")):
        data, at = segment.read_bytes(), 16
        if data[:8] != b"JICENGJ\x01":
            raise ValueError(f"{segment} is no segment of a journal")
        while data[at : at + 4] == b"JREC":
            (length,) = struct.unpack_from(">I", data, at + 4)
            yield from frames_in(data[at + 20 : at + 20 + length])
            at += 20 + length


def add(p, q):
    """The sum of two points of the curve, in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def point_of(data):
    """The point that 32 bytes stand for."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    """Whether an Ed25519 signature fits."""
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    left, right = times(s, BASE), add(point_of(signature[:32]), times(hashed, point_of(key)))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def verify_signature(text, lines, vkey):
    """Raises unless a line is the signature of the key."""
    name, identity, key = vkey.split("+", 2)
    key = base64.b64decode(key, validate=True)
    if hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] != identity or key[0] != 1:
        raise ValueError("the key is none")
    if text.split("\n")[0] != name:
        raise ValueError("the checkpoint is of another log than the key")
    for line in lines:
        dash, signer, signature = line.split(" ")
        signature = base64.b64decode(signature, validate=True)
        if (dash, signer, signature[:4].hex()) == ("—", name, identity):
            if is_signed(key[1:], text.encode(), signature[4:]):
                return
            raise ValueError("the signature does not fit")
    raise ValueError("the key did not sign it")


def main():
    log, checkpoint = Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8")
    text, _, signatures = checkpoint.rpartition("\n\n")
    text += "\n"
    if len(sys.argv) > 3:
        verify_signature(text, signatures.splitlines(), sys.argv[3])
    _, size, root = text.split("\n")[:3]
    size, root = int(size), base64.b64decode(root, validate=True)
    frames = [frame for frame, _ in zip(frames_of(log), range(size))]
    if len(frames) < size:
        raise ValueError(f"the log has {len(frames)} commits, and the checkpoint {size}")
    if root_of(frames) != root:
        raise ValueError(f"the first {size} commits are not what was signed")
    print(f"the first {size} commits are what was signed")


if __name__ == "__main__":
    try:
        main()
    except ValueError as error:
        sys.exit(f"NOT AS SIGNED: {error}")
