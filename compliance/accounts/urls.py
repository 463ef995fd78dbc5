"""Addresses of the account's pages."""

from django.urls import path

from compliance.accounts.pages import joining, keys, members, settings, switching

urlpatterns = [
    path("account/choose/", switching.choose_account, name="choose-account"),
    path("invitations/<str:token>/", joining.invitation, name="invitation"),
    path("settings/", settings.settings, name="settings"),
    path("settings/account/", settings.account_settings, name="settings-account"),
    path("settings/members/", members.members_page, name="settings-members"),
    path("settings/members/invite/", members.invite_member, name="invite-member"),
    path("settings/members/<int:membership_id>/role/", members.change_member, name="change-member"),
    path("settings/members/<int:membership_id>/remove/", members.drop_member, name="remove-member"),
    path(
        "settings/invitations/<int:invitation_id>/revoke/",
        members.revoke_invitation,
        name="revoke-invitation",
    ),
    path("settings/keys/", keys.keys_page, name="settings-keys"),
    path("settings/keys/<int:key_id>/revoke/", keys.revoke_key, name="revoke-key"),
]
