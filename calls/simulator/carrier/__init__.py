"""A stand-in for the carrier: plays Twilio's side of the protocol over real HTTP, for demo, tests and benchmarks."""
