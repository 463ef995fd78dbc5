"""Connections to destinations: made, changed, switched off and on again by people. Secrets go in and never come out."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attribution.conversions.delivery import resume
from attribution.conversions.destination import ConversionDestination
from attribution.models import DestinationConnection
from compliance.audit.chain import record


def save_connection(
    connection: DestinationConnection,
    kind: type[ConversionDestination],
    *,
    name: str,
    options: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> DestinationConnection:
    """Stores name and settings; `secrets` holds only those given now, others are kept.

    Raises ValidationError when the destination could not be used so, or when an address changes and a kept secret would
    be sent to the new one.
    """
    if connection.pk and secrets.keys() < connection.secrets.keys() and _moves(connection, kind, options):
        raise ValidationError(
            _("The address changes: enter the secret again, so that it goes nowhere unnoticed.")
        )
    kept = {**connection.secrets, **secrets}
    problem = kind(options, kept).setup_problem()
    if problem:
        raise ValidationError(problem)
    before = {"name": connection.name, **connection.options}
    after = {"name": name, **options}
    changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    made = connection.pk is None
    connection.destination, connection.name = kind.key, name
    connection.options, connection.secrets = dict(options), kept
    with transaction.atomic():
        connection.save()
        if made or changed or secrets:
            action = "destination.connected" if made else "destination.changed"
            record(action, connection, destination=kind.key, fields=changed, secrets=sorted(secrets))
    return connection


def switch_off(connection: DestinationConnection) -> None:
    """Nothing is sent and nothing new is planned until it is switched on; what waits keeps waiting."""
    if DestinationConnection.objects.filter(pk=connection.pk, active=True).update(active=False):
        record("destination.switched_off", connection)


def switch_on(connection: DestinationConnection) -> None:
    """Lifts a pause or a switch-off; what waits is due at once."""
    if not connection.active or connection.paused_reason:
        resume(connection)


def _moves(
    connection: DestinationConnection, kind: type[ConversionDestination], options: Mapping[str, Any]
) -> bool:
    old, new = kind(connection.options, {}), kind(options, {})
    addresses = [item.name for item in kind.parameters if item.name.endswith("url")]
    return any(old.option(name) != new.option(name) for name in addresses)
