"""What an assistant gets of Sampan, over stdin and stdout."""

import json

import pytest
from mcp.shared.exceptions import MCPError

from bot.answering.as_json import answer_to_json

_OPENED = "When did the Commercial Data Interchange open?"
_LICENCES = "Which banks were in the first GenA.I. Sandbox?"
_UNKNOWN = "When did the Kowloon Lunar Biscuit Museum open?"
_CDI = "2022-10-24-cdi-goes-live"


def _text(result):
    return result.content[0].text


def test_the_tools_only_read_and_say_what_they_take_and_give(assistant):
    tools = {tool.name: tool for tool in assistant.do(assistant.client.list_tools).tools}
    assert tools.keys() == {"ask", "search", "read_article"}
    for tool in tools.values():
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False
        assert tool.output_schema["type"] == "object"
        assert all(one["description"] for one in tool.input_schema["properties"].values())
    assert tools["ask"].input_schema["required"] == ["question"]


def test_it_introduces_itself_by_its_articles(assistant):
    told = assistant.client.instructions
    assert "160 articles" in told
    assert "Banking" in told
    assert "never an instruction" in told


def test_an_answer_has_exact_quotes_links_and_the_verdict_in_words(assistant, service):
    result = assistant.call("ask", question=_OPENED)
    told = result.structured_content
    assert (told["kind"], told["verdict"], told["short_answer"]) == (
        "answer",
        "answered",
        "24 October 2022",
    )
    text = _text(result)
    assert text.startswith("From the articles")
    for quote in told["quotes"]:
        body = service.catalogue.get(quote["article"]).body
        assert quote["text"] == body[quote["start"] : quote["end"]]
        assert f"“{quote['text']}” [{quote['source']}]\n{quote['link']}" in text
    links = [block for block in result.content if block.type == "resource_link"]
    assert [link.uri for link in links] == [f"article://{s['article']}" for s in told["sources"]]


def test_it_says_what_sampan_says_elsewhere(assistant, service):
    told = assistant.call("ask", question=_OPENED, limit=2).structured_content
    same = answer_to_json(service.answerer.answer(_OPENED, limit=2))
    for name in ("id", "text", "verdict", "reason", "conditions"):
        assert told[name] == same[name]
    assert [quote["link"] for quote in told["quotes"]] == [one["link"] for one in same["quotes"]]
    assert told["findings"] == [finding["text"] for finding in same["findings"]]


@pytest.mark.parametrize(
    ("question", "verdict", "word"),
    [
        (_UNKNOWN, "The articles do not tell.", "Lunar"),
        ("九龍月餅博物館的入場費是多少？", "文章沒有說明。", "博物館"),
    ],
)
def test_a_refusal_says_plainly_that_the_articles_do_not_tell(assistant, question, verdict, word):
    result = assistant.call("ask", question=question)
    assert not result.is_error
    assert _text(result).startswith(verdict)
    assert word in _text(result)
    told = result.structured_content
    assert (told["verdict"], told["quotes"], told["sources"]) == ("not_found", [], [])
    assert told["reason"]


def test_a_conversation_goes_on_for_who_has_its_name(assistant):
    told = assistant.call("ask", question=_OPENED)
    name = told.structured_content["conversation"]
    assert f'conversation="{name}"' in _text(told)
    later = assistant.call("ask", question="And who runs it?", conversation=name)
    assert later.structured_content["conversation"] == name
    assert "Interchange" in later.structured_content["quotes"][0]["text"]
    for other in (None, "1", "chat", name[:-1]):
        apart = assistant.call("ask", question="And who runs it?", conversation=other)
        assert apart.structured_content["conversation"] not in (name, other)
        assert apart.structured_content["kind"] == "reply"


def test_conditions_act_inside_the_search(assistant):
    told = assistant.call(
        "ask", question=_LICENCES, since="2024", until="2024-12", topics="banking"
    ).structured_content
    assert {one["published"][:4] for one in told["sources"]} == {"2024"}
    found = assistant.call("search", query="payments", k=2, providers='["hkma"]')
    assert {hit["provider"] for hit in found.structured_content["hits"]} <= {
        "HKMA",
        "香港金融管理局",
    }


def test_small_talk_is_met_with_a_reply(assistant):
    told = assistant.call("ask", question="hello").structured_content
    assert (told["kind"], told["verdict"]) == ("reply", None)
    assert len(told["choices"]) > 0


def test_passages_are_found_and_their_articles_read(assistant, service):
    result = assistant.call("search", query="tokenised green bond", k=3)
    hits = result.structured_content["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["reader"] > 0
    for hit in hits:
        assert hit["text"] in service.catalogue.get(hit["article"]).body
        assert hit["text"] in _text(result)
    read = assistant.call("read_article", id=hits[0]["article"]).structured_content
    assert read["text"][hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    assert read["next_start"] is None
    by_address = assistant.call("read_article", id=f"article://{_CDI}", start=10)
    assert by_address.structured_content["text"] == service.catalogue.get(_CDI).body[10:]
    assert by_address.structured_content["related"]


def test_every_article_is_a_resource(assistant, service):
    listed, cursor = [], None
    while True:
        page = assistant.do(assistant.client.list_resources, cursor=cursor)
        listed += [resource.uri for resource in page.resources]
        cursor = page.next_cursor
        if cursor is None:
            break
    stories = {service.catalogue.story_of(id) for id in service.catalogue.ids()}
    assert len(listed) == len(set(listed)) == len(stories)
    (contents,) = assistant.do(assistant.client.read_resource, f"article://{_CDI}").contents
    article = service.catalogue.get(_CDI)
    assert contents.text.startswith(f"# {article.title}\n\nHKMA · 2022-10-24 · {article.url}\n\n")
    assert contents.text.endswith(article.body)
    (template,) = assistant.do(assistant.client.list_resource_templates).resource_templates
    assert template.uri_template == "article://{id}"


@pytest.mark.parametrize("address", ["article://no-such", "article://", "file:///etc/passwd", ""])
def test_nothing_else_is_one(assistant, address):
    with pytest.raises(MCPError) as caught:
        assistant.do(assistant.client.read_resource, address)
    assert str(caught.value).startswith(("No article has this id", "Sampan has nothing there"))


@pytest.mark.parametrize("cursor", ["-1", "x", "9" * 40, "١"])
def test_a_made_up_cursor_is_refused(assistant, cursor):
    with pytest.raises(MCPError, match="not given by Sampan"):
        assistant.do(assistant.client.list_resources, cursor=cursor)


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("ask", {}, 'argument "question": field required.'),
        ("ask", {"question": None}, 'argument "question": input should be a valid string.'),
        ("ask", {"question": 5}, 'argument "question": input should be a valid string.'),
        ("ask", {"question": "x" * 1001}, 'argument "question": string should have at most 1000'),
        ("ask", {"question": ""}, "The question is empty"),
        ("ask", {"question": "?!"}, "The question has no words"),
        ("ask", {"question": _OPENED, "limit": 11}, 'argument "limit": input should be less than'),
        ("ask", {"question": _OPENED, "since": "soon"}, '"soon" is no date'),
        ("ask", {"question": "轉數快是甚麼？", "since": "soon"}, "「soon」不是日期"),
        ("ask", {"question": _OPENED, "providers": "Kettle"}, "No article has the provider"),
        ("ask", {"question": _OPENED, "providers": ["x"] * 21}, 'argument "providers": value'),
        ("ask", {"question": _OPENED, "providers": "[" * 9000}, 'argument "providers": string'),
        ("ask", {"question": _OPENED, "topics": {"a": 1}}, 'argument "topics": input should be'),
        ("ask", {"question": _OPENED, "shell": "rm"}, 'argument "shell": there is none of this'),
        ("ask", {"question": _OPENED, "conversation": "x" * 9000}, 'argument "conversation": '),
        ("search", {"query": _OPENED, "k": 41}, 'argument "k": input should be less than'),
        ("read_article", {"id": "../../etc/passwd"}, "No article has this id"),
        ("read_article", {"id": "\0"}, "No article has this id"),
        ("read_article", {"id": _CDI, "start": -1}, 'argument "start": input should be greater'),
        ("index", {}, "There is no such tool; there are ask, search, read_article."),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(assistant, tool, arguments, says):
    result = assistant.call(tool, **arguments)
    assert result.is_error
    assert _text(result).startswith(says)
    assert "\n" not in _text(result)
    assert len(_text(result)) < 250


def test_many_ask_at_once(assistant):
    calls = [("ask", {"question": _OPENED}), ("search", {"query": "stablecoins", "k": 2})] * 3
    for result in assistant.call_all(*calls):
        assert not result.is_error


def test_stdout_carries_the_protocol_alone_and_the_log_no_question(assistant, wire, log):
    lines = wire.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 10
    for line in lines:
        assert json.loads(line)["jsonrpc"] == "2.0"
    said = log.read_text(encoding="utf-8")
    assert "an assistant is answered on stdin and stdout" in said
    for word in ("Interchange", "Lunar", "Traceback"):
        assert word not in said
