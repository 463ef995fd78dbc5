"""Records of the compliance app."""

from compliance.models.account import Account, ApiKey, Membership, Role
from compliance.models.audit import AuditEvent
from compliance.models.consent import ConsentRecord, Purpose
from compliance.models.idempotency import IdempotentRequest
from compliance.models.invitation import Invitation
from compliance.models.redaction import RedactionPolicy
from compliance.models.saved_view import SavedView

__all__ = [
    "Account",
    "ApiKey",
    "AuditEvent",
    "ConsentRecord",
    "IdempotentRequest",
    "Invitation",
    "Membership",
    "Purpose",
    "RedactionPolicy",
    "Role",
    "SavedView",
]
