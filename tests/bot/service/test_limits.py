import pytest

from bot.errors import RepeatedError, TooOftenError
from bot.service.limits import RateLimit, Repeats


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


def test_the_same_again_is_refused_for_a_moment_unless_it_failed():
    now = [0.0]
    repeats = Repeats(5, clock=lambda: now[0])
    with pytest.raises(ValueError, match="failed"), repeats.once(1, "a"):
        raise ValueError("failed")
    with repeats.once(1, "a"):
        pass
    with repeats.once(2, "a"), repeats.once(1, "b"):
        pass
    now[0] = 4.9
    with pytest.raises(RepeatedError), repeats.once(1, "a"):
        pass
    now[0] = 5
    with repeats.once(1, "a"):
        pass
