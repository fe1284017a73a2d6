"""What this package raises. Everything is a :class:`PartnerCampaignsError`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["InvalidInputError", "InvalidTypeError", "PartnerCampaignsError", "Violation", "ViolationError"]

Param: TypeAlias = "int | str | tuple[Param, ...]"
"""A typed value that a violation names."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule."""

    rule: str
    """The rule's code, ``M008``."""
    name: str
    """The rule's name, ``creator-rate-exceeds-total``."""
    path: str
    """Which value, as a JSON pointer from the root of what was given: ``/creator_rate_bps``."""
    message: str
    """One plain sentence with the offending and the allowed value."""
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
    """The values of the message, typed."""

    def __str__(self) -> str:
        at = f" {self.path}" if self.path else ""
        return f"{self.rule}{at}: {self.message}"


class PartnerCampaignsError(Exception):
    """The base of all errors of this package."""


class ViolationError(PartnerCampaignsError, ValueError):
    """Rules were broken; nothing was computed or changed.

    Example:
        >>> from partner_campaigns import ViolationError, split
        >>> try:
        ...     split(base_minor=-1, total_rate_bps=1500, creator_rate_bps=3000)
        ... except ViolationError as error:
        ...     [violation.rule for violation in error.violations]
        ['M003', 'M008']
    """

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(tuple(violations))

    @property
    def violations(self) -> tuple[Violation, ...]:
        """All violations that were found, in a stable order."""
        found: tuple[Violation, ...] = self.args[0]
        return found

    def __str__(self) -> str:
        return "; ".join(str(violation) for violation in self.violations)


class InvalidInputError(PartnerCampaignsError, ValueError):
    """A value of the right type that is malformed: an unknown word, currency or profile."""


class InvalidTypeError(PartnerCampaignsError, TypeError):
    """A value of a type that is not taken, as a float for money."""
