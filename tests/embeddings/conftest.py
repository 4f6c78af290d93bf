from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes import HashEncoder, make_article

from corpus.schema import Article
from embeddings.build import BuildReport, build_index, build_lock


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def articles() -> list[Article]:
    """Six articles on three subjects, one of them told twice and one in Chinese."""
    return [
        make_article(
            "bank-licences",
            "The regulator granted three licences to virtual banks.\n\nThey opened within a year.",
            published=datetime(2019, 3, 27, tzinfo=UTC),
            topics=("Banking",),
        ),
        make_article(
            "bank-profits",
            "Two virtual banks made a profit for the first time.\n\nSix still lose money.",
            published=datetime(2025, 2, 21, tzinfo=UTC),
            topics=("Banking",),
        ),
        make_article(
            "chinese-licences",
            "監管機構向三間虛擬銀行發出牌照。\n\n它們在一年內開業。",
            published=datetime(2019, 3, 28, tzinfo=UTC),
            provider="星島頭條",
            topics=("Banking",),
        ),
        make_article(
            "faster-payments",
            "The payment system had 450,000 sign-ups before it opened.",
            published=datetime(2018, 9, 17, tzinfo=UTC),
            topics=("Payments",),
        ),
        make_article(
            "faster-payments-again",
            "Before opening, 450,000 people signed up for the payment system.",
            published=datetime(2018, 9, 18, tzinfo=UTC),
            url="https://www.news.example/faster-payments?utm_source=feed",
            original_url="https://news.example/faster-payments",
            provider="Second News",
            topics=("Payments",),
        ),
        make_article("robots", "A robot marathon was held in a park.", topics=("AI",)),
    ]


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "data" / "index"


@pytest.fixture
def build(folder, encoder, articles):
    """Builds the index of `articles`, or of others, in `folder`."""

    def build(others: list[Article] | None = None, **options: object) -> BuildReport:
        with build_lock(folder):
            return build_index(
                articles if others is None else others,
                folder=folder,
                encoder=options.pop("encoder", encoder),
                encoder_name="hash",
                sources=["articles"],
                **options,
            )

    return build
