"""The columns of the public tables (docs/formats.md, "Tables"), and which of them a file has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .._native import table_columns, table_headers
from .formats import Format, load_format
from .header import Header, score
from .names import normalised
from .problems import FileProblem

_TITLES = {"orders": "table of order lines", "terms": "table of terms"}
_LEAST_SHARED = 2


@dataclass(frozen=True)
class TableColumn:
    """A column of a public table; ``holds`` is ``text``, ``integer``, ``bool`` or ``timestamp``."""

    name: str
    needed: bool
    holds: str


@cache
def columns_of(kind: str) -> tuple[TableColumn, ...]:
    """The columns of a kind of table: ``orders`` or ``terms``."""
    return tuple(TableColumn(*column) for column in table_columns(kind))


def is_table(path: str, format_: Format, names: Sequence[str]) -> bool:
    """Whether a file has the columns of a public table, and not those of the platform's own file of its kind."""
    shared = {column.name for column in columns_of(format_.kind)} & set(names)
    if len(shared) < _LEAST_SHARED:
        return False
    if score(format_, names) == 0:
        return True
    found = {format_.by_name.get(normalised(name)) for name in names}
    whole_table = not _lacking(format_.kind, names)
    whole_export = all(column in found for column in format_.columns if column.needed)
    if whole_table != whole_export:
        return whole_table
    which = "all needed columns of both" if whole_table else "columns of both, and not all needed ones of either"
    raise FileProblem(path, f"it may be the {format_.title} or a {_TITLES[format_.kind]}: it has {which}")


def table_header(path: str, kind: str, names: Sequence[str]) -> Header:
    """What a table has and lacks; a needed column that is missing or a known one that is there twice is a problem."""
    parts = []
    lacking = _lacking(kind, names)
    if lacking:
        parts.append(f"needed column{'s' if len(lacking) > 1 else ''} missing: {_listed(lacking)}")
    known = [column.name for column in columns_of(kind)]
    times = Counter(names)
    twice = [name for name in known if times[name] > 1]
    if twice:
        parts.append(f"column{'s' if len(twice) > 1 else ''} there twice: {_listed(twice)}")
    if parts:
        others = (one for one in _TITLES if lacking and one != kind and not _lacking(one, names))
        parts += [f"it looks like a {_TITLES[one]}, which is given with {load_format(one).option}" for one in others]
        raise FileProblem(path, f"its columns are not those of a {_TITLES[kind]}: {'; '.join(parts)}")
    return Header(
        line=1,
        names=tuple(names),
        least=len(names),
        positions={name: names.index(name) for name in known if name in times},
        headers=table_headers(),
        unknown=[name for name in names if name not in known],
        missing=[name for name in known if name not in times],
    )


def _lacking(kind: str, names: Sequence[str]) -> list[str]:
    return [column.name for column in columns_of(kind) if column.needed and column.name not in names]


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
