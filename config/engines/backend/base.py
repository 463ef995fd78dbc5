"""PostgreSQL whose server is started when the first connection is asked for, not when settings are read."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from config.engines import postgres
from config.engines.usage import use_postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """Fills host, user and password in from the embedded server's place."""

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's; starts the server first. Raises EngineError when it cannot run here."""
        embedded = self.settings_dict["EMBEDDED"]
        place = use_postgres(Path(embedded["var"]), tuple(embedded["options"]))
        self.settings_dict.update(HOST=place.sockets, USER=postgres.USER, PASSWORD=place.password)
        return super().get_connection_params()
