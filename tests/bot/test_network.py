import pytest

from bot.network import (
    check_index_name,
    parse_address,
    parse_index,
    parse_listen,
    parse_networks,
    parse_origins,
    parse_service,
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        (" localhost:0 ", ("localhost", 0)),
        ("[::1]:65535", ("::1", 65535)),
        ("sampan.example:443", ("sampan.example", 443)),
    ],
)
def test_where_to_listen_is_an_address_and_a_port(text, place):
    assert parse_listen(text) == place


@pytest.mark.parametrize(
    "text", ["", "8000", ":8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:8000", "a b:1"]
)
def test_what_is_none_is_refused(text):
    with pytest.raises(ValueError, match="an address and a port"):
        parse_listen(text)


def test_web_sites_are_named_as_browsers_name_them():
    named = ["https://Intranet.example/", "http://127.0.0.1:3000"]
    assert parse_origins(named) == ["https://intranet.example", "http://127.0.0.1:3000"]


@pytest.mark.parametrize("text", ["*", "https://*", "intranet.example", "https://a.example/b", ""])
def test_all_sites_at_once_cannot_be_named(text):
    with pytest.raises(ValueError, match="web sites"):
        parse_origins([text])


def test_proxies_are_addresses_or_networks():
    named = ["127.0.0.1", "10.0.0.0/8", "::1"]
    assert parse_networks(named) == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/8", ""])
def test_no_proxy_is_trusted_by_name(text):
    with pytest.raises(ValueError, match="addresses or networks"):
        parse_networks([text])


def test_a_service_is_named_without_its_key():
    assert parse_service(" https://sampan.example/at ") == "https://sampan.example/at"
    with pytest.raises(ValueError, match="set service_key"):
        parse_service("http://bot:hunter2@127.0.0.1:8000")
    with pytest.raises(ValueError, match="http://"):
        parse_service("127.0.0.1:8000")


@pytest.mark.parametrize("port", [":0", ":99999", ":http", ":1953O"])
@pytest.mark.parametrize("parse", [parse_address, parse_service, parse_index])
def test_an_address_has_a_port_that_can_be(parse, port):
    assert parse("http://[::1]:65535") == "http://[::1]:65535"
    with pytest.raises(ValueError, match="port from 1 to 65535"):
        parse(f"http://milvus{port}")


@pytest.mark.parametrize("text", ["http://[::1", "http://:80", "http://ho\u2100st"])
def test_an_address_has_a_host(text):
    with pytest.raises(ValueError, match="is no address"):
        parse_address(text)
    assert parse_address(" http://host.example:80 ") == "http://host.example:80"


def test_the_name_of_an_index_is_one_that_milvus_takes():
    assert check_index_name("our_bot2") == "our_bot2"
    for name in ("our-bot", "2bots", "機器人", "our bot", ""):
        with pytest.raises(ValueError, match="letters, digits and underscores"):
            check_index_name(name)


def test_an_index_elsewhere_is_an_address_without_a_password_or_a_file(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert parse_index(" http://milvus:19530 ") == "http://milvus:19530"
    assert parse_index("https://cloud.example") == "https://cloud.example"
    assert parse_index("index.db") == str(tmp_path / "index.db")
    with pytest.raises(ValueError, match="set index_token"):
        parse_index("http://root:hunter2@127.0.0.1:19530")
    for text in ("milvus:19530", "some/folder", "ftp://milvus.example", "http://"):
        with pytest.raises(ValueError, match=r"a Milvus, or a file that ends in \.db"):
            parse_index(text)
