import pytest

from corpus.formats.properties import fields_of_properties

PROSE = "Lantern Bank opened a branch on Monday. It had closed another one on 3 May 2019.\n\n"


@pytest.mark.parametrize(
    ("body", "published"),
    [
        (f"24 November 2025\n\n{PROSE}", "2025-11-24"),
        (f"Press release\n\nHarbour Daily  24 November 2025\n\n{PROSE}", "2025-11-24"),
        (f"二〇二五年十一月二十四日\n\n{PROSE}", "2025-11-24"),
        (f"{PROSE * 20}完\n\n2025年11月24日（星期一）", "2025-11-24"),
        (f"{PROSE * 20}Ends/Monday, November 24, 2025", "2025-11-24"),
    ],
)
def test_the_date_that_stands_alone_under_a_title_or_closes_a_release_is_its_day(body, published):
    fields = fields_of_properties(title="A branch opens", author="", keywords="", body=body)
    assert fields["publishedDateTime"] == published


@pytest.mark.parametrize(
    "body",
    [
        PROSE,
        "",
        f"Effective from 1 January 2026\n\n{PROSE}",
        f"有效期至2026年1月1日\n\n{PROSE}",
        f"由2026年1月1日起生效\n\n{PROSE}",
        f"Last updated: 24 November 2025\n\n{PROSE}",
        f"05/03/2024\n\n{PROSE}",
        f"| 24 November 2025 | 31 |\n\n{PROSE}",
        f"{PROSE * 20}24 November 2025",
    ],
)
def test_another_date_in_a_text_is_not_its_day(body):
    fields = fields_of_properties(title="A branch opens", author="", keywords="", body=body)
    assert "publishedDateTime" not in fields
