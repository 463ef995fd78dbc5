"""PostgreSQL and Valkey from their wheels, for a machine that has neither.

Used only when `DATABASE_URL` / `BROKER_URL` are unset. The servers listen on unix sockets in a private folder
with a short name (a socket path ends at 107 bytes), never on a port. Every process that uses them holds a shared
lock; the last one to leave stops them, so a killed process leaves nothing behind for longer than the next command.
"""
