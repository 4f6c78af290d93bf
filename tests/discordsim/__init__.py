"""A simulated Discord for tests of an unmodified bot, and a judge of what the bot sends."""

from discordsim.errors import DriverError
from discordsim.faults import Fault
from discordsim.message import Msg
from discordsim.permissions import EVERYONE_PERMISSIONS, perms
from discordsim.records import RequestRecord, Violation
from discordsim.replies import Autocomplete, MessageResult, Reply
from discordsim.simulator import DiscordSim
from discordsim.users import User

__all__ = [
    "EVERYONE_PERMISSIONS",
    "Autocomplete",
    "DiscordSim",
    "DriverError",
    "Fault",
    "MessageResult",
    "Msg",
    "Reply",
    "RequestRecord",
    "User",
    "Violation",
    "perms",
]
