import gzip
import socket
import subprocess
import time
import zlib

import pytest

from corpus.sources.errors import FetchError
from corpus.sources.fetching import Fetcher, name_agent

FREE = "User-agent: *\nDisallow:\n"


def refused(fetcher: Fetcher, url: str, **options: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, **options)
    return caught.value


def test_a_page_comes_with_its_kind_and_marks_and_by_our_name(site, fetcher):
    headers = {"Content-Type": "text/html; charset=Big5", "ETag": '"1"', "Last-Modified": "today"}
    site.answers["/a"] = (200, headers, b"words")
    fetched = fetcher.fetch(f"{site.url}/a")
    assert (fetched.content, fetched.content_type, fetched.charset) == (
        b"words",
        "text/html",
        "big5",
    )
    assert (fetched.etag, fetched.last_modified, fetched.moved_to) == ('"1"', "today", None)
    asked = dict(site.asked[-1][1])
    assert asked["User-Agent"].startswith("Sampan/")
    assert asked["User-Agent"].endswith("(+mailto:desk@lantern.example)")


def test_what_has_not_changed_is_not_sent_again(site, fetcher):
    site.answers["/a"] = (200, {"ETag": '"1"'}, b"words")
    first = fetcher.fetch(f"{site.url}/a")
    again = fetcher.fetch(f"{site.url}/a", etag=first.etag)
    assert again.is_not_modified
    assert (again.content, again.etag) == (b"", '"1"')


def test_a_site_that_says_not_modified_unasked_is_not_believed(site, fetcher):
    site.answers["/a"] = (304, {}, b"")
    assert refused(fetcher, f"{site.url}/a").status == 304


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/", "http://localhost/", "http://localhost:1/",
        "http://10.0.0.1/", "http://[::1]/", "http://0/", "http://127.1/", "http://2130706433/",
        "http://0x7f.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
        "data:text/plain,x", "http://user:word@127.0.0.1/", "http://[::ffff:169.254.169.254]/",
        "//169.254.169.254/", "javascript:alert(1)", "http://[", "http://127.0.0.1%2f@10.0.0.1/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 307])
def test_no_redirect_leads_into_this_machine_or_its_network(site, fetcher, target, status):
    site.answers["/a"] = (status, {"Location": target}, b"")
    refused(fetcher, f"{site.url}/a")
    assert site.paths() == ["/a"]


def test_a_name_is_looked_up_once_and_the_request_goes_to_what_was_checked(monkeypatch):
    answers = iter([["93.184.216.34"], ["93.184.216.34"], ["127.0.0.1"]])
    reached: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    fetcher = Fetcher(resolve=lambda host, port: next(answers), pause=lambda _: None)
    url = "http://rebound.example/feed"
    assert "cannot be reached" in refused(fetcher, url, is_meant_for_programs=True).reason
    # Once for robots.txt and once for the feed; the third answer is refused.
    assert reached == [("93.184.216.34", 80)] * 2
    assert "private" in refused(fetcher, url, is_meant_for_programs=True).reason
    assert reached == [("93.184.216.34", 80)] * 2


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], [], ["x"]])
def test_a_name_with_any_private_address_is_refused(addresses):
    fetcher = Fetcher(resolve=lambda host, port: addresses, pause=lambda _: None)
    error = refused(fetcher, "http://inside.example/feed", is_meant_for_programs=True)
    assert "private network" in error.reason
    assert error.is_lasting


def test_a_host_is_asked_only_where_the_operator_allows_it(site):
    strict = Fetcher(pause=lambda _: None)
    assert "port" in refused(strict, f"{site.url}/a").reason
    assert site.asked == []


def test_redirects_are_followed_to_their_end_and_remembered_where_they_are_for_good(site, fetcher):
    site.answers |= {
        "/a": (301, {"Location": "/b"}, b""),
        "/b": (308, {"Location": f"{site.url}/c"}, b""),
        "/c": (302, {"Location": "/d"}, b""),
        "/d": "words",
    }
    fetched = fetcher.fetch(f"{site.url}/a")
    assert fetched.url == f"{site.url}/d"
    assert fetched.moved_to == f"{site.url}/c"


def test_redirects_without_an_end_are_left(site, fetcher):
    site.answers["/a"] = (302, {"Location": "/a"}, b"")
    assert "without an end" in refused(fetcher, f"{site.url}/a").reason
    assert len(site.paths()) == 6


def test_a_body_without_an_end_is_left_when_it_is_too_large(site, make_fetcher):
    def send(handler):
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    site.answers["/a"] = send
    error = refused(make_fetcher(max_bytes=100_000), f"{site.url}/a")
    assert "larger than 100,000 bytes" in error.reason


def test_a_body_that_drips_is_left_when_the_time_is_over(site, make_fetcher):
    def send(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    site.answers |= {"/robots.txt": FREE, "/a": send}
    assert "took longer" in refused(make_fetcher(total_s=0.4), f"{site.url}/a").reason


def test_headers_that_drip_are_left_when_the_time_is_over(site, make_fetcher):
    def send(handler):
        for _ in range(100):
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.05)

    site.answers |= {"/robots.txt": FREE, "/a": send}
    assert "took longer" in refused(make_fetcher(total_s=0.4), f"{site.url}/a").reason


@pytest.mark.parametrize("line", [b"X: " + b"a" * 1000, b"X: " + b"a" * 10_000_000])
def test_headers_that_are_too_large_are_left(site, fetcher, line):
    def send(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(10_000):
            handler.wfile.write(line + b"\r\n")

    site.answers["/a"] = send
    refused(fetcher, f"{site.url}/a")


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_packed_bomb_is_stopped_while_it_unpacks(site, make_fetcher, packing):
    pack = gzip.compress if packing == "gzip" else zlib.compress
    bomb = pack(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    site.answers["/a"] = (200, {"Content-Encoding": packing}, bomb)
    assert "larger" in refused(make_fetcher(max_bytes=1_000_000), f"{site.url}/a").reason


def test_packed_content_is_unpacked_in_every_way_that_was_asked_for(site, fetcher):
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(b"words " * 50_000, mtime=0),
        "deflate": zlib.compress(b"words " * 50_000),
        "Deflate": bare.compress(b"words " * 50_000) + bare.flush(),
    }
    for packing, content in packed.items():
        site.answers["/a"] = (200, {"Content-Encoding": packing}, content)
        assert fetcher.fetch(f"{site.url}/a").content == b"words " * 50_000


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(b"words" * 1000, mtime=0)[:-20]),
        ({"Content-Encoding": "gzip"}, b"no gzip at all"),
        (
            {"Content-Encoding": "gzip, gzip"},
            gzip.compress(gzip.compress(b"words", mtime=0), mtime=0),
        ),
        ({"Content-Encoding": "br"}, b"words"),
        ({"Content-Length": "1000"}, b"words"),
        ({"Transfer-Encoding": "chunked", "Content-Length": "5"}, b"words"),
        ({"Transfer-Encoding": "chunked", "Content-Length": "5"}, b"-5\r\nwords\r\n0\r\n\r\n"),
    ],
)
def test_what_is_not_sent_as_it_is_said_to_be_is_an_error_in_plain_words(
    site, fetcher, headers, content
):
    site.answers["/a"] = (200, headers, content)
    reason = refused(fetcher, f"{site.url}/a").reason
    assert any(word in reason for word in ("broke off", "damaged", "understood"))


@pytest.mark.parametrize("raw", [b"", b"\0\0\0", b"SSH-2.0-server\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_speaks_no_http_is_an_error_in_plain_words(site, fetcher, raw):
    site.answers["/a"] = lambda handler: handler.wfile.write(raw)
    assert refused(fetcher, f"{site.url}/a").reason


def test_a_host_that_wants_to_be_left_alone_is_left_alone(site, fetcher):
    site.answers |= {"/a": (429, {"Retry-After": "600"}, b""), "/b": "words"}
    error = refused(fetcher, f"{site.url}/a")
    assert (error.status, error.retry_after_s) == (429, 600)
    error = refused(fetcher, f"{site.url}/b")
    assert error.retry_after_s is not None
    assert 500 < error.retry_after_s <= 600
    assert site.paths() == ["/a"]


def test_a_host_that_does_not_answer_is_left_alone_after_a_few_tries(site):
    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        raise OSError

    looked_up: list[str] = []
    fetcher = Fetcher(resolve=resolve, pause=lambda _: None)
    for _ in range(9):
        error = refused(fetcher, "https://gone.example/a", is_meant_for_programs=True)
    assert "did not answer lately" in error.reason
    assert error.retry_after_s is not None
    assert len(looked_up) == 3
    refused(fetcher, "https://other.example/a", is_meant_for_programs=True)
    assert looked_up[3:] == ["other.example"] * 2


def test_of_a_host_that_is_not_known_that_is_said_and_nothing_of_its_robots_txt():
    def resolve(host: str, port: int) -> list[str]:
        raise OSError

    fetcher = Fetcher(resolve=resolve, pause=lambda _: None)
    assert "is not known" in refused(fetcher, "https://typo.example/page").reason


def test_nothing_is_fetched_when_the_time_of_a_source_is_over(site):
    time_s = 0.0
    fetcher = Fetcher(allowed_hosts={"127.0.0.1"}, clock=lambda: time_s, pause=lambda wait_s: None)
    site.answers["/a"] = "words"
    with fetcher.within(100.0):
        fetcher.fetch(f"{site.url}/a")
        time_s = 100.0
        error = refused(fetcher, f"{site.url}/a")
    assert "takes long" in error.reason
    assert error.retry_after_s is not None
    assert fetcher.fetch(f"{site.url}/a").content == b"words"


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("9" * 400, 300, 300), ("-5", 300, 300), ("soon", 300, 300), ("99999999", 604800, 604800),
     ("Wed, 21 Oct 2015 07:28:00 GMT", 1, 1), ("Wed, 21 Oct 2999 07:28:00 GMT", 604800, 604800)],
)  # fmt: skip
def test_a_wait_is_never_longer_than_a_week(site, fetcher, said, least, most):
    site.answers["/a"] = (503, {"Retry-After": said}, b"")
    wait_s = refused(fetcher, f"{site.url}/a").retry_after_s
    assert wait_s is not None
    assert least <= wait_s <= most


@pytest.mark.parametrize(
    ("status", "is_lasting"), [(404, True), (410, True), (403, True), (500, False)]
)
def test_what_a_server_answers_is_said(site, fetcher, status, is_lasting):
    site.answers["/a?key=secret"] = (status, {}, b"a long apology")
    error = refused(fetcher, f"{site.url}/a?key=secret")
    assert (error.status, error.is_lasting, error.is_gone) == (status, is_lasting, status == 410)
    assert "secret" not in str(error)
    assert "apology" not in str(error)


def test_a_pause_lies_between_two_requests_to_a_host_as_long_as_its_robots_txt_wishes(
    site, make_fetcher
):
    site.answers |= {"/robots.txt": "User-agent: *\nCrawl-delay: 7", "/a": "words"}
    fetcher = make_fetcher()
    fetcher.fetch(f"{site.url}/a")
    fetcher.fetch(f"{site.url}/a")
    assert [round(wait_s) for wait_s in fetcher.waited] == [1, 7]
    site.answers["/robots.txt"] = "User-agent: *\nCrawl-delay: 86400"
    fetcher = make_fetcher()
    fetcher.fetch(f"{site.url}/a")
    fetcher.fetch(f"{site.url}/a")
    assert round(fetcher.waited[-1]) == 30


def test_robots_txt_is_obeyed_for_pages_and_for_feeds_where_it_names_us(site, make_fetcher):
    site.answers |= {"/robots.txt": "User-agent: *\nDisallow: /private", "/private/a": "words"}
    error = refused(make_fetcher(), f"{site.url}/private/a")
    assert "robots.txt forbids it" in error.reason
    assert site.paths() == []
    fetched = make_fetcher().fetch(f"{site.url}/private/a", is_meant_for_programs=True)
    assert fetched.content == b"words"
    site.answers["/robots.txt"] = "User-agent: sampan/1.0\nDisallow: /private"
    refused(make_fetcher(), f"{site.url}/private/a", is_meant_for_programs=True)


def test_a_redirect_leads_to_no_page_that_robots_txt_forbids(site, fetcher):
    site.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /b",
        "/a": (302, {"Location": "/b"}, b""),
        "/b": "words",
    }
    refused(fetcher, f"{site.url}/a")
    assert site.paths() == ["/a"]


@pytest.mark.parametrize(
    ("robots", "is_fetched"),
    [
        ((404, {}, b""), True),
        ((403, {}, b""), True),
        ((500, {}, b""), False),
        ((302, {"Location": "http://169.254.169.254/"}, b""), True),
        (b"\xff\xfe\0\0" + b"Disallow" * 200_000, True),
        ("User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*a*a*b", True),
    ],
)
def test_a_robots_txt_that_is_missing_allows_and_one_that_fails_forbids(
    site, make_fetcher, robots, is_fetched
):
    site.answers |= {"/robots.txt": robots, "/" + "a" * 2000: "words"}
    url = f"{site.url}/{'a' * 2000}"
    if is_fetched:
        assert make_fetcher().fetch(url).content == b"words"
    else:
        assert "cannot be read" in refused(make_fetcher(), url).reason
    assert make_fetcher().fetch(url, is_meant_for_programs=True).content == b"words"


def test_a_header_that_could_not_be_sent_back_is_no_mark(site, fetcher):
    site.answers["/a"] = (200, {"ETag": "é" * 10, "Last-Modified": "x" * 5000}, b"words")
    fetched = fetcher.fetch(f"{site.url}/a")
    assert (fetched.etag, fetched.last_modified) == (None, None)


def test_a_certificate_is_checked(tmp_path, monkeypatch, fetcher):
    import ssl
    import threading

    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=other.example",
         "-keyout", "key.pem", "-out", "c.pem",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("there is no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c.pem", tmp_path / "key.pem")
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords"

    def serve(listener: socket.socket, count: int) -> None:
        for _ in range(count):
            connection, _ = listener.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as secure:
                    secure.recv(4096)
                    secure.sendall(answer)
            except OSError:
                connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener, 4))
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/a"
        assert "trusted" in refused(fetcher, url, is_meant_for_programs=True).reason
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "c.pem"))
        trusting = Fetcher(allowed_hosts={"127.0.0.1"}, pause=lambda _: None)
        assert trusting.fetch(url, is_meant_for_programs=True).content == b"words"
        thread.join()


def test_a_contact_stands_in_our_name_and_nothing_else_does():
    assert name_agent("https://lantern.example/bot").endswith("(+https://lantern.example/bot)")
    assert "(" not in name_agent(None)
    for contact in ("a b", "a\r\nX: y", "", "(x)", "é"):
        with pytest.raises(ValueError, match="contact"):
            name_agent(contact)
