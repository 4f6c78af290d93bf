import pytest

_CDI = "2022-10-24-cdi-goes-live"


def _list(web, **conditions):
    response = web.get("/v1/articles", params=conditions)
    assert response.status_code == 200, response.text
    return response.json()


def test_passages_are_found_with_what_speaks_for_them(web, service):
    hits = web.get("/v1/search", params={"q": "Commercial Data Interchange", "k": 5}).json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
    for hit in hits:
        article = service.catalogue.get(hit["article"])
        assert article.body[hit["start"] : hit["end"]] == hit["text"]
        assert hit["title"] == article.title
        assert hit["url"] == article.url
    assert hits[0]["reader"] > hits[-1]["reader"]
    assert hits[0]["vector"]["rank"] >= 1


def test_a_search_may_be_limited(web):
    wanted = {"q": "stablecoins", "since": "2025", "provider": ["HKMA", "SCMP"], "language": "en"}
    hits = web.get("/v1/search", params=wanted).json()["hits"]
    assert hits
    assert all(hit["published"] >= "2025" for hit in hits)


def test_the_whole_list_comes_page_by_page_the_newest_first(web, service):
    found, after = [], None
    while True:
        page = _list(web, limit=37, after=after or "")
        found += page["articles"]
        assert page["total"] == len(service.catalogue)
        after = page["next"]
        if after is None:
            break
    assert len({article["id"] for article in found}) == len(found) == 160
    days = [article.get("published", "") for article in found]
    assert days == sorted(days, reverse=True)
    assert all("body" not in article and "path" not in article for article in found)


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"topic": "Payments"}, lambda article: "Payments" in article["topics"]),
        ({"provider": "SCMP"}, lambda article: "South China" in article["provider"]),
        ({"language": "zh-Hant"}, lambda article: article["language"] == "zh-Hant"),
        ({"since": "2025", "until": "2025-06"}, lambda a: "2025-01" <= a["published"] < "2025-07"),
        ({"title": "虛擬銀行"}, lambda article: True),
    ],
)
def test_a_list_may_be_limited(web, conditions, fits):
    listed = _list(web, **conditions)
    assert 0 < listed["total"] < 160
    assert all(fits(article) for article in listed["articles"])


def test_a_title_is_named_in_either_language(web):
    listed = _list(web, title="虛擬銀行", limit=100)
    assert any("virtual bank" in article["title"].lower() for article in listed["articles"])


def test_nothing_that_fits_is_an_empty_list(web):
    assert _list(web, since="1999", until="1999") == {"articles": [], "next": None, "total": 0}


def test_an_article_comes_with_its_text_and_those_related(web, service):
    article = service.catalogue.get(_CDI)
    shown = web.get(f"/v1/articles/{_CDI}").json()
    assert (shown["title"], shown["body"]) == (article.title, article.body)
    assert [other["article"] for other in shown["related"]] == [
        other.id for other in service.catalogue.related(_CDI, limit=10)
    ]
    assert "path" not in shown


def test_topics_providers_and_languages_are_counted(web, service):
    counted = web.get("/v1/topics").json()
    assert counted["topics"][0] == {"name": "Banking", "articles": 58}
    assert [row["name"] for row in counted["providers"]] == [
        name for name, _ in service.catalogue.providers()
    ]
    assert counted["languages"] == [
        {"name": "en", "articles": 135},
        {"name": "zh-Hant", "articles": 25},
    ]


def test_about_says_what_is_known(web):
    about = web.get("/v1/about", headers={"Accept-Language": "zh-HK"}).json()
    assert (about["name"], about["articles"]) == ("Sampan", 160)
    assert about["oldest"] < about["newest"]
    assert about["subject"] == "香港金融科技和人工智能"
    assert about["greeting"].startswith("請用中文或英文問我")
    assert web.get("/v1/about?language=en").json()["greeting"].startswith("Ask me")


def test_examples_are_answered(web):
    for language in ("en", "zh-Hant"):
        (question, *_) = web.get(f"/v1/examples?language={language}").json()["questions"]
        answer = web.post("/v1/answers", json={"question": question}).json()
        assert answer["verdict"] == "answered"
        assert answer["language"] == language
