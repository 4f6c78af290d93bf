"""How many of something, in words."""


def say_count(number: int, one: str, many: str = "") -> str:
    """The number with what it counts: "1 article", "2,000 articles", "0 entries".

    `many` is the plural where that is not `one` with an "s".
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
