"""Addresses of conversions and destinations."""

from django.urls import path, re_path

from attribution.conversions.pages import destinations, ledger

urlpatterns = [
    path("conversions/", ledger.conversions, name="conversions"),
    path("conversions.csv", ledger.conversions_csv, name="conversions-csv"),
    path("conversions/<int:conversion_id>/", ledger.conversion, name="conversion"),
    path("conversions/replay/", ledger.replay_failed, name="replay-failed"),
    path("deliveries/<int:delivery_id>/replay/", ledger.replay_delivery, name="replay-delivery"),
    path("settings/destinations/", destinations.destinations, name="settings-destinations"),
    path("settings/destinations/new/<slug:kind>/", destinations.add_destination, name="add-destination"),
    path(
        "settings/destinations/<int:connection_id>/", destinations.edit_destination, name="edit-destination"
    ),
    re_path(
        r"^settings/destinations/(?P<connection_id>\d{1,18})/(?P<to>on|off)/$",
        destinations.switch_destination,
        name="switch-destination",
    ),
]
