import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.writing.addresses import has_address, has_mention

_LABELS = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
# Behind a single letter Chinese goes on: "GenA.I.沙盒".
_HOSTS = st.builds(
    lambda labels, last: [*labels, last],
    st.lists(_LABELS, min_size=1, max_size=3),
    st.sampled_from(["com", "gg", "hk", "ai", "museum", "bank", "香港", "рф", "한국"]),
).filter(lambda host: len(host[-2]) > 1 or host[-1] != "香港")
_WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
# Each is a dot to a reader, wherever the last name stands.
_DOTS = (".", "．", "․", " .", " . ", "[.]", "(.)", "{.}", "[dot]", " (dot) ", "\\.", "\u200b.",
         ".\u2060", ".\U000e0041", "**.**", "`.`", "_._", "【.】")  # fmt: skip
# And these where it is none but a top-level domain.
_WORDS = (" dot ", "。", "·", "点", " 點 ", "DOT".center(5))
# Letters, digits and marks of other scripts that look like a dot, and other marks.
_LOOK_ALIKE = (
    "\ua4f8\u0701\u0702\ua60e\U00010a50\U0001d16d\u0660\u06f0\u2024\uff0e\u3002\uff61"
    "\u00b7\u30fb\uff65\u2022\u2027\u2219\u22c5\u06d4\u16eb\u2e31\u2e33\u0387\u25cf\u25aa\u2e30\ufe52"
)
_SLASHES = (
    "\u2044\u2215\u29f8\u1735\u2041\u2571\u27cb\U0001d23a\u31d3\u3033\u2cc6\u30ce\uff89\u4e3f\uff0f"
)
_COLONS = (
    "\uff1a\u02d0\u02f8\u0589\u05c3\u0703\u0704\u16ec\u1803\u1809"
    "\u205a\u2236\ua4fd\ua789\ufe30\ufe55"
)
_AROUND = ("{}", "See {} for more [1].", "見{}。", "({})", "“{}”", "{}, and [1].", "x {}/path?q=1")


@pytest.mark.parametrize("dot", _DOTS)
@given(host=_HOSTS, around=st.sampled_from(_AROUND), is_wide=st.booleans(), is_big=st.booleans())
def test_a_host_is_found_however_its_dots_are_written(dot, host, around, is_wide, is_big):
    name = dot.join(host)
    name = name.upper() if is_big else name
    name = name.translate(_WIDE) if is_wide else name
    assert has_address(around.format(name), "")


@pytest.mark.parametrize("dot", _WORDS)
@given(label=_LABELS, around=st.sampled_from(_AROUND))
def test_words_for_dots_are_read_before_what_is_no_word(dot, label, around):
    assert has_address(around.format(f"{label}{dot}com"), "")


@pytest.mark.parametrize("dot", _LOOK_ALIKE)
def test_what_looks_like_a_dot_is_one(dot):
    for host in ("evil.com", "www.evil", "a1.evil.gg", "evil.museum"):
        assert has_address(f"See {host.replace('.', dot)} [1].", "")


@pytest.mark.parametrize("slash", _SLASHES)
def test_what_looks_like_a_slash_is_one(slash):
    assert has_address(f"See x:{slash}{slash}evil [1].", "")
    assert has_address(f"See host:8080{slash}x [1].", "")


@pytest.mark.parametrize("colon", _COLONS)
def test_what_looks_like_a_colon_is_one(colon):
    assert has_address(f"See http{colon}//evil [1].", "")
    assert has_address(f"See mailto{colon}evil [1].", "")


@pytest.mark.parametrize(
    "text",
    [
        "https://evil", "HTTP : // evil", "http:／／evil", "hxxp://evil", "hxxps: evil", "ftp://x",
        "discord://x", "www.evil", "WWW2．evil", "mailto:a", "javascript:x", "data:text/html,x",
        "tel:+852", "xn--80ak6aa92e", "10.0.0.1", "10.0.0.1:80/x", "http://[::1]/", "[::1]",
        "[fe80::1]", "localhost:80", "host:8080/x", "[x](y)", "[x] (y)", "a@b.example",
        "evil.com:80", "evil.com@x", "discord .gg/abc", "evil. com/x", "e\u0336vil.c\u0336om",
        "ev\u00adil.com", "ｅｖｉｌ．ｃｏｍ／ｘ", "ⓔⓥⓘⓛ.ⓒⓞⓜ",
    ],
)  # fmt: skip
def test_other_addresses_are_found(text):
    assert has_address(f"See {text} [1].", "")


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. and the U.K.-based J. P. Morgan have 3.5 and HK$1.2bn, e.g. in No.10, at 5 p.m.",
        "GenA.I. and Gen.A.I.沙盒, vs. Ltd. is; approx. net profit 2.5%; v1.2; A.S. Watson; Ph.D.",
        "The dot-com boom … the dot plot... Inc. (2024): 12:30:45, ratio 1:2; and/or; Help: 1.",
        "金管局表示：Livi有HK$1.2億。香港銀行 [1]。",
        "A股、AI、e-HKD和Web3，AI；約5‰，18°C…「GenA.I.」®：Livi！ノート、X・Y。",
        "He paid 3′ 5″, ©Livi — “A” ‘B’, Livi®, Mox™ and ZA’s; § 5, ¶ 6 & No. 7.",
        "The first three: Livi:ZA:Mox - 24/7, Q1/2024 [1][2].",
    ],
)
def test_ordinary_writing_has_no_address(text):
    assert not has_address(text, "")


@given(host=_HOSTS)
@example(host=["crypto", "com"])
@example(host=["we", "trade"])
def test_a_name_of_the_quotes_is_a_name_but_no_address(host):
    name = ".".join(host)
    quote = f"The company {name} has a licence."
    assert not has_address(f"The licence is {name.title()}'s: {name} [1].", quote)
    for more in ("/x", ":80/", "?x", "#x", "@evil", ".evil.org"):
        assert has_address(f"See {name}{more} [1].", quote)
    assert has_address(f"See https://{name} [1].", f"{quote} https://{name}")


@pytest.mark.parametrize(
    "text",
    [
        "@everyone", "@ everyone", "＠here", "@\u200beveryone", "\u2060@here", "<@1>", "<@!1>",
        "<@&1>", "＜@1>", "<\u200b@1>", "<#1>", "<t:1700000000:R>", "<:a:1>", "<a:b:1>", "</ask:1>",
        "<id:guide>", "<b>", "</b>", ":smile:", "a@b", "<!--",
    ],
)  # fmt: skip
def test_mentions_and_mark_up_are_found(text):
    assert has_mention(f"See {text} [1].")
    assert has_mention(f"見{text}。")


def test_ordinary_writing_mentions_nobody():
    assert not has_mention("At 12:30:45, 5 < 6 and 7 > 6: Livi：Mox: A&B [1].")
