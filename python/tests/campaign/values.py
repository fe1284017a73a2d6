"""What the campaign tests begin with."""

from __future__ import annotations

from typing import Any

AGENCY = {"agency": "A-1"}
SHOP = {"seller": "SHOP1"}
CREATOR = {"creator": "creator_1"}
ACCOUNT: dict[str, Any] = {
    "agency": "A-1", "name": "North Star", "market": "US", "categories": ["content_management"],
    "tax": {"form": "w9", "legal_name": "North Star LLC", "contact": "tax@example.test",
            "tax_number": "12-3456789", "documents": ["w9.pdf"]},
    "bank": {"status": "linked"},
}  # fmt: skip
DRAFT: dict[str, Any] = {
    "market": "US", "time_zone": "America/Los_Angeles", "name": "Spring", "description": "Flowers",
    "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
    "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"},
    "sellers": "open", "rate_requirement_bps": 1000, "contact": {"email": "hi@example.test"},
}  # fmt: skip
