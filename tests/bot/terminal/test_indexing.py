"""What `sampan index` makes of articles, and what is then answered."""

from pathlib import Path

import pytest
from tiny_model import write_folder

_ARTICLE = """---
title: {title}
webUrl: "https://news.example/{name}"
publishedDateTime: 2024-05-01T00:00:00Z
provider: {{name: Example News}}
topics: [Payments]
---

{body}
"""


@pytest.fixture
def articles(tmp_path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, body in (
        ("octopus", "The Octopus card opened to visitors in May 2024."),
        ("robots", "A robot marathon was held in the Science Park."),
    ):
        (folder / f"{name}.md").write_text(
            _ARTICLE.format(title=f"All about {name}", name=name, body=body)
        )
    return folder


def test_articles_become_an_answer(sampan, articles):
    built = sampan("index", str(articles))
    assert built.status == 0, built.stderr
    assert "2 articles in 2 passages" in built.stdout
    assert "2 new: octopus, robots" in built.stdout
    answer = sampan("ask", "When did Octopus open to visitors?", "--json").json
    assert answer["quotes"][0]["text"] == "The Octopus card opened to visitors in May 2024."
    assert answer["sources"][0]["url"] == "https://news.example/octopus"


def test_an_index_without_paths_reads_the_same_ones_again(sampan, articles):
    sampan("index", str(articles))
    (articles / "robots.md").unlink()
    (articles / "taxis.md").write_text(_ARTICLE.format(title="Taxis", name="t", body="Taxis."))
    (articles / "octopus.md").write_text(
        (articles / "octopus.md").read_text().replace("May 2024", "June 2024")
    )
    report = sampan("index", "--yes", "--json").json
    assert (report["added"], report["changed"], report["removed"]) == (
        ["taxis"],
        ["octopus"],
        ["robots"],
    )


def test_an_index_whose_articles_are_damaged_is_built_again(sampan, articles, tmp_path):
    home = tmp_path / "home"
    sampan("index", str(articles))
    (store,) = home.glob("index/*/articles.sqlite")
    store.write_bytes(store.read_bytes().replace(b'{"id": "octopus"', b'("id": "octopus"'))
    assert sampan("ask", "When did Octopus open?").status == 2
    assert sampan("index").status == 0
    assert sampan("ask", "When did Octopus open to visitors?", "--json").json["quotes"]


def test_a_bad_file_is_named_the_rest_is_indexed_and_the_status_is_1(sampan, articles):
    (articles / "binary.txt").write_bytes(bytes(range(256)))
    (articles / "broken.md").write_text("---\ntitle: A story\nText.")
    built = sampan("index", str(articles), str(articles / "none.md"))
    assert built.status == 1
    assert "2 articles" in built.stdout
    said = " ".join(built.stderr.split())
    assert "binary.txt: file: is binary" in said
    assert "broken.md: front matter: is not closed" in said
    assert "none.md: path: does not exist" in said


def test_nothing_left_to_index_is_status_2_and_the_old_index_stays(sampan, articles, tmp_path):
    sampan("index", str(articles))
    empty = tmp_path / "empty"
    empty.mkdir()
    built = sampan("index", str(empty))
    assert built.status == 2
    assert "no article is left to index" in built.stderr
    assert sampan("articles", "latest", "--json").json[0]["id"] in ("octopus", "robots")


def test_another_encoder_is_refused_with_the_remedy(sampan, articles, tmp_path):
    model = str(write_folder(tmp_path / "tiny"))
    assert sampan("index", str(articles), SAMPAN_ENCODER=model).status == 0
    refused = sampan("ask", "robots")
    assert refused.status == 2
    assert 'run "sampan index" to build it again' in refused.stderr
    answered = sampan("ask", "Where was the robot marathon held?", "--json", SAMPAN_ENCODER=model)
    assert answered.json["question"] == "Where was the robot marathon held?"


def test_a_build_that_waited_reads_what_the_other_one_left(sampan, articles, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    (more / "trams.md").write_text(_ARTICLE.format(title="Trams", name="t", body="Trams run."))
    sampan("index", str(articles))
    sampan("index", str(more), "--yes")
    assert sampan("index", "--json").json["removed"] == []
    assert sampan("articles", "latest", "--json").json[0]["id"] == "trams"


def test_a_damaged_index_is_told_never_used(sampan, articles):
    sampan("index", str(articles))
    home = Path(sampan("doctor", "--json").json[1]["says"].split(" can be")[0])
    damaged = next((home / "index").glob("*/articles.sqlite"))
    damaged.write_bytes(damaged.read_bytes().replace(b"May", b"Jul"))
    run = sampan("ask", "When did Octopus open to visitors?")
    assert run.status == 2
    assert "is not what was written" in run.stderr
    examined = sampan("doctor")
    assert examined.status == 1
    assert "wrong index" in examined.stdout
    assert 'run "sampan index"' in examined.stdout
    assert sampan("index").status == 0
    assert sampan("doctor").status == 0


def test_a_build_that_is_quickly_done_prints_its_result_alone_in_a_pipe(sampan, data):
    built = sampan("index", str(data / "chinese.md"))
    assert built.status == 0
    assert built.stderr == ""
    assert built.stdout.startswith("New index: 1 article")


def test_much_is_not_removed_without_a_word(sampan, articles, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    (more / "trams.md").write_text(_ARTICLE.format(title="Trams", name="t", body="Trams run."))
    sampan("index", str(articles))
    refused = sampan("index", str(more))
    assert refused.status == 2
    assert "2 of 2 articles would be removed" in refused.stderr
    assert "--yes" in refused.stderr
    planned = sampan("index", str(more), "--dry-run", "--json").json
    assert (planned["added"], planned["removed"]) == (["trams"], ["octopus", "robots"])
    assert sampan("articles", "latest", "--json").json[0]["id"] in ("octopus", "robots")
    both = sampan("index", str(articles), str(more), "--json").json
    assert (both["added"], both["removed"]) == (["trams"], [])


def test_what_was_left_out_of_a_page_is_counted_and_shown(sampan, tmp_path):
    around = "Facebook | Twitter | WhatsApp | LinkedIn\n\nBy Admin\n\n5 min read\n\n"
    text = "The Octopus card opened to visitors in May 2024, its issuer said on Monday.\n\n"
    page = tmp_path / "octopus.md"
    page.write_text(_ARTICLE.format(title="Octopus", name="o", body=around + text))
    built = sampan("index", str(page))
    said = " ".join(built.stderr.split())
    assert "3 lines of 1 article belong to the pages around them and were left out" in said
    shown = sampan("articles", "show", "octopus", "--removed", "--json").json
    assert {"By Admin", "5 min read"} < {line["line"] for line in shown}
    assert all(line["reason"] for line in shown)


def test_a_name_with_a_line_end_is_told_on_one_line(sampan, tmp_path):
    folder = tmp_path / "two\nlines"
    folder.mkdir()
    (folder / "a\nb.md").write_text("---\ntitle: Robots\ndate: nonsense\n---\n\nThey walk.\n")
    built = sampan("index", str(folder))
    assert built.status == 0, built.stderr
    (repaired,) = built.stderr.splitlines()
    assert repaired.endswith("a b.md: date: left out, 'nonsense' is no date")
    assert [line.split()[0] for line in built.stdout.splitlines()] == ["New", "read", "1"]
