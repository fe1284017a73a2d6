"""What can be wrong with a whole file."""

from __future__ import annotations


class FileProblem(Exception):
    """A named file cannot be read as what it should be.

    Its text is one clear sentence that names the file, where it can the place, and what was expected.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"`{path}`: {reason}")
        self.path = path
        self.reason = reason


def reason(error: BaseException) -> str:
    """A system error's own words, without the path that the message names anyway."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


class CellProblem(Exception):
    """One cell cannot be handed on as text; its text is the reason."""
