"""The words an account uses for intents and outcomes."""
