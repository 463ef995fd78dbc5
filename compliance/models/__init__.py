"""Records of the compliance app."""

from compliance.models.account import Account, ApiKey, Membership, Role
from compliance.models.audit import AuditEvent
from compliance.models.consent import ConsentRecord, Purpose
from compliance.models.redaction import RedactionPolicy

__all__ = [
    "Account",
    "ApiKey",
    "AuditEvent",
    "ConsentRecord",
    "Membership",
    "Purpose",
    "RedactionPolicy",
    "Role",
]
