"""The stages of the calls app: fetching and transcribing, the only code that opens raw audio."""
