import pytest

from bot.errors import TooOftenError
from bot.service.limits import RateLimit
from bot.service.shares import Shares, role_limit
from bot.store.journal_file import open_journal

_SERVER, _STAFF, _NEW = 1, 7, 8


@pytest.mark.parametrize(
    ("limits", "roles", "most"),
    [
        ({}, [_SERVER, _STAFF], None),
        ({_SERVER: 2}, [_SERVER, _STAFF], 2),
        ({_SERVER: 5, _STAFF: 2}, [_SERVER, _STAFF], 2),
        ({_SERVER: 5, _STAFF: 9, _NEW: 1}, [_SERVER, _STAFF, _NEW], 9),
        ({_NEW: 1}, [_SERVER, _STAFF], None),
    ],
)
def test_the_highest_limit_of_a_members_roles_counts(limits, roles, most):
    named = {str(role): str(count) for role, count in limits.items()}
    assert role_limit(named, _SERVER, roles) == most


async def test_what_is_one_too_many_for_a_role_or_a_server_is_refused(tmp_path):
    async with open_journal(tmp_path) as journal:
        shares = Shares(journal)
        await journal.servers.set_setting(_SERVER, f"limit:{_NEW}", "1")
        shares.check(_SERVER, 1, [_SERVER, _NEW])
        shares.check(_SERVER, 2, [_SERVER, _NEW])
        shares.check(_SERVER, 3, [_SERVER])
        shares.check(_SERVER, 3, [_SERVER])
        with pytest.raises(TooOftenError, match="please wait"):
            shares.check(_SERVER, 1, [_SERVER, _NEW])
        await journal.servers.set_setting(_SERVER, "quota", "2")
        shares.check(_SERVER, 4, [])
        shares.check(_SERVER, 5, [])
        with pytest.raises(TooOftenError, match="all that its moderators allow"):
            shares.check(_SERVER, 6, [])
        shares.check(2, 6, [])


def test_a_limit_that_was_lowered_says_how_long_to_wait():
    now = [0.0]
    limit = RateLimit(3, 60, clock=lambda: now[0])
    for moment in (0.0, 10.0, 20.0):
        now[0] = moment
        limit.check("a")
    with pytest.raises(TooOftenError) as raised:
        limit.check("a", 2)
    assert raised.value.wait_s == 50
    now[0] = 70.5
    limit.check("a", 2)
