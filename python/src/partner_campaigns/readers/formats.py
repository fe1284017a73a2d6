"""The file formats that are known, loaded from TOML data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from .._native import format_data
from .names import normalised

_FILES = ("orders", "terms")


@dataclass(frozen=True)
class Column:
    """A column that is read: its field, what its cells are, and the names it goes by."""

    field: str
    kind: str
    needed: bool
    names: tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """One kind of file: the columns that are read, the ones that are only known, and its summary rows."""

    kind: str
    title: str
    option: str
    columns: tuple[Column, ...]
    by_name: dict[str, Column]
    known: dict[str, str]
    blanks: frozenset[str]
    summary_field: str
    summary_blank: tuple[str, ...]

    def kind_of(self, field: str) -> str:
        """What the cells of a field are: ``id``, ``amount``, ``rate``, ``time``, ``text`` or ``count``."""
        return next(column.kind for column in self.columns if column.field == field)

    def knows(self, name: str) -> bool:
        """Whether a normalised header belongs to this format."""
        return name in self.by_name or name in self.known


@cache
def load_format(kind: str) -> Format:
    """The format of a kind of file: ``orders`` or ``terms``."""
    if kind not in _FILES:
        raise ValueError(f"unknown kind of file `{kind}`, expected one of {', '.join(sorted(_FILES))}")
    data = _load(kind)
    columns = tuple(
        Column(item["field"], item["kind"], item["needed"], tuple(item["names"])) for item in data["column"]
    )
    return Format(
        kind=kind,
        title=data["title"],
        option=data["option"],
        columns=columns,
        by_name={normalised(name): column for column in columns for name in column.names},
        known={normalised(name): names[0] for names in data["known"] for name in names},
        blanks=frozenset(normalised(blank) for blank in data["blanks"]),
        summary_field=data["summary"]["field"],
        summary_blank=tuple(data["summary"]["blank"]),
    )


@cache
def recognised() -> tuple[tuple[str, str | None, frozenset[str]], ...]:
    """Every format that can be called by its name: title, the option that takes it, its normalised headers."""
    read = [load_format(kind) for kind in _FILES]
    found: list[tuple[str, str | None, frozenset[str]]] = [
        (format_.title, format_.option, frozenset(format_.by_name) | frozenset(format_.known)) for format_ in read
    ]
    for item in _load("others")["format"]:
        found.append((item["title"], None, frozenset(normalised(name) for name in item["names"])))
    return tuple(found)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(format_data(name))
