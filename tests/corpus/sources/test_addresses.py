import pytest

from corpus.sources.addresses import is_public, parse_target, resolve_host, show_url


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.8.9.1 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1
    100.100.100.200 224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 203.0.113.5
    168.63.129.16 192.88.99.1 192.0.0.192 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1
    fec0::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 2002:7f00:1::
    2002:a9fe:a9fe::1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2001::1 2001:db8::1
    2a00:1450::5efe:a00:1 100::1 3fff::1 5f00::1 localhost 127.1 2130706433 0x7f000001
    """.split(),
)
def test_an_address_that_only_this_machine_or_its_network_reaches_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    "8.8.8.8 1.1.1.1 203.112.0.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1"
    .split(),
)  # fmt: skip
def test_an_address_that_anybody_reaches_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.example/x", "gopher://a.example/", "data:text/html,x",
        "javascript:alert(1)", "//a.example/x", "a.example/x", "", "http://", "http:///x",
        "http://user:secret@a.example/", "http://user@a.example/", "http://a.example:22/",
        "http://a.example:99999/", "http://a.example:x/", "http://a .example/", "http://a.example/\n",
        "http://a.example/a b", "http://a.example\\@b.example/", "http://[::1", "http://a..example/",
        "http://%31%32%37.0.0.1/", "http://" + "a" * 64 + ".example/",
        "http://a.example/" + "a" * 5000,
        "http://[fe80::1%25eth0]/", "http://a.example/?a=\udcff",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_public_is_refused_before_anything_is_looked_up(url):
    with pytest.raises(ValueError, match=r"\w"):
        parse_target(url)


def test_a_host_is_allowed_by_name_or_with_one_port_only():
    assert parse_target("http://desk.example:8080/", allowed_hosts={"desk.example"}).port == 8080
    allowed = {"desk.example:8080"}
    assert parse_target("http://desk.example:8080/", allowed_hosts=allowed).port == 8080
    with pytest.raises(ValueError, match="port"):
        parse_target("http://desk.example:9090/", allowed_hosts=allowed)
    assert parse_target("http://[::1]:8080/", allowed_hosts={"[::1]:8080"}).host == "::1"


def test_letters_of_every_script_can_stand_in_an_address():
    target = parse_target("https://燈籠.example/新聞?甲=乙&b=%E4%B8%80#part")
    assert target.host == "xn--lnqx00h.example" or target.host.startswith("xn--")
    assert target.path == "/%E6%96%B0%E8%81%9E?%E7%94%B2=%E4%B9%99&b=%E4%B8%80"
    assert target.origin == f"https://{target.host}"


def test_an_address_is_shown_without_what_may_be_secret():
    assert show_url("https://me:word@a.example/feed?key=secret#x") == "https://a.example/feed"
    assert "secret" not in show_url("http://[bad?key=secret")
    assert show_url("/home/desk/articles") == "/home/desk/articles"


def test_a_host_that_cannot_be_looked_up_is_an_error():
    with pytest.raises(OSError, match="not known"):
        resolve_host("a" * 70, 80, timeout_s=60)
