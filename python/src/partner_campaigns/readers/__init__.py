"""Readers for the files that users bring: columns are found by name, cells are handed on as text.

What a text means (money, rates, dates, blank markers) is the core's business; what stands here is only how the
text is got out of CSV, XLSX and Parquet files without losing or guessing anything.
"""

from .batch import Batch, Unreadable
from .problems import FileProblem
from .source import Source, open_source

__all__ = ["Batch", "FileProblem", "Source", "Unreadable", "open_source"]
