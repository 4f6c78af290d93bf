import codecs
import contextlib

import pytest

from corpus.formats.encodings import decode_text

CANTONESE = (
    "金融管理局今日公布，數碼銀行嘅客戶已經超過一百萬，佢哋喺年內推出咗多項服務，"
    "市民唔使去分行都可以開戶。\n"
)
SIMPLIFIED = "金融管理局今天公布，数字银行的客户已经超过一百万，他们在年内推出了多项服务。\n"
JAPANESE = "銀行は、金融政策決定会合で、金利を据え置くことを決めました。\n"
KOREAN = "은행은 오늘 금리를 동결하기로 결정했다고 밝혔다.\n"
WESTERN = "The bank’s fee is £3 – about €3.50 – for each transfer made in a café.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (CANTONESE, "big5hkscs", "big5hkscs"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (CANTONESE, "gb18030", "gb18030"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (KOREAN, "cp949", "cp949"),
        (WESTERN, "cp1252", "cp1252"),
    ],
)
def test_an_encoding_that_nothing_tells_is_guessed(text, encoding, told):
    for times in (1, 40):
        decoded = decode_text((text * times).encode(encoding), is_html=False)
        assert (decoded.text, decoded.encoding) == (text * times, told)
        assert not decoded.is_certain


@pytest.mark.parametrize("text", [CANTONESE, SIMPLIFIED, WESTERN, "plain\nlines\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(text, encoding):
    decoded = decode_text(text.encode(encoding), is_html=False)
    assert (decoded.text, decoded.is_certain, decoded.replaced) == (text, True, 0)


def test_utf_8_comes_back_as_python_reads_it():
    data = codecs.BOM_UTF8 + CANTONESE.encode()
    assert decode_text(data, is_html=False).text == data.decode("utf-8")
    assert decode_text(b"", is_html=False).text == ""
    assert decode_text(b"a\0b c d e f g", is_html=False).text == "a\0b c d e f g"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="big5">', "big5hkscs"),
        ("<meta charset=Big5-HKSCS>", "big5hkscs"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        ("<meta content='text/html;charset=gbk' http-equiv=content-type>", "gb18030"),
        ('<?xml version="1.0" encoding="GB18030"?>', "gb18030"),
        ('<meta charset="shift_jis">', "cp932"),
    ],
)
def test_a_page_is_read_as_it_declares(head, encoding):
    html = f"<html><head>{head}</head><body>銀行</body></html>"
    decoded = decode_text(html.encode(encoding), is_html=True)
    assert (decoded.text, decoded.encoding, decoded.is_certain) == (html, encoding, True)


def test_latin_1_means_what_browsers_take_it_for():
    html = f'<meta charset="iso-8859-1"><p>{WESTERN}'
    assert decode_text(html.encode("cp1252"), is_html=True).text == html


@pytest.mark.parametrize("label", ["utf-8", "gb2312", "nonsense", "base64", "rot13"])
def test_a_page_that_declares_what_it_is_not_is_guessed(label):
    html = f'<meta charset="{label}"><p>{CANTONESE * 3}'
    decoded = decode_text(html.encode("big5hkscs"), is_html=True)
    assert (decoded.text, decoded.encoding) == (html, "big5hkscs")


def test_a_few_broken_bytes_of_utf_8_are_replaced_and_counted():
    data = (CANTONESE * 5).encode()
    decoded = decode_text(data[:-2], is_html=False)
    assert (decoded.encoding, decoded.is_certain, decoded.replaced) == ("utf-8", False, 1)
    assert decoded.text.startswith(CANTONESE)
    assert decode_text(data[:50] + b"\xff" + data[50:], is_html=False).replaced >= 1


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\2\3" * 20,
        b"PK\x03\x04\x14\0\0\0\x08\0" * 50,
        bytes(range(256)) * 20,
        b"\0" * 1000,
        codecs.BOM_UTF16_LE + b"\0\0\1\0" * 500,
    ],
)
def test_what_is_binary_is_refused(data):
    with pytest.raises(ValueError, match="is binary, not text"):
        decode_text(data, is_html=True)


def test_bytes_that_make_sense_in_no_encoding_are_refused_with_their_place():
    with pytest.raises(ValueError, match=r"is not UTF-8 \(byte 6\)") as caught:
        decode_text(b"abcd " + bytes(range(128, 256)) * 20, is_html=False)
    assert not isinstance(caught.value, UnicodeDecodeError)


@pytest.mark.parametrize("piece", [b"\xa4\xa4", b"\x81", b"a\xff", b"\0a", b"<meta ", b"\xe9 caf"])
def test_a_megabyte_of_anything_is_read_or_refused_soon(piece):
    with contextlib.suppress(ValueError):
        decode_text(piece * (1_000_000 // len(piece)), is_html=True)


def test_a_chinese_page_that_declares_latin_letters_is_read_as_chinese():
    text = "金燈銀行星期一宣布，明年三月底前將關閉新界區十四間分行，員工會獲調職。" * 3
    page = f'<meta charset="iso-8859-1"><p>{text}</p>'
    decoded = decode_text(page.encode("big5"), is_html=True)
    assert (decoded.text, decoded.is_certain) == (page, False)
    latin = '<meta charset="iso-8859-1"><p>Crédit Étoile a fermé l’agence, « à regret ».</p>'
    assert decode_text(latin.encode("cp1252"), is_html=True).text == latin
