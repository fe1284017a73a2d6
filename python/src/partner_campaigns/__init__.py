"""The rules of partner campaigns, and the split of their commission, exact to the minor unit.

Money is whole minor units (``int``), rates are whole basis points (``int``); ``Decimal`` and text are converted by
:func:`to_minor`, :func:`parse_amount` and :func:`parse_rate`. Floats are refused.

Threads may share everything here: what takes long runs without the interpreter, and campaigns are waited for in turn. After
``os.fork`` a child may go on with all of it but the campaigns that other threads had at that moment, as with any lock. Where
there is no memory for columns or their results, ``MemoryError`` says so; what a verification or a campaign keeps is not
asked for before, and may end the process. Of memory that is free at most 64 MB is kept: see :func:`release_memory`.

Example:
    >>> import partner_campaigns as pc
    >>> pc.split(base_minor=100_00, total_rate_bps=3000, creator_rate_bps=1500)
    Split(agency_minor=1500, creator_minor=1500, manager_minor=0, share_waived=False)
"""

from __future__ import annotations

import warnings

from partner_campaigns._native import (
    OPTIMISED,
    Adjustment,
    Column,
    CompareTotals,
    Differences,
    Explanation,
    Policy,
    Profile,
    Rule,
    Split,
    SplitColumns,
    SplitTerms,
    SplitTermsTable,
    Step,
    TermsTable,
    Totals,
    __version__,
    adjust,
    check_json,
    check_request_json,
    compare_columns,
    explain,
    format_amount,
    format_rate,
    net_base,
    parse_amount,
    parse_rate,
    release_memory,
    rule,
    rules,
    rules_json,
    rules_not_raised,
    shop_codes,
    split,
    split_columns,
    split_into,
    to_decimal,
    to_minor,
)
from partner_campaigns.campaign import Campaign, Outcome, Trial, campaigns_of, creator_orders, marketplace
from partner_campaigns.checking import (
    CheckResult,
    Fault,
    MalformedInputError,
    check,
    check_request,
    shop_codes_of_csv,
)
from partner_campaigns.enums import Manager, ManagingShare, RemainderHolder, Rounding, Severity
from partner_campaigns.errors import (
    InvalidInputError,
    InvalidTypeError,
    PartnerCampaignsError,
    Violation,
    ViolationError,
)
from partner_campaigns.verification import Finding, Report, VerifiedFiles, verify, verify_files

__all__ = [
    "Adjustment",
    "Campaign",
    "CheckResult",
    "Column",
    "CompareTotals",
    "Differences",
    "Explanation",
    "Fault",
    "Finding",
    "InvalidInputError",
    "InvalidTypeError",
    "MalformedInputError",
    "Manager",
    "ManagingShare",
    "Outcome",
    "PartnerCampaignsError",
    "Policy",
    "Profile",
    "RemainderHolder",
    "Report",
    "Rounding",
    "Rule",
    "Severity",
    "Split",
    "SplitColumns",
    "SplitTerms",
    "SplitTermsTable",
    "Step",
    "TermsTable",
    "Totals",
    "Trial",
    "VerifiedFiles",
    "Violation",
    "ViolationError",
    "__version__",
    "adjust",
    "campaigns_of",
    "check",
    "check_json",
    "check_request",
    "check_request_json",
    "compare_columns",
    "creator_orders",
    "explain",
    "format_amount",
    "format_rate",
    "marketplace",
    "net_base",
    "parse_amount",
    "parse_rate",
    "release_memory",
    "rule",
    "rules",
    "rules_json",
    "rules_not_raised",
    "shop_codes",
    "shop_codes_of_csv",
    "split",
    "split_columns",
    "split_into",
    "to_decimal",
    "to_minor",
    "verify",
    "verify_files",
]

if not OPTIMISED:
    warnings.warn(
        "partner_campaigns was compiled without optimisation: results are right, but slow (`make build` optimises)",
        RuntimeWarning,
        stacklevel=2,
    )
