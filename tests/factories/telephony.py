"""A Twilio connection, a number and where it rings."""

import factory

from calls.models import Destination, PhoneNumber, TelephonyConnection

ACCOUNT_SID = "AC" + "1" * 32
AUTH_TOKEN = "12345"


class ConnectionFactory(factory.django.DjangoModelFactory[TelephonyConnection]):
    """The account at Twilio."""

    class Meta:
        model = TelephonyConnection

    provider = "twilio"
    name = "Twilio"
    external_id = ACCOUNT_SID
    secrets = factory.LazyFunction(lambda: {"auth_token": AUTH_TOKEN})


class DestinationFactory(factory.django.DjangoModelFactory[Destination]):
    """The office."""

    class Meta:
        model = Destination

    name = "Front desk"
    phone_number = "+14155550100"


class PhoneNumberFactory(factory.django.DjangoModelFactory[PhoneNumber]):
    """A tracking number that rings the office."""

    class Meta:
        model = PhoneNumber

    number = factory.Sequence(lambda n: f"+1415555{2000 + n}")
    connection = factory.SubFactory(ConnectionFactory)
    destination = factory.SubFactory(DestinationFactory)
