"""Finding the header row, and which column is which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .formats import Column, Format, recognised
from .names import normalised, trimmed
from .problems import FileProblem

SEARCHED_ROWS = 30
"""The header is looked for in this many rows from the top: banner rows may stand above it."""

_LEAST_SCORE = 2


@dataclass(frozen=True)
class Header:
    """A header row that was found: ``line`` is its place, ``positions`` where each field's column stands.

    A row has between ``least`` and ``len(names)`` cells: blank headers at the end need no cells.
    """

    line: int
    names: tuple[str, ...]
    least: int
    positions: dict[str, int]
    headers: dict[str, str]
    unknown: list[str]
    missing: list[str]
    notes: list[str] = field(default_factory=list)

    def column_name(self, index: int) -> str | None:
        """The header over a cell, as the file writes it; None where there is none."""
        return (self.names[index] or None) if index < len(self.names) else None


def score(format_: Format, cells: Iterable[str]) -> int:
    """How many different columns of the format a row names."""
    found: set[str] = set()
    for cell in cells:
        name = normalised(cell)
        column = format_.by_name.get(name)
        if column is not None:
            found.add(column.field)
        elif name in format_.known:
            found.add(format_.known[name])
    return len(found)


def best_row(format_: Format, rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, Sequence[str], int] | None:
    """The row that is most like the header (the first of equals) with its line and score, if any is like it at all."""
    best: tuple[int, Sequence[str], int] | None = None
    for line, cells in rows:
        points = score(format_, cells)
        if points >= _LEAST_SCORE and (best is None or points > best[2]):
            best = (line, cells, points)
    return best


def other_format(format_: Format, rows: Iterable[Sequence[str]]) -> str | None:
    """What the rows look like, if that is more like another known format than like this one."""
    best_points, best_text = 0, None
    own = 0
    for cells in rows:
        names = {normalised(cell) for cell in cells} - {""}
        own = max(own, score(format_, cells))
        for title, option, known in recognised():
            points = len(names & known)
            if title != format_.title and points > max(best_points, _LEAST_SCORE - 1):
                best_points = points
                best_text = f"it looks like the {title}" + (f", which is given with {option}" if option else "")
    return best_text if best_points > own else None


def no_header(path: str, format_: Format, rows: Iterable[Sequence[str]], hint: str = "") -> FileProblem:
    """The problem of a file in which no header row was found."""
    other = other_format(format_, rows)
    hint = f"; {other}" if other else hint
    return FileProblem(
        path,
        f"no header row of the {format_.title} in the first {SEARCHED_ROWS} rows, expected columns such as "
        f"{_listed([column.names[0] for column in format_.columns if column.needed][:4])}{hint}",
    )


def resolve(path: str, format_: Format, line: int, cells: Sequence[str]) -> Header:
    """Which column is which; a needed one that is missing or there twice is a problem, all such named at once."""
    names = tuple(trimmed(cell) for cell in cells)
    places: dict[str, list[int]] = {}
    unknown: list[str] = []
    seen: set[str] = set()
    for index, cell in enumerate(names):
        name = normalised(cell)
        column = format_.by_name.get(name)
        if column is not None:
            places.setdefault(column.field, []).append(index)
        elif name in format_.known:
            seen.add(format_.known[name])
        elif name:
            unknown.append(cell)
    _refuse_broken(path, format_, line, names, places)
    notes = []
    for column in format_.columns:
        if len(places.get(column.field, ())) > 1:
            notes.append(f"column {_written(names, places.pop(column.field))} is there twice and therefore not used")
            seen.add(column.field)
    return Header(
        line=line,
        names=names,
        least=max((index + 1 for index, name in enumerate(names) if name), default=0),
        positions={column.field: places[column.field][0] for column in format_.columns if column.field in places},
        headers={field_: names[indexes[0]] for field_, indexes in places.items()},
        unknown=unknown,
        missing=_missing(format_, places, seen),
        notes=notes,
    )


def _refuse_broken(path: str, format_: Format, line: int, names: tuple[str, ...], places: dict[str, list[int]]) -> None:
    needed: list[Column] = [column for column in format_.columns if column.needed]
    absent = [column.names[0] for column in needed if column.field not in places]
    twice = [_written(names, places[column.field]) for column in needed if len(places.get(column.field, ())) > 1]
    parts = []
    if absent:
        parts.append(f"needed column{'s' if len(absent) > 1 else ''} missing: {_listed(absent)}")
    if twice:
        parts.append(f"needed column{'s' if len(twice) > 1 else ''} there twice: {', '.join(twice)}")
    if not parts:
        return
    other = other_format(format_, [names]) if absent else None
    if other:
        parts.append(other)
    raise FileProblem(path, f"the header on line {line} is not that of the {format_.title}: {'; '.join(parts)}")


def _missing(format_: Format, places: dict[str, list[int]], seen: set[str]) -> list[str]:
    read = [column.names[0] for column in format_.columns if column.field not in places and column.field not in seen]
    return read + [name for name in dict.fromkeys(format_.known.values()) if name not in seen]


def _written(names: tuple[str, ...], indexes: list[int]) -> str:
    different = list(dict.fromkeys(names[index] for index in indexes))
    return " and ".join(f"`{name}`" for name in different)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
