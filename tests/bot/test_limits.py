import pytest

from bot.errors import TooOftenError
from bot.limits import RateLimit


def test_one_question_too_many_is_told_how_long_to_wait():
    now = [0.0]
    limit = RateLimit(2, 60, clock=lambda: now[0])
    limit.check(1)
    now[0] = 10
    limit.check(1)
    limit.check(2)
    now[0] = 20
    with pytest.raises(TooOftenError) as raised:
        limit.check(1)
    assert raised.value.wait_s == 40
    now[0] = 60
    limit.check(1)
