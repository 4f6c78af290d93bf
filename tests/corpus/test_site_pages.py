from dataclasses import replace

import pytest

from corpus.schema import Article
from corpus.site_pages import drop_site_furniture

STORIES = {
    "Pier gate reads palms": "The gate at the pier reads the palm of a rider since Monday. "
    "It lets nobody through who has not registered before.\n\n"
    "Riders without a phone may still buy a ticket of paper at the counter.",
    "Noodle shops lend by scale": "Three noodle shops borrow money by the weight of their flour. "
    "A scale under the bin tells the lender how they do.\n\n"
    "The lender charges nine per cent and has lost nothing so far, its owner said.",
    "Court hears case of two seals": "A court heard on Friday how one seal came to be two. "
    "The clerk who cut the second one did not appear.\n\n"
    "Both seals open the same vault, and the judge kept them on her desk.",
    "Ferry line buys four batteries": "The ferry line has bought four batteries for its boats. "
    "Each weighs as much as forty riders and costs more than their fares of a year.\n\n"
    "The first boat sails in spring, if the pier gets its new cable in time.",
    "Tide tables move to a ledger": "The harbour office writes its tide tables into a ledger. "
    "Fishermen trust it more than the board, which was wrong twice in a month.\n\n"
    "The board stays on the wall all the same, for those who like to look up.",
}
STORIES_ZH = {
    "碼頭閘口識別掌紋": "碼頭閘口周一起可識別乘客的掌紋，未登記的人不能通過。\n\n"
    "沒有電話的乘客仍可到櫃位購買紙張車票。",
    "麵店按麵粉重量借錢": "三間麵店按麵粉的重量向銀行借錢，磅秤會把數據傳給銀行。\n\n"
    "銀行收取九厘利息，店主說至今從未拖欠。",
    "渡輪公司買入四組電池": "渡輪公司買入四組電池，每組的重量相當於四十名乘客。\n\n"
    "首艘電動渡輪將於春季啟航，視乎碼頭電纜何時完工。",
    "潮汐表改存帳本": "海港辦公室把潮汐表存入帳本，漁民認為比告示板可靠。\n\n"
    "告示板仍會掛在牆上，方便喜歡抬頭看的人。",
}


def pages(stories=STORIES, *, title="{}", before="", behind="", host="bay.example", **fields):
    return [
        Article(
            id=f"{number}",
            title=title.format(name),
            body=f"{before}{body}{behind}",
            language="en",
            url=f"https://www.{host}/story/{number}",
            **fields,
        )
        for number, (name, body) in enumerate(stories.items())
    ]


def cleaned(articles, **options):
    ids = options.get("scraped_ids", {article.id for article in articles})
    return drop_site_furniture(articles, scraped_ids=ids)


def bodies(articles):
    return [article.body for article in articles]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("Harbour\n\nMoney\n\nTides\n\n", ""),
        ("", "\n\nAll about boats\n\nThe pier in pictures"),
        (
            "",
            "\n\n- Boats\n- Piers\n\nAmy Roe is a reporter who covers the harbour.",
        ),
        ("", "\n\nSubscribe to our letter, and we tell you each morning what the tide brings."),
        ("Tides > Today\n\n", "\n\n立即訂閱本報電子報，每日清晨為你送上碼頭消息。"),
    ],
)
@pytest.mark.parametrize("stories", [STORIES, STORIES_ZH], ids=["en", "zh"])
def test_what_recurs_around_the_texts_of_a_site_goes(stories, before, behind):
    found = cleaned(pages(stories, before=before, behind=behind))
    assert bodies(found.articles) == list(stories.values())
    texts = [line.strip() for line in f"{before}\n{behind}".split("\n") if line.strip()]
    assert [one.text for one in found.removed["0"]] == texts
    assert {one.reason for one in found.removed["0"]} == {"recurs on the site"}


def test_teasers_of_other_pages_go_with_their_dates_and_first_words():
    names = list(STORIES)
    articles = pages()
    teasers = [
        f"From the harbour\n\n{other}\n\n3 May\n\n{STORIES[other].split(chr(10))[0]}\n\n{another}"
        for other, another in zip(names[1:] + names[:1], names[2:] + names[:2], strict=True)
    ]
    dirty = [
        replace(article, body=f"{article.body}\n\n{teaser}")
        for article, teaser in zip(articles, teasers, strict=True)
    ]
    assert bodies(cleaned(dirty).articles) == list(STORIES.values())


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_pages_show_nothing(count):
    articles = pages(title="{} | The Bay", before="Boats\n\n", behind="\n\nPiers")[:count]
    found = cleaned(articles)
    assert list(found.articles) == articles
    assert found.removed == {}


def test_only_scraped_articles_are_changed():
    articles = pages(title="{} | The Bay", before="Boats\n\n", behind="\n\nPiers")
    assert list(cleaned(articles, scraped_ids=()).articles) == articles
    found = cleaned(articles, scraped_ids={"0", "1", "2"})
    assert list(found.articles)[3:] == articles[3:]
    assert set(found.removed) == {"0", "1", "2"}


def test_pages_of_other_sites_show_nothing():
    articles = [
        replace(article, url=f"https://{article.id}.example/a")
        for article in pages(title="{} | The Bay", behind="\n\nPiers")
    ]
    assert list(cleaned(articles).articles) == articles


def test_a_sentence_that_related_stories_quote_stays():
    quoted = "\n\nThe ferry line was founded in 1898 and carries nine thousand riders a day."
    articles = pages(behind=quoted)
    assert list(cleaned(articles).articles) == articles


ALERT = (
    "The harbour office warns of letters that pretend to come from {name}. They ask for a fee "
    "for a berth that does not exist.\n\nThe letters bear the number {number}.\n\n"
    "## What to do\n\nThe office never asks for money by letter or by phone.\n\n"
    "Whoever has paid should call the harbour police at once, and keep the letter for them.\n\nEnds"
)


def test_the_sentences_of_a_template_stay():
    alerts = {
        f"Letters in the name of {name}": ALERT.format(name=name, number=number)
        for number, name in enumerate(("Tide Bank", "Gull Bank", "Quay Bank", "Pier Bank"), 31)
    }
    articles = pages(alerts)
    assert list(cleaned(articles).articles) == articles
    menu = "\n\nBoats\n\nPiers\n\nTide tables"
    assert bodies(cleaned(pages(alerts, behind=menu)).articles) in (
        list(alerts.values()),
        [body.removesuffix("\n\nEnds") for body in alerts.values()],
    )


def test_a_list_that_recurs_and_is_announced_stays():
    articles = pages(behind="\n\nThe following lenders hold a licence:\n\n- Tide Bank\n- Gull Bank")
    assert list(cleaned(articles).articles) == articles


def test_a_table_and_figures_that_recur_stay():
    articles = pages(behind="\n\nHarbour office: 2123 4567\n\n| Month | Boats |\n| --- | --- |")
    assert list(cleaned(articles).articles) == articles


def test_headings_inside_the_texts_stay():
    stories = {name: body.replace("\n\n", "\n\n## Why\n\n") for name, body in STORIES.items()}
    articles = pages(stories)
    assert list(cleaned(articles).articles) == articles


def test_one_story_at_many_addresses_shows_nothing():
    article = pages(behind="\n\nTide Bank\n\nGull Bank")[0]
    articles = [
        replace(article, id=f"{number}", url=f"https://bay.example/{number}") for number in range(5)
    ]
    assert list(cleaned(articles).articles) == articles


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("{} | The Bay Courier", {}),
        ("{} | Harbour | The Bay Courier", {}),
        ("{} - The Bay Courier", {}),
        ("{} – The Bay Courier", {}),
        ("{}_海灣網", {}),
        ("{} - 海灣新聞網", {}),
        ("{}｜海灣日報", {}),
        ("The Bay Courier: {}", {}),
        ("海灣日報：{}", {}),
        ("Bay: {}", {"host": "bay.example"}),
        ("{} - Harbour Office", {"provider": "Harbour Office"}),
    ],
)
@pytest.mark.parametrize("stories", [STORIES, STORIES_ZH], ids=["en", "zh"])
def test_titles_lose_the_name_of_their_site(stories, title, fields):
    found = cleaned(pages(stories, title=title, **fields))
    assert [article.title for article in found.articles] == list(stories)
    assert found.removed["0"][0].text == title.format(next(iter(stories)))


@pytest.mark.parametrize(
    "title", ["Fraudulent letters: {} Bank", "{} Bank - fraudulent letters", "Budget 2024: {} Bank"]
)
def test_a_subject_that_titles_share_stays(title):
    stories = {
        name: f"The office warns of fraudulent letters before the Budget 2024, said {name} Bank."
        for name in ("Tide", "Gull", "Quay", "Pier")
    }
    articles = pages(stories, title=title)
    assert list(cleaned(articles).articles) == articles


def test_a_name_of_few_titles_stays():
    articles = pages()
    first = [replace(one, title=f"{one.title} - Part two") for one in articles[:2]]
    assert list(cleaned([*first, *articles[2:]]).articles) == [*first, *articles[2:]]


def test_the_order_of_the_articles_does_not_matter():
    articles = pages(title="{} | The Bay", before="Boats\n\n", behind="\n\nPiers")
    found = cleaned(articles)
    assert list(cleaned(articles[::-1]).articles) == list(found.articles)[::-1]


def test_no_articles_lose_nothing():
    found = drop_site_furniture([], scraped_ids=())
    assert found.articles == ()
    assert found.removed == {}


def test_teasers_that_are_openings_of_other_stories_do_not_make_a_form_of_a_page():
    names = list(STORIES)
    openings = [STORIES[name].partition("\n")[0] for name in names]
    articles = []
    for number, article in enumerate(pages()):
        others = [openings[(number + step) % len(names)] for step in (1, 2, 3)]
        tail = "\n\n".join(
            [
                "Ann Sample is a reporter who covers the harbour for Bay Daily.",
                "Enjoying this story? Get our morning briefing for free.",
                *others,
                "Bay Daily Ltd, 12 Quay Street. Tel 2345 6789",
                "The views of columnists are their own and not those of Bay Daily.",
            ]
        )
        articles.append(replace(article, body=f"{article.body}\n\n{tail}"))
    cleaned = drop_site_furniture(articles, scraped_ids={a.id for a in articles})
    assert [article.body for article in cleaned.articles] == list(STORIES.values())


def test_a_telephone_number_that_every_text_ends_with_stays():
    last = "Enquiries of readers: 2345 6789"
    articles = pages(behind=f"\n\n{last}")
    cleaned = drop_site_furniture(articles, scraped_ids={a.id for a in articles})
    assert all(article.body.endswith(last) for article in cleaned.articles)
