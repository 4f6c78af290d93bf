import pytest

from corpus.file_names import name_article, read_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("story.md", "story"),
        ("a/b/Quay note.md", "Quay note"),
        ("story.zh-hk.md", "story.zh-hk"),
        ("2021-07-09-a-bank-opens.md", "2021-07-09-a-bank-opens"),
        ("posts/a-bank-opens/index.md", "a-bank-opens"),
        ("posts/a-bank-opens/index.zh-hk.md", "a-bank-opens.zh-hk"),
        ("posts/a-bank-opens/INDEX.html", "a-bank-opens"),
        ("2021/07/09/index.md", "2021-07-09"),
        ("posts/_index.md", "posts"),
        ("index.md", "index"),
        ("_index.md", "_index"),
        ("no-ending", "no-ending"),
    ],
)
def test_an_id_begins_with_the_files_name_or_with_its_folders_for_an_index(path, name):
    assert name_article(path) == name


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("_posts/2021-07-09-a-bank.md", "2021-07-09"),
        ("20210709_a-bank.md", "2021-07-09"),
        ("2021_07_09 A bank.md", "2021-07-09"),
        ("2021年7月9日 銀行開業.md", "2021-07-09"),
        ("2021-07-09.md", "2021-07-09"),
        ("2021-07-09-a-bank/index.md", "2021-07-09"),
        ("posts/2021/07/09/a-bank.md", "2021-07-09"),
        ("posts/2021/07/09/a-bank/index.md", "2021-07-09"),
        ("2021-07-09/a-bank.md", "2021-07-09"),
        ("20210709/a-bank.md", "2021-07-09"),
        ("posts/2021/07/a-bank.md", "2021-07"),
        ("2021-07/a-bank.md", "2021-07"),
        ("2021-13-09-a-bank.md", None),
        ("2021/a-bank.md", None),
        ("report-2021-03-31.md", None),
        ("a-bank-2021.md", None),
        ("12345678.md", None),
        ("2021/13/a-bank.md", None),
    ],
)
def test_a_date_is_read_where_a_name_begins_with_it_and_from_folders(path, day):
    published = read_name(path).published
    if day is None:
        assert published is None
        return
    assert published.is_month_only == (len(day) == 7)
    assert published.moment.date().isoformat() == (day if len(day) > 7 else f"{day}-01")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("harbour-pay-wins-licence.md", "Harbour pay wins licence"),
        ("2021-07-09-harbour-pay-wins-licence.md", "Harbour pay wins licence"),
        ("a-bank-opens/index.zh-hk.md", "A bank opens"),
        ("Quay note.md", "Quay note"),
        ("Stablecoin.md", "Stablecoin"),
        ("港幣穩定幣.md", "港幣穩定幣"),
        ("2024年3月5日 閘付推出.md", "閘付推出"),
        ("My page 0f3a4b5c6d7e8f900f3a4b5c6d7e8f90.md", "My page"),
        ("Bank-notes-0f3a4b5c-6d7e-8f90-0f3a-4b5c6d7e8f90.md", "Bank notes"),
        ("01-intro-to-rails.md", "Intro to rails"),
        ("7-eleven-takes-cards.md", "7 eleven takes cards"),
        ("fast%20rails.md", "Fast rails"),
        ("harbour-pay_tc.md", "Harbour pay"),
        ("index.md", ""),
        ("untitled 3.md", ""),
        ("page-12.md", ""),
        ("d01.md", ""),
        ("a.md", ""),
        ("20240305.md", ""),
        ("3001610.md", ""),
        ("0f3a4b5c6d7e8f900f3a4b5c6d7e8f90.md", ""),
        ("IMG_1234.md", ""),
        ("未命名.md", ""),
        ("README.md", ""),
    ],
)
def test_a_name_is_a_title_where_it_says_something(path, title):
    assert read_name(path).title == title


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("story.zh-hk.md", "zh-hk"),
        ("story.en.md", "en"),
        ("a/index.zh_TW.md", "zh-tw"),
        ("content/zh-hk/story.md", "zh-hk"),
        ("i18n/zh-TW/docs/story.md", "zh-tw"),
        ("en/story.md", "en"),
        ("story_tc.md", "tc"),
        ("story.md", ""),
        ("content/posts/story.md", ""),
        ("the-end.md", ""),
    ],
)
def test_a_language_is_read_from_the_name_or_a_folder(path, language):
    assert read_name(path).language == language


def test_drafts_and_section_pages_are_told_by_their_path():
    assert read_name("_drafts/story.md").is_draft
    assert not read_name("drafts-of-law/story.md").is_draft
    assert read_name("posts/_index.md").is_section
    assert read_name("posts/_index.en.md").is_section
    assert not read_name("posts/index.md").is_section
