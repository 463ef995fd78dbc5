"""Addresses that carriers call."""

from django.urls import path

from calls.telephony.views import webhook

urlpatterns = [path("telephony/<slug:provider_key>/<slug:kind>", webhook, name="telephony-webhook")]
