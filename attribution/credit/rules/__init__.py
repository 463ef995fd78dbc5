"""Credit rules, one file each; pure."""
