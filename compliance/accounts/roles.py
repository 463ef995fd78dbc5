"""What each role may do. Permissions are words of the form `area.verb`; API keys carry the same words as scopes."""

from compliance.models import Role

READ = {"calls.view", "calls.listen", "reports.view", "numbers.view", "conversions.view"}
MARKETING = {"calls.edit", "costs.import", "numbers.manage", "conversions.manage"}
ADMIN = {"members.manage", "api_keys.manage", "settings.manage", "calls.import"}
EVERYBODY = {"views.save"}
JUDGING = {"scores.review", "redaction.review"}
_OF_ROLE: dict[str, frozenset[str]] = {
    Role.OWNER: frozenset(READ | MARKETING | ADMIN | JUDGING | {"audit.view", "privacy.manage"}),
    Role.ADMIN: frozenset(READ | MARKETING | ADMIN | JUDGING | {"audit.view"}),
    Role.COMPLIANCE: frozenset(
        READ | {"audit.view", "privacy.manage", "settings.manage", "redaction.review"}
    ),
    Role.ANALYST: frozenset(READ | MARKETING),
    Role.SUPERVISOR: frozenset({"calls.view", "calls.listen", "calls.edit", "reports.view"} | JUDGING),
    Role.REVIEWER: frozenset({"calls.view", "calls.listen"} | JUDGING),
    Role.AGENT: frozenset({"own_calls.view"}),
    Role.INTEGRATION: frozenset(READ - {"calls.listen"} | {"calls.edit", "calls.import", "costs.import"}),
    Role.AUDITOR: frozenset({"audit.view"}),
}
PERMISSIONS: dict[str, frozenset[str]] = {role: words | EVERYBODY for role, words in _OF_ROLE.items()}
ALL = frozenset().union(*PERMISSIONS.values())


def allowed(role: str, permission: str) -> bool:
    """Whether a member with `role` has `permission`; unknown words are refused."""
    return permission in PERMISSIONS.get(role, frozenset())
