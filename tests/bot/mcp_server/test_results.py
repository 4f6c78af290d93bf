"""What the tools give, where no assistant is needed to see it."""

import pytest
from fakes import make_article
from stored_articles import catalogue_of

from bot.mcp_server.results import address_of, id_in, tell_article, tell_said, write_article
from bot.service.desk import Told
from corpus.glossary import load_glossary


@pytest.mark.parametrize("article_id", ["plain", "My Note", "報告/第一章", "a%20b", "A&b#c?d"])
def test_an_address_means_one_article(article_id):
    address = address_of(article_id)
    assert address.isascii()
    assert address.count("/") == 2
    assert id_in(address) == article_id


def test_a_long_article_is_read_in_parts():
    body = "".join(f"Sentence {number}. " for number in range(3000))
    article = make_article("long", body)
    catalogue = catalogue_of([article], load_glossary())
    parts, start = [], 0
    while start is not None:
        told = tell_article(article, catalogue, start)
        part = told.structured_content
        assert (f"start={part['next_start']}." in told.content[0].text) == bool(part["next_start"])
        parts.append(part["text"])
        start = part["next_start"]
    assert "".join(parts) == body
    assert all(len(part) <= 20_000 for part in parts)
    assert tell_article(article, catalogue, 10**9).structured_content["text"] == ""


def test_what_a_language_model_wrote_stands_apart(answer):
    told = tell_said(Told(said=answer, written=("Written. [1]",)), "abc")
    assert told.structured_content["written"] == ["Written. [1]"]
    assert "A language model wrote this from the quotes:\nWritten. [1]" in told.content[0].text


def test_what_articles_agree_on_is_told(agreeing):
    told = tell_said(Told(said=agreeing), "abc")
    (finding,) = told.structured_content["findings"]
    assert finding in told.content[0].text


def test_an_article_without_anything_but_a_text_is_written():
    article = make_article("bare", "Text.", title="A  title", provider=None, url=None)
    assert write_article(article) == "# A title\n\nText."
