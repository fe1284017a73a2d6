"""What a workbook's number formats mean: a percentage, a date without a time of day, or nothing of interest."""

from __future__ import annotations

import re
import zipfile
from xml.etree import ElementTree

from .typed import Look

_PERCENT_IDS = {9, 10}
_TIMELESS_IDS = {14, 15, 16, 17, *range(27, 32), 34, 35, 36, *range(50, 59)}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def looks(archive: zipfile.ZipFile) -> list[Look]:
    """The look of each cell style, in the order in which cells name them."""
    try:
        root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    except KeyError:
        return []
    codes: dict[int, str] = {}
    cells: list[int] = []
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif tag == "cellXfs":
            cells = [int(style.get("numFmtId", "0")) for style in element]
    return [_look(number, codes.get(number)) for number in cells]


def _look(number: int, code: str | None) -> Look:
    if code is None:
        if number in _PERCENT_IDS:
            return Look.PERCENT
        return Look.DATE if number in _TIMELESS_IDS else Look.PLAIN
    bare = _LITERAL.sub("", code).lower()
    if "%" in bare:
        return Look.PERCENT
    if any(mark in bare for mark in "dy") and not any(mark in bare for mark in "hs"):
        return Look.DATE
    return Look.PLAIN
