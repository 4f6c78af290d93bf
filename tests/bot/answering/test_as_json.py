from bot.answering.as_json import answer_to_json


def test_json_has_the_promised_fields(answer):
    assert answer_to_json(answer) == {
        "id": "abc",
        "question": "How many?",
        "language": "en",
        "verdict": "answered",
        "text": "FPS has 450,000 sign-ups. [1]",
        "short_answer": None,
        "quotes": [
            {
                "source": 1,
                "article": "fps",
                "start": 0,
                "end": 25,
                "text": "FPS has 450,000 sign-ups.",
                "span": None,
                "link": "https://news.example/fps#:~:text=FPS%20has%20450%2C000%20sign%2Dups.",
            }
        ],
        "findings": [],
        "sources": [
            {
                "number": 1,
                "article": "fps",
                "title": "Launch of FPS",
                "url": "https://news.example/fps",
                "provider": "Example News",
                "published": "2018-09-17T00:00:00+00:00",
                "published_as": "2018-09-17",
                "language": "en",
                "extent": "full",
                "also": [
                    {
                        "title": "Fps again",
                        "url": "https://news.example/fps-again",
                        "provider": "Second News",
                    }
                ],
            }
        ],
        "single_source": True,
        "confidence": 0.9,
        "reason": None,
        "filters": {},
        "undated_left_out": 0,
        "asked_time": {"since": None, "until": None, "newest_first": False},
        "conditions": "",
        "language_note": None,
        "nearest": [],
        "took_ms": 12.5,
    }


def test_json_has_what_a_terminal_shows(service):
    answer = service.answerer.answer(
        "What changed for stablecoins since 2025?", filters=service.make_filters(since="2018")
    )
    record = answer_to_json(answer)
    assert record["asked_time"]["since"] == "2025-01-01"
    assert record["conditions"].startswith("Only: 2018-01-01 – …")
    assert record["undated_left_out"] == answer.undated_left_out > 0
    assert [one["article"] for one in record["nearest"]] == [a.id for a in answer.nearest]


def test_what_articles_say_together_is_told_in_the_language_of_the_answer(service):
    answer = service.answerer.answer("商業數據通開通當日有幾多間銀行參與？")
    (finding,) = answer_to_json(answer)["findings"]
    assert finding["relation"] == "changed"
    assert finding["text"].startswith("數字先後不同：2025-12")
