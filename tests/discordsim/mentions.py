"""Whom a message pings."""

import re

from discordsim.message import Msg
from discordsim.permissions import has_all
from discordsim.users import User
from discordsim.wire import DM_CHANNEL, Json
from discordsim.world import World


class Mentions(World):
    """Finds those who are mentioned, and judges whether the bot may."""

    def mentions(
        self,
        content: str,
        allowed: Json | None,
        author: User,
        channel_id: str,
        reference: Msg | None,
    ) -> Json:
        """Who is really pinged: by the text, the allowed mentions and the permissions."""
        everyone = bool(re.search(r"@(everyone|here)", content))
        users = [id for id in _ids(r"<@!?(\d+)>", content) if id in self.users]
        roles = [id for id in _ids(r"<@&(\d+)>", content) if id in self.roles]
        pings_author = True
        if allowed is not None:
            parse = allowed.get("parse") or []
            pings_author = bool(allowed.get("replied_user", False))
            everyone = everyone and "everyone" in parse
            users = _allowed(users, allowed, "users")
            roles = _allowed(roles, allowed, "roles")
        in_guild = self.channels.get(channel_id, {}).get("type") != DM_CHANNEL
        may = in_guild and has_all(self.permissions(author.id, channel_id), "MENTION_EVERYONE")
        if reference is not None and pings_author and reference.author_id in self.users:
            users = list(dict.fromkeys([*users, reference.author_id]))
        return {
            "mention_everyone": everyone and may,
            "mention_roles": [id for id in roles if may or self.roles[id]["mentionable"]],
            "mentions": [self.users[id].json() for id in users],
        }

    def judge_pings(self, message: Msg) -> None:
        """Warn of a message of the bot's that pings more than one person."""
        raw = message.raw
        if message.ephemeral_for or not (raw["mention_everyone"] or raw["mention_roles"]):
            return
        whom = "everyone" if raw["mention_everyone"] else f"roles {raw['mention_roles']}"
        self.warn(
            "mass-mention",
            f"a message of the bot pings {whom}: {raw['content'][:80]!r}",
            request=self.requests[-1] if self.requests else None,
        )


def _ids(pattern: str, content: str) -> list[str]:
    return list(dict.fromkeys(re.findall(pattern, content)))


def _allowed(ids: list[str], allowed: Json, kind: str) -> list[str]:
    if kind in (allowed.get("parse") or []):
        return ids
    named = {str(id) for id in allowed.get(kind) or []}
    return [id for id in ids if id in named]
