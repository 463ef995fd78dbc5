"""Tenant scope fails closed."""

import pytest
from django.apps import apps
from django.db import models

from compliance.models import Account, ConsentRecord, Membership
from compliance.tenancy import AccountOwned, ForeignAccount, NoAccount, ScopedManager, use_account
from tests.factories.accounts import AccountFactory

OWN_APPS = {"compliance", "calls", "attribution", "analytics"}
WITHOUT_ACCOUNT_SCOPE = {Account, Membership}


def test_every_model_of_ours_is_owned_by_an_account_and_scoped_by_default() -> None:
    models_of_ours = [m for m in apps.get_models(include_auto_created=False) if m._meta.app_label in OWN_APPS]
    assert len(models_of_ours) >= 30
    for model in models_of_ours:
        if model in WITHOUT_ACCOUNT_SCOPE:
            continue
        assert issubclass(model, AccountOwned), model
        assert isinstance(model._default_manager, ScopedManager), model
        field = model._meta.get_field("account")
        assert isinstance(field, models.ForeignKey)
        assert not field.null, model


@pytest.mark.django_db
def test_every_model_of_ours_refuses_a_query_without_account() -> None:
    for model in apps.get_models():
        if model._meta.app_label in OWN_APPS and model not in WITHOUT_ACCOUNT_SCOPE:
            with pytest.raises(NoAccount):
                model._default_manager.count()


def test_rows_of_another_account_are_neither_seen_nor_written(
    account: Account, django_assert_num_queries
) -> None:
    other = AccountFactory()
    with use_account(other.pk):
        theirs = ConsentRecord.objects.create(
            subject="call:1", purpose="record", granted=True, source="notice", at="2026-01-01T00:00Z"
        )
    assert not ConsentRecord.objects.exists()
    assert ConsentRecord.everywhere.get() == theirs
    theirs.granted = False
    with pytest.raises(ForeignAccount):
        theirs.save()
    assert ConsentRecord.everywhere.get().granted is True


def test_a_new_row_belongs_to_the_account_in_scope(account: Account) -> None:
    row = ConsentRecord(
        subject="call:1", purpose="record", granted=True, source="notice", at="2026-01-01T00:00Z"
    )
    row.save()
    assert row.account_id == account.pk
