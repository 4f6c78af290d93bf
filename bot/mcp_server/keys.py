"""Who may ask from elsewhere: whoever has a key of "sampan keys"."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken

from bot.errors import KeyFileError
from bot.store.keys import KeyRing

log = logging.getLogger(__name__)


class KeyVerifier:
    """Knows the keys in a data folder, as they are now."""

    def __init__(self, home: Path) -> None:
        self._keys = KeyRing(home)
        self._noted: dict[str, str] = {}

    async def verify_token(self, token: str) -> AccessToken | None:
        """Whose key this is; None where it is nobody's."""
        try:
            key = self._keys.find(token)
            if key is None:
                return None
            today = datetime.now(UTC).date()
            if self._noted.get(key.name) != f"{today}":
                self._noted[key.name] = f"{today}"
                await asyncio.to_thread(self._keys.note_use, key, today)
        except (KeyFileError, OSError) as error:
            log.error("a key cannot be checked, or its use not noted: %s", error)
            return None
        return AccessToken(token=token, client_id=key.name, scopes=[])


def caller() -> str | None:
    """The name of the key that the request at hand was sent with; None where it needs none."""
    token = get_access_token()
    return token.client_id if token else None
