"""The header row of a CSV file."""

from __future__ import annotations

import csv

from .formats import Format
from .header import SEARCHED_ROWS, Header, best_row, no_header, resolve, score
from .problems import FileProblem
from .undecoded import bad_bytes

BLOCK_BYTES = 1 << 20
"""The header is looked for in so much of the file."""


def find_header(path: str, format_: Format) -> tuple[Header, int]:
    """The header and the number of the last physical line it stands on."""
    with open(path, "rb") as file:
        head = file.read(BLOCK_BYTES)
        whole = not file.read(1)
    if not whole:
        head = head[: head.rfind(b"\n") + 1] or head
    text = head.decode(errors="surrogateescape").removeprefix("\ufeff")
    records = _records(text)
    if whole and not text.strip('\ufeff\u00a0,;" \t\r\n'):
        raise FileProblem(path, f"the file is empty, expected the {format_.title} with its header row")
    best = best_row(format_, ((line, cells) for line, _, cells in records))
    if best is None:
        raise _headless(path, format_, head, text, [cells for _, _, cells in records])
    line, cells, _ = best
    for cell in cells:
        wrong = bad_bytes(cell)
        if wrong:
            raise FileProblem(path, f"the header on line {line} is not UTF-8 text: {wrong}; save it as `CSV UTF-8`")
    header = resolve(path, format_, line, cells)
    return header, next(end for start, end, _ in records if start == line)


def _records(text: str) -> list[tuple[int, int, list[str]]]:
    """The first records with the lines they begin and end on; a line where none can begin is passed over."""
    if csv.field_size_limit() < BLOCK_BYTES:
        csv.field_size_limit(BLOCK_BYTES)
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + lines[-1:]
    found: list[tuple[int, int, list[str]]] = []
    at = 0
    for _ in range(2 * SEARCHED_ROWS):
        if at >= len(lines) or len(found) >= SEARCHED_ROWS:
            break
        reader = csv.reader((lines[index] for index in range(at, len(lines))), strict=True)
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            at += 1
            continue
        if cells:
            found.append((at + 1, at + reader.line_num, cells))
        at += reader.line_num
    return found


def _headless(path: str, format_: Format, head: bytes, text: str, rows: list[list[str]]) -> FileProblem:
    if b"\0" in head:
        return FileProblem(path, "the file is not text (it holds NUL bytes): expected UTF-8 text, not UTF-16 or binary")
    if "\n" not in text and "\r" in text:
        return FileProblem(path, "its lines end in carriage returns alone, expected line feeds: save it as `CSV UTF-8`")
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        for line in text.split("\n", SEARCHED_ROWS)[:SEARCHED_ROWS]:
            if score(format_, line.replace('"', "").split(mark)) > 1:
                return FileProblem(path, f"its columns are separated by {name}, expected commas")
    wrong = bad_bytes(text)
    return no_header(path, format_, rows, f"; it is not UTF-8 text either ({wrong})" if wrong else "")
