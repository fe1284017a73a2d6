"""Reading the terms of a campaign that a back office stored: a snapshot, or its events."""

from __future__ import annotations

import os
from collections.abc import Iterator

from .._native import Verification
from ..errors import PartnerCampaignsError
from .batch import Batch
from .container import reason
from .formats import Format
from .hashing import file_digest
from .header import Header
from .problems import FileProblem

_EXPECTED = "expected a campaign's snapshot, or its events as an array or one a line"


class CampaignFile:
    """A JSON file of one campaign; its terms are what the engine reads off it."""

    def __init__(self, path: str) -> None:
        self.header = Header(line=1, names=(), least=0, positions={}, headers={}, unknown=[], missing=[])
        self.notes: list[str] = []
        self._path = path
        self._size = os.stat(path).st_size
        self._done = 0

    def batches(self, size: int) -> Iterator[Batch]:
        """A campaign has no batches of text."""
        raise TypeError(f"`{self._path}` holds a campaign, which has no batches of text: push it")

    def push(self, verification: Verification, file: int) -> Iterator[None]:
        """Hand over the campaign's terms."""
        try:
            with open(self._path, encoding="utf-8-sig", newline="") as opened:
                verification.push_campaign(file, opened.read())
        except UnicodeDecodeError as error:
            raise FileProblem(self._path, f"byte {error.start} is not UTF-8, {_EXPECTED}") from None
        except OSError as error:
            raise FileProblem(self._path, f"the file cannot be read: {reason(error)}") from None
        except PartnerCampaignsError as error:
            raise FileProblem(self._path, f"{error}: {_EXPECTED}") from None
        self._done = self._size
        yield

    def progress(self) -> tuple[int, int]:
        """Bytes read, bytes in all."""
        return self._done, self._size

    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        try:
            return file_digest(self._path)
        except OSError as error:
            raise FileProblem(self._path, f"the file cannot be read: {reason(error)}") from None


def open_campaign(path: str, format_: Format) -> CampaignFile:
    """Open a file of JSON: only terms can come from a campaign."""
    if format_.kind != "terms":
        raise FileProblem(
            path, "it is JSON, as of a campaign, whose terms are given with --terms; orders are CSV, XLSX or Parquet"
        )
    return CampaignFile(path)
