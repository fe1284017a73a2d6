"""The words that the rules use, as enums. Each member is also its word: ``Rounding.UP == "up"``."""

from __future__ import annotations

import enum

__all__ = ["Manager", "ManagingShare", "RemainderHolder", "Rounding", "Severity"]


class Rounding(enum.StrEnum):
    """How an exact fraction becomes a whole minor unit."""

    HALF_EVEN = "half_even"
    """To the nearest unit, a tie to the even one."""
    HALF_UP = "half_up"
    """To the nearest unit, a tie to the larger one."""
    UP = "up"
    """To the next unit whenever anything is left."""
    DOWN = "down"
    """What is left is dropped."""


class RemainderHolder(enum.StrEnum):
    """Who holds the minor unit that rounding leaves over."""

    AGENCY = "agency"
    """The agency's part is the total less the creator's."""
    CREATOR = "creator"
    """The creator's part is the total less the agency's."""
    SEPARATE = "separate"
    """Each part is rounded on its own; the total is their sum."""


class ManagingShare(enum.StrEnum):
    """What a managing agency's share is taken on."""

    BEFORE_TAX = "before_tax"
    """The creator commission as it is."""
    AFTER_TAX = "after_tax"
    """The creator commission less the tax withheld."""


class Manager(enum.StrEnum):
    """Who manages the creator."""

    NONE = "none"
    """Nobody."""
    OTHER_AGENCY = "other_agency"
    """An agency that does not own the campaign: it gets its agreed share."""
    CAMPAIGN_AGENCY = "campaign_agency"
    """The campaign agency itself: its share is waived (rule M001)."""


class Severity(enum.StrEnum):
    """What breaking a rule means."""

    REFUSAL = "refusal"
    """What was asked for is refused, and nothing is changed."""
    WARNING = "warning"
    """What was asked for is done, and said."""
    FINDING = "finding"
    """Something that was paid or reported is not what it should be."""
    LAW = "law"
    """A rule that the calculation follows."""
