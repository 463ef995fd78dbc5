"""Pages of the account: settings, members, keys, invitations, switching."""
