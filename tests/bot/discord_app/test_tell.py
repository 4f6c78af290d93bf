import logging
from pathlib import Path

import pytest

from bot.answering.question import parse_day, parse_text
from bot.discord_app.tell import sentence_for
from bot.errors import AnswerTimeoutError, BusyError, JournalError, NotKeptError, TooOftenError
from bot.phrases import say
from corpus.errors import AppError, NameNotFoundError
from embeddings.errors import BackendAwayError, IndexBusyError, IndexDamagedError, IndexMissingError


def _raised(parse, *arguments: str) -> AppError:
    with pytest.raises(AppError) as caught:
        parse(*arguments)
    return caught.value


@pytest.mark.parametrize(
    ("error", "traditional", "simplified"),
    [
        (_raised(parse_text, "?!?"), "問題沒有文字", "问题没有文字"),
        (_raised(parse_text, " "), "問題是空的", "问题是空的"),
        (_raised(parse_text, "a" * 1001), "問題有 1,001 個字元", "问题有 1,001 个字符"),
        (_raised(parse_day, "soon"), "「soon」不是日期", "“soon”不是日期"),
        (_raised(parse_day, "2024-02-30"), "不是日曆上的日子", "不是日历上的日子"),
        (BusyError(51), "現有 51 個問題", "现有 51 个问题"),
        (TooOftenError("too_often", 40.2), "請等 41 秒", "请等 41 秒"),
        (TooOftenError("server_too_often", 0), "這個伺服器", "这个服务器"),
        (AnswerTimeoutError(20.0), "超過 20 秒", "超过 20 秒"),
        (NotKeptError("database is locked"), "暫時無法記下", "暂时无法记下"),
        (NameNotFoundError("provider", "HKM", ["HKMA"]), "「HKM」。相近的有：HKMA", "“HKM”"),
        (NameNotFoundError("topic", "tea", []), "主題「tea」", "主题“tea”"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_user_is_told_in_their_language(error, traditional, simplified):
    assert traditional in sentence_for(error, "zh-Hant")
    assert simplified in sentence_for(error, "zh-Hans")


def test_the_command_line_says_the_same_in_english():
    error = _raised(parse_text, "?!?")
    assert (
        str(error)
        == sentence_for(error, "en")
        == ("The question has no words; ask it in English or Chinese.")
    )


@pytest.mark.parametrize(
    "error",
    [
        JournalError(Path("/srv/secret/journal.sqlite"), "cannot be opened"),
        IndexMissingError(Path("/srv/secret/index")),
        IndexBusyError(Path("/srv/secret/index"), 3.0),
        ValueError("/srv/secret"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_names_a_path_is_a_reference_to_the_log(error, caplog):
    with caplog.at_level(logging.ERROR):
        told = sentence_for(error, "en")
    assert "/srv" not in told
    assert told.startswith("Something went wrong")
    reference = told.split()[-1]
    assert reference in caplog.text
    assert "/srv/secret" in caplog.text


def test_damage_is_a_plain_sentence_and_the_log_has_the_file(caplog):
    error = IndexDamagedError(Path("/srv/secret/index/postings.bin"), "cannot be read")
    assert sentence_for(error, "en") == say("index_damaged", "en")
    (told,) = caplog.records
    assert "/srv/secret/index/postings.bin cannot be read" in told.getMessage()
    assert told.exc_info is None


def test_an_index_that_is_away_is_a_plain_sentence_and_the_log_has_the_address(caplog):
    error = BackendAwayError("http://10.0.0.7:19530", "does not answer", "start Milvus there")
    assert sentence_for(error, "zh-Hant") == say("index_away", "zh-Hant")
    (told,) = caplog.records
    assert "http://10.0.0.7:19530 does not answer" in told.getMessage()
    assert told.exc_info is None


def test_what_a_user_typed_comes_back_as_text():
    told = sentence_for(
        NameNotFoundError("topic", "**@everyone** [x](https://evil.example)", []), "en"
    )
    assert "@everyone" not in told
    assert "https://" not in told
    assert "**" not in told.replace("\\*", "")
    assert len(sentence_for(NameNotFoundError("topic", "a" * 9000, []), "en")) < 2000
