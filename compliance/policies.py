"""What the account in scope wants hidden, as the redaction engine takes it."""

from compliance.models import RedactionPolicy
from compliance.redaction.policy import Policy


def redaction_policy() -> RedactionPolicy:
    """The account's row, or one with the defaults that is not saved."""
    return RedactionPolicy.objects.first() or RedactionPolicy()


def policy_of() -> Policy:
    """The policy of the account in scope."""
    row = redaction_policy()
    return Policy(
        show=frozenset(row.kept_types),
        keep_last4=row.keep_last_four,
        keep_agent_names=row.keep_agent_names,
        health=row.hide_health,
        withhold_payment=row.withhold_payment,
        health_terms=tuple(row.health_terms),
        kept_words=frozenset(word for name in row.kept_words for word in name.lower().split()),
    )
