"""How header names and marker words are compared."""

from __future__ import annotations

import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"), None)


def trimmed(text: str) -> str:
    """The text as a person sees it: composed, no invisible characters, no white space at the ends."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()


def normalised(text: str) -> str:
    """The form in which two names are the same name."""
    return unicodedata.normalize("NFC", " ".join(trimmed(text).split()).casefold())
