import pytest

import sampan


@pytest.fixture(scope="session")
def s(starter_home):
    """Sampan over the starter corpus."""
    with sampan.open(starter_home) as opened:
        yield opened
