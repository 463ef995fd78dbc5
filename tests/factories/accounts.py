"""Accounts and people."""

import factory
from django.contrib.auth.models import User

from compliance.models import Account, Membership, Role


class AccountFactory(factory.django.DjangoModelFactory[Account]):
    """A US business."""

    class Meta:
        model = Account

    name = factory.Sequence(lambda n: f"Business {n}")
    slug = factory.Sequence(lambda n: f"business-{n}")


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A person with a role; the owner unless said otherwise."""

    class Meta:
        model = Membership

    account = factory.SubFactory(AccountFactory)
    role = Role.OWNER
    user = factory.LazyAttributeSequence(
        lambda _, n: User.objects.create_user(f"person{n}", f"person{n}@example.com", "pass-word-9")
    )
