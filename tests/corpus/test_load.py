import os
from pathlib import Path

import frontmatter
import pytest

from corpus import file_reading
from corpus.clean import clean_body
from corpus.formats.markdown import read_markdown
from corpus.load import load_corpus
from corpus.starter import starter_folder
from corpus.text import fold_line

GOOD = "A bank opens\n\nThe bank opened on Monday.\n"


def write(folder: Path, name: str, content: str | bytes = GOOD) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_starter_article_is_read_whole_and_without_a_problem():
    corpus = load_corpus([starter_folder()])
    failures = [str(problem) for problem in corpus.problems]
    for article in corpus.articles:
        written = frontmatter.load(starter_folder() / article.path)
        if article.body != read_markdown(written.content).body:
            failures.append(f"{article.path}: cleaning changed the body")
        if clean_body(article.body) != article.body:
            failures.append(f"{article.path}: cleaning twice changed the body")
        if (
            article.title != fold_line(written["title"])
            or article.extent != "full"
            or not article.url
        ):
            failures.append(f"{article.path}: the title, the extent or the address is wrong")
    assert failures == []
    assert len(corpus.articles) == 160
    assert sum(article.language == "zh-Hant" for article in corpus.articles) == 25


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.md", "", "file: is empty"),
        ("binary.md", bytes(range(32)) * 50, "file: is binary, not text"),
        (
            "mixed.txt",
            bytes(range(128, 256)) * 9,
            "file: is not UTF-8 (byte 1) and in no other encoding that makes sense; save it as"
            " UTF-8",
        ),
        ("open.md", "---\ntitle: A\n", 'front matter: is not closed; end it with a line "---"'),
        (
            "line.md",
            "---\ntitle: A\n---\n" + "x" * 5_000_001,
            "body: has 5,000,001 characters, more than 5,000,000; split the file",
        ),
        (
            "huge.txt",
            b"x" * 20_000_001,
            "body: has 20,000,001 characters, more than 500,000; split the file",
        ),
    ],
)
def test_a_bad_file_is_named_with_its_reason_and_the_others_are_read(
    tmp_path, name, content, reason
):
    bad = write(tmp_path, name, content)
    write(tmp_path, "good.txt")
    corpus = load_corpus([tmp_path])
    assert [str(problem) for problem in corpus.skipped] == [f"{bad}: {reason}"]
    assert [article.id for article in corpus.articles] == ["good"]


@pytest.mark.parametrize("make", ["dangling", "loop", "pipe"])
def test_an_entry_that_is_no_readable_file_is_named(tmp_path, make):
    bad = tmp_path / "bad.md"
    match make:
        case "dangling":
            bad.symlink_to(tmp_path / "nowhere")
            reason = "cannot be read: no such file or directory"
        case "loop":
            bad.symlink_to(bad)
            reason = "cannot be read: too many levels of symbolic links"
        case _:
            os.mkfifo(bad)
            reason = "is no regular file"
    write(tmp_path, "good.txt")
    for paths in ([tmp_path], [bad, tmp_path / "good.txt"]):
        corpus = load_corpus(paths)
        assert [str(problem) for problem in corpus.skipped] == [f"{bad}: file: {reason}"]
        assert [article.id for article in corpus.articles] == ["good"]


@pytest.mark.parametrize("name", ["nowhere", "x" * 5000, "a\0b"])
def test_a_path_that_does_not_exist_is_named(tmp_path, name):
    path = tmp_path / name
    corpus = load_corpus([path, write(tmp_path, "good.txt")])
    shown = str(path).replace("\0", "")  # on one line, whatever the name holds
    assert [str(problem) for problem in corpus.skipped] == [f"{shown}: path: does not exist"]
    assert len(corpus.articles) == 1


def test_a_folder_without_articles_says_what_it_held(tmp_path):
    write(tmp_path, "sheet.xlsx", b"PK\x03\x04")
    write(tmp_path, "picture.png", b"\x89PNG")
    write(tmp_path, ".hidden.md")
    (problem,) = load_corpus([tmp_path]).skipped
    assert str(problem).startswith(f"{tmp_path}: folder: holds no article (")
    assert "1 XLSX" in problem.reason
    assert "1 picture" in problem.reason


def test_files_of_other_kinds_are_counted_and_cost_nothing(tmp_path):
    write(tmp_path, "good.txt")
    for name in ("a.png", "b.png", "c.xlsx"):
        write(tmp_path, name, b"\x89PNG")
    corpus = load_corpus([tmp_path])
    assert [article.id for article in corpus.articles] == ["good"]
    assert corpus.skipped == []
    (problem,) = corpus.problems
    assert problem.fate == "left out"
    assert "2 pictures" in problem.reason


def test_a_file_that_is_named_is_refused_where_its_kind_is_not_read(tmp_path):
    sheet = write(tmp_path, "sheet.xlsx", b"PK\x03\x04")
    (problem,) = load_corpus([sheet]).skipped
    assert str(problem) == f"{sheet}: file: is a XLSX file, which we do not read"


def test_a_folder_whose_name_looks_like_a_file_is_walked(tmp_path):
    write(tmp_path, "x.md/inner.txt")
    corpus = load_corpus([tmp_path])
    assert [article.id for article in corpus.articles] == ["inner"]
    assert corpus.problems == []


def test_a_link_to_a_folder_above_is_named_and_not_followed(tmp_path):
    write(tmp_path, "a/good.txt")
    loop = tmp_path / "a" / "up"
    loop.symlink_to(tmp_path, target_is_directory=True)
    corpus = load_corpus([tmp_path])
    assert [str(problem) for problem in corpus.skipped] == [
        f"{loop}: folder: is a link to a folder above it"
    ]
    assert [article.id for article in corpus.articles] == ["good"]


@pytest.mark.parametrize("target", ["story.txt", "folder", "..", "../..", "/"])
def test_a_link_out_of_the_folder_is_named_and_not_followed(tmp_path, target):
    write(tmp_path, "story.txt")
    write(tmp_path, "folder/inner.txt")
    write(tmp_path, "articles/deep/good.txt")
    link = tmp_path / "articles" / "deep" / "link.md"
    aim = Path(target) if target == "/" else tmp_path / "articles" / target
    link.symlink_to(aim if target.startswith((".", "/")) else tmp_path / target)
    corpus = load_corpus([tmp_path / "articles"])
    (problem,) = corpus.skipped
    assert problem.path == str(link)
    assert problem.reason.endswith(
        ": leads out of the folder; name what it leads to when you index"
    )
    assert [article.id for article in corpus.articles] == ["good"]


def test_a_link_that_is_named_itself_is_followed(tmp_path):
    write(tmp_path, "folder/inner.txt")
    (tmp_path / "file.txt").symlink_to(write(tmp_path, "story.txt"))
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    corpus = load_corpus([tmp_path / "file.txt", tmp_path / "link"])
    assert [article.id for article in corpus.articles] == ["file", "inner"]
    assert corpus.problems == []


def test_a_link_inside_the_folder_is_followed(tmp_path):
    write(tmp_path, "a/story.txt")
    (tmp_path / "z").symlink_to(tmp_path / "a")
    assert [article.id for article in load_corpus([tmp_path]).articles] == ["story"]


@pytest.mark.parametrize(
    "error", [ValueError("secret"), RecursionError(), MemoryError(), KeyError()]
)
def test_whatever_a_file_raises_is_that_files_problem(tmp_path, monkeypatch, caplog, error):
    bad, parse = write(tmp_path, "bad.txt"), file_reading.parse_text

    def fail(raw, *, path, **about):
        if path == bad:
            raise error
        return parse(raw, path=path, **about)

    monkeypatch.setattr(file_reading, "parse_text", fail)
    write(tmp_path, "good.txt")
    with caplog.at_level("DEBUG"):
        corpus = load_corpus([tmp_path])
    assert [str(problem) for problem in corpus.skipped] == [
        f"{bad}: file: cannot be understood; save its text as plain Markdown, or take it away"
    ]
    assert [article.id for article in corpus.articles] == ["good"]
    assert caplog.records[0].exc_info


def test_repairs_are_listed_and_cost_no_article(tmp_path):
    path = write(tmp_path, "a.md", "---\ntitle: A bank\nquality: high\n---\nIt opened.\n")
    corpus = load_corpus([path])
    assert [str(problem) for problem in corpus.problems] == [
        f"{path}: quality: left out, it should be a number from 0 to 100"
    ]
    assert corpus.skipped == []
    assert len(corpus.articles) == 1


def test_a_file_reached_twice_is_read_once(tmp_path):
    path = write(tmp_path, "good.txt")
    (tmp_path / "again.txt").symlink_to(path)
    assert len(load_corpus([tmp_path, path, tmp_path]).articles) == 1


def test_two_files_of_one_name_have_two_ids(tmp_path):
    write(tmp_path, "a/story.txt")
    write(tmp_path, "b/story.txt")
    ids = [article.id for article in load_corpus([tmp_path]).articles]
    assert len(set(ids)) == 2
    assert ids == [article.id for article in load_corpus([tmp_path]).articles]


def test_a_related_story_becomes_a_teaser_unless_we_hold_it_or_it_says_nothing(data):
    articles = load_corpus([data / "secured-1.md", data / "secured-2.md"]).articles
    teasers = {article.title: article for article in articles if article.extent == "teaser"}
    assert set(teasers) == {
        "Ferry line sells tickets by face",
        "Which wallet do market traders trust?",
    }
    teaser = teasers["Ferry line sells tickets by face"]
    assert teaser.provider == "Bay Courier"
    assert teaser.url == "https://www.baycourier.example/ferry-faces"
    assert teaser.body == teaser.excerpt


def test_a_story_we_hold_is_no_teaser(tmp_path, data):
    write(
        tmp_path,
        "ferry.md",
        "---\ntitle: Faces\nwebUrl: http://baycourier.example/ferry-faces/\n---\nRiders pay.\n",
    )
    articles = load_corpus([data / "secured-1.md", tmp_path]).articles
    assert [article.id for article in articles] == ["ferry", "secured-1"]


def test_a_file_with_the_id_of_a_mention_is_not_lost(tmp_path):
    related = (
        "---\ntitle: Boats\nrelated:\n  - title: Other\n"
        "    webUrl: https://news.example/another\n"
        "    excerpt: A mention that is long enough to be found by its words.\n---\nBoats float."
    )
    write(tmp_path, "boats.md", related)
    (teaser,) = [a.id for a in load_corpus([tmp_path]).articles if a.extent == "teaser"]
    write(tmp_path, f"{teaser}.md", "---\ntitle: Giraffes\n---\nGiraffes are tall.")
    ids = [article.id for article in load_corpus([tmp_path]).articles]
    assert len(ids) == len(set(ids)) == 3


def test_folders_deeper_than_any_are_one_problem(tmp_path):
    folder = tmp_path
    for _ in range(60):
        folder = folder / "a"
    folder.mkdir(parents=True)
    write(folder, "deep.md", "---\ntitle: Deep\n---\nDeep.")
    write(tmp_path, "good.md", "---\ntitle: Good\n---\nGood.")
    corpus = load_corpus([tmp_path])
    assert [article.id for article in corpus.articles] == ["good"]
    assert "deeper than 50 folders" in corpus.skipped[0].reason


def test_files_that_differ_in_their_ending_only_keep_their_ids_wherever_the_folder_lies(tmp_path):
    for folder in (tmp_path / "one", tmp_path / "two"):
        write(folder, "a.md")
        write(folder, "a.txt", "A bank closes\n\nThe other bank closed on Friday.\n")
        ids = [article.id for article in load_corpus([folder]).articles]
        assert ids == ["a-md", "a-txt"]


def test_spaces_around_a_name_are_no_part_of_the_id(tmp_path):
    write(tmp_path, " a bank .md")
    assert [article.id for article in load_corpus([tmp_path]).articles] == ["a bank"]


def test_a_file_without_an_ending_is_read_where_its_beginning_tells_what_it_is(tmp_path):
    page = (
        "<!DOCTYPE html><html><head><title>Trams</title></head><body><p>" + "The tram runs. " * 30
    )
    write(tmp_path, "article?id=5", page)
    write(tmp_path, "LICENSE", "Anybody may copy this.")
    corpus = load_corpus([tmp_path])
    assert [article.title for article in corpus.articles] == ["Trams"]
    assert [problem.fate for problem in corpus.problems] == ["left out"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"name": "site", "version": "1.0.0"}'),
        ("prices.csv", "day,price\n2024-01-01,5\n2024-01-02,6\n"),
        ("layout.xml", "<?xml version='1.0'?><layout/>"),
    ],
)
def test_data_in_a_folder_is_left_out_and_refused_where_it_is_named(tmp_path, name, content):
    path = write(tmp_path, name, content)
    write(tmp_path, "good.txt")
    for corpus in (load_corpus([tmp_path]), load_corpus([path, tmp_path / "good.txt"])):
        assert [article.id for article in corpus.articles] == ["good"]
    assert load_corpus([tmp_path]).skipped == []
    assert load_corpus([path]).skipped


def test_an_id_stays_when_another_place_with_the_same_name_is_added(tmp_path):
    one = write(tmp_path / "one", "story.md", "# One\n\nThe first story.\n")
    write(tmp_path / "two", "story.md", "# Two\n\nThe second story.\n")
    corpus = load_corpus([tmp_path / "one", tmp_path / "two"])
    ids = {article.title: article.id for article in corpus.articles}
    assert ids["One"] == load_corpus([one.parent]).articles[0].id == "story"
    assert ids["Two"].startswith("story-")


def test_the_home_is_passed_over_where_it_lies_in_a_folder(tmp_path):
    write(tmp_path, "good.txt")
    write(tmp_path / "home" / "index", "articles.jsonl", '{"title": "A", "body": "Text."}\n')
    corpus = load_corpus([tmp_path], leave_out=tmp_path / "home")
    assert [article.id for article in corpus.articles] == ["good"]
    fetched = write(tmp_path / "home" / "fetched" / "a", "story.md", "# S\n\nA story.\n")
    again = load_corpus([tmp_path, fetched.parent], leave_out=tmp_path / "home")
    assert [article.id for article in again.articles] == ["good", "story"]


def test_an_operators_own_table_names_columns_and_fields(tmp_path):
    own = write(tmp_path, "own/fields.yaml", "body: [meldung]\ntitle: [kopf]\npublished: [tag]\n")
    rows = "Kopf,Tag,Meldung,Text\nA bank opens,2024-03-05,The bank opened on Monday.,none\n"
    write(tmp_path, "articles/rows.csv", rows)
    (article,) = load_corpus([tmp_path / "articles"], own_fields=own).articles
    assert (article.title, article.body) == ("A bank opens", "The bank opened on Monday.")
    assert article.published_as == "2024-03-05"
