"""What is wrong with settings is one sentence: where, what it should be, what to do."""

import re

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings

_SECRET = "hunter2"
# No word of a library's, and no name of a class of its or ours.
_FOREIGN = re.compile(
    r"pydantic|validat|input|valid |parse|\bdict|\bstr\b|\bint\b|\bNone\b|\bobject\b|Secret"
    r"|\b[A-Z][a-z]+[A-Z]\w+|Error|_type|instance|argument|Expected|Unclosed|Unterminated"
)
_TO_DO = re.compile(
    r"\b(write|rename|remove|shorten|close|save|give|set|put|name|let|use|compare)\b", re.I
)

# What the file holds; the line, or the place in it, that is named; what is said.
_FILES = [
    ("encodr = 'x'", 1, "encodr is not one of ours, encoder may be meant; rename or remove it"),
    ("Encoder = 'x'", 1, "encoder may be meant"),
    ("discord-token = 'hunter2'", 1, "discord_token may be meant"),
    ("\n\n[discord]\ntoken = 'hunter2'", 3, "discord is not one of ours, discord_token may be"),
    ("[llm]\nurl = 'https://hunter2'", 1, "llm_url may be meant"),
    ("SAMPAN_HOME = 'hunter2'", 1, "home may be meant"),
    ("token = 'hunter2'", 1, "discord_token may be meant"),
    ("xyzzy = 1", 1, "xyzzy is not one of ours; remove it"),
    ("'' = 1", 1, "is not one of ours"),
    ("answer_from = 7", 1, "should be a number from 0 to 1; write answer_from = 0.5"),
    ("answer_from = -0.1", 1, "should be a number from 0 to 1"),
    ("answer_from = nan", 1, "should be a number from 0 to 1"),
    ("answer_from = 'much'", 1, "should be a number from 0 to 1"),
    ("answer_from = true", 1, "should be a number from 0 to 1"),
    ("answer_from = []", 1, "should be a number from 0 to 1"),
    ("\nunsure_from = 0.9\nanswer_from = 0.8", 2, "unsure_from should not be above answer_from"),
    ("refresh_minutes = -1", 1, "a whole number from 0 to 10,080; write refresh_minutes = 60"),
    ("refresh_minutes = 1.5", 1, "a whole number from 0 to 10,080"),
    ("refresh_minutes = true", 1, "a whole number from 0 to 10,080"),
    ("user_questions = 0", 1, "a whole number from 1 on; write user_questions = 10"),
    ("user_questions = {a = 1}", 1, "a whole number from 1 on"),
    ("llm_timeout_s = inf", 1, "a number above 0 and at most 600; write llm_timeout_s = 20.0"),
    ("llm_timeout_s = 0", 1, "a number above 0 and at most 600"),
    ("message_content = 'perhaps'", 1, "true or false; write message_content = true"),
    ("message_content = 2024-01-01", 1, "true or false"),
    ("keep_questions = 3", 1, "true or false"),
    ("articles = 3", 1, 'a list of paths; write articles = ["one", "two"]'),
    ("articles = 'one'", 1, "a list of paths"),
    ("articles = ['one', 2]", 1, "a list of paths"),
    ("articles = ['~nobody-here/x']", 1, "names the home of a user that is not there"),
    ("allowed_hosts = 'intranet'", 1, "a list of texts"),
    ("allowed_hosts = ['http://intranet/']", 1, "should name hosts; write them without https://"),
    ("home = ' '", 1, 'home is empty; write home = "path/to/it"'),
    ("home = 3", 1, "home should be a path"),
    ("home = ['x']", 1, "home should be a path"),
    ('home = "/tmp/a\\u0000b"', 1, "holds a NUL character; remove it"),
    ("home = '~nobody-here/x'", 1, "names the home of a user that is not there"),
    ("fields_file = 1", 1, "should be a path"),
    ("encoder = ''", 1, 'is empty; write encoder = "multilingual-e5-small"'),
    ("encoder = 5", 1, "should be text"),
    ("name = ''", 1, 'is empty; write name = "Sampan"'),
    (f"name = '{'x' * 41}'", 1, "has more than 40 characters; shorten it"),
    ("name = ['x']", 1, "should be text of at most 40 characters"),
    ("subject = 7", 1, "text, or a table of texts by language; write subject = { en ="),
    ("subject = { zh-TW = 'x' }", 1, "may have only en, zh-Hant, zh-Hans; rename or remove"),
    ("[greeting]\nen = 7", 1, "text, or a table of texts by language"),
    (f"subject = '{'x' * 201}'", 1, "has more than 200 characters; shorten it"),
    (f"greeting = {{ en = '{'x' * 1001}' }}", 1, "has more than 1,000 characters; shorten it"),
    ("contact = 'two words'", 1, "a mail or web address; write one without white space"),
    ("llm_url = 'hunter2'", 1, "should start with http:// or https://"),
    ("\nllm_url = 'https://hunter2.example'", 2, "llm_url needs llm_model; set that"),
    ("listen = '127.0.0.1'", 1, "an address and a port; write it as 127.0.0.1:8000"),
    ("cors = ['intranet']", 1, "should name web sites without a path; write them as"),
    ("trusted_proxies = ['proxy']", 1, "should name addresses or networks; write them as"),
    ("llm_key = 5", 1, 'should be text; write llm_key = "…"'),
    ("discord_token = { a = 'hunter2' }", 1, "should be text"),
    # A line is that of the setting, whatever other values look like.
    ('contact = """\nhome = 1\n"""\nhome = 1', 4, "home should be a path"),
    ("# encodr\n\n  'encodr' = 1", 3, "encodr is not one of ours"),
    # What is no TOML, with the place.
    ("not toml", "line 1, column 5", "there is no = after the name"),
    ("name = Crumb", "line 1, column 8", "a value is missing or without quotes"),
    ("discord_token = hunter2", "line 1, column 17", "a value is missing or without quotes"),
    ("name =\nencoder = 'x'", "line 1, column 7", "a value is missing"),
    ("name = 'a'\nname = 'b'\n", "line 2, column 11", "was set further up; remove one"),
    ("name = 'a'\narticles = ['x'\nhome = 'y'", "line 3, column 1", "does not end"),
    ("name = 'a'\narticles = ['x',\n", "line 2", "a list or table does not end"),
    ('name = "Crumb\nhome = "x"', "line 1, column 14", "does not end on its line"),
    ('name = "Crumb', "line 1", "a text does not end; close its quotes"),
    ('home = "C:\\data"', "line 1, column 13", "a backslash stands in a text"),
    ("name = 'a' encoder = 'b'", "line 1, column 12", "write each on its own line"),
    ("[subject\nen = 'x'", "line 1, column 9", "put ] at its end"),
    ("subject = { en = 'a', en = 'b' }", "line 1, column 31", "was set before; remove one"),
    ("= 3", "line 1, column 1", "this is no setting"),
    ("name = 'a\x01'", "line 1, column 10", "a character is none that can be seen; remove it"),
    (f"user_questions = {'9' * 5000}", None, "too long; shorten it"),
    (f"articles = {'[' * 9000}", None, "too long; shorten it"),
    (f"{'a.' * 6000}b = 1", None, "has more than 10,000 characters; shorten it"),
    (b"name = 'a'\n# \xff", "line 2", "no UTF-8; save the file as UTF-8"),
]
_VARIABLES = [
    ("ANSWER_FROM", "hunter2", "should be a number from 0 to 1; write SAMPAN_ANSWER_FROM=0.5"),
    ("ARTICLES", "hunter2", 'a list of paths; write SAMPAN_ARTICLES=\'["one", "two"]\''),
    ("ARTICLES", '{"a": "hunter2"}', "a list of paths"),
    ("HOEM", "hunter2", "is not one of ours, SAMPAN_HOME may be meant; rename or remove it"),
    ("TOKEN", "hunter2", "SAMPAN_DISCORD_TOKEN may be meant"),
    ("LLM_URL", "hunter2", "should start with http:// or https://"),
    ("LLM_URL", "https://hunter2.example", "llm_url needs llm_model"),
    ("LLM_TIMEOUT_S", "hunter2", "a number above 0 and at most 600"),
    ("LLM_TIMEOUT_S", "nan", "a number above 0 and at most 600"),
    ("USER_QUESTIONS", "9" * 5000, "a whole number from 1 on; write SAMPAN_USER_QUESTIONS=10"),
    ("USER_QUESTIONS", "", "is empty; write SAMPAN_USER_QUESTIONS=10"),
    ("HOME", " ", "is empty; write SAMPAN_HOME=path/to/it"),
    ("MESSAGE_CONTENT", "hunter2", "true or false; write SAMPAN_MESSAGE_CONTENT=true"),
    ("SUBJECT", '{"en": hunter2', 'SAMPAN_SUBJECT=\'{"en": '),
    ("SUBJECT", '{"fr": "hunter2"}', "may have only en, zh-Hant, zh-Hans"),
    ("NAME", "", "is empty; write SAMPAN_NAME=Sampan"),
]


def said(folder) -> str:
    with pytest.raises(SettingsError) as raised:
        load_settings(folder)
    sentence = str(raised.value)
    assert _SECRET not in sentence
    assert not _FOREIGN.search(sentence.removeprefix(str(folder))), sentence
    assert _TO_DO.search(sentence.rsplit("; ")[-1]), sentence
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(("content", "place", "says"), _FILES)
def test_a_wrong_file_is_told_with_place_and_remedy(monkeypatch, tmp_path, content, place, says):
    monkeypatch.delenv("SAMPAN_HOME")
    path = tmp_path / "sampan.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    where = f"{path}, line {place}: " if isinstance(place, int) else f"{path}"
    sentence = said(tmp_path)
    assert sentence.startswith(where)
    assert says in sentence
    if isinstance(place, str):
        assert f"{path}, {place}: " in sentence


@pytest.mark.parametrize(("name", "value", "says"), _VARIABLES)
def test_a_wrong_variable_is_told_by_its_name(monkeypatch, tmp_path, name, value, says):
    monkeypatch.setenv(f"SAMPAN_{name}", value)
    sentence = said(tmp_path)
    assert sentence.startswith(f"SAMPAN_{name}: ")
    assert says in sentence


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.mkdir(), "is a folder, not a file; remove it"),
        (lambda path: path.symlink_to("/dev/null"), "is a device, not a file; remove it"),
    ],
)
def test_what_is_no_file_is_told(tmp_path, make, says):
    make(tmp_path / "sampan.toml")
    assert says in said(tmp_path)
