"""What a build takes from the generation before it: articles that are unchanged."""

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEncoder

from corpus.chunk import ChunkOptions
from embeddings import build as build_module
from embeddings.build import build_index, build_lock
from embeddings.index import current_generation, open_index


class CountingEncoder(HashEncoder):
    """Knows which texts were counted: those that were cut."""

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.counted: list[str] = []

    def count_tokens(self, text: str) -> int:
        self.counted.append(text)
        return super().count_tokens(text)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def forget(encoder, folder):
    """Forgets what was counted and encoded, and every vector but those of the index."""

    def forget() -> None:
        encoder.counted.clear()
        encoder.encoded.clear()
        (folder.parent / "vectors.sqlite").unlink()

    return forget


@pytest.fixture
def changed(articles):
    """The articles with one changed, one new, one gone, and another order."""
    first, second, third, *others = articles
    other = replace(third, id="another", body="A ferry line lets its riders pay at the gate.")
    return [*others, replace(first, body=f"{first.body}\n\nTwo closed again."), other, second]


def _read(generation: Path) -> dict[str, bytes]:
    paths = sorted(path for path in generation.rglob("*") if path.is_file())
    return {path.relative_to(generation).as_posix(): path.read_bytes() for path in paths}


def _is_cut(article, encoder) -> bool:
    return any(text in article.body for text in encoder.counted)


def test_only_what_changed_is_cut_and_encoded(build, articles, changed, encoder, forget):
    build()
    assert all(_is_cut(article, encoder) for article in articles)
    forget()
    report = build(changed)
    assert (report.added, report.changed) == (("another",), ("bank-licences",))
    cut = [article for article in changed if _is_cut(article, encoder)]
    assert [article.id for article in cut] == ["bank-licences", "another"]
    assert [text.split("\n")[-1] for text in encoder.encoded] == [
        article.body.split("\n")[-1] for article in cut
    ]


def test_nothing_is_cut_when_an_article_is_only_removed(build, articles, encoder, forget, folder):
    build()
    forget()
    report = build(articles[1:])
    assert report.removed == ("bank-licences",)
    assert (encoder.counted, encoder.encoded) == ([], [])
    assert list(open_index(folder, fingerprint="hash-1").articles) == articles[1:]


def test_the_index_is_the_same_as_one_built_anew(build, changed, encoder, folder, tmp_path):
    build()
    build(changed)
    anew = tmp_path / "anew" / "index"
    with build_lock(anew):
        build_index(changed, folder=anew, encoder=encoder, encoder_name="hash", sources=["a"])
    assert _read(current_generation(folder)) == _read(current_generation(anew))
    assert current_generation(folder).name == current_generation(anew).name


def test_another_title_is_encoded(build, articles, encoder, forget):
    build()
    forget()
    build([replace(articles[0], title="Virtual banks"), *articles[1:]])
    assert {text.split("\n")[0] for text in encoder.encoded} == {"Virtual banks"}


def _change_code(folder, monkeypatch):
    monkeypatch.setattr(build_module, "code_version", lambda: b"another version")


def _damage_passages(folder, monkeypatch):
    path = current_generation(folder) / "articles.sqlite"
    path.write_bytes(path.read_bytes().replace(b"licences", b"licenses", 1))


def _damage_manifest(folder, monkeypatch):
    path = current_generation(folder) / "manifest.json"
    path.write_bytes(path.read_bytes()[:-2])


def _lose_vectors(folder, monkeypatch):
    (current_generation(folder) / "vectors.npy").unlink()


@pytest.mark.parametrize(
    "change", [_change_code, _damage_passages, _damage_manifest, _lose_vectors]
)
def test_all_is_cut_again_after_another_version_of_the_code_or_damage(
    build, changed, encoder, folder, forget, monkeypatch, change
):
    build()
    forget()
    change(folder, monkeypatch)
    report = build(changed)
    assert all(_is_cut(article, encoder) for article in changed)
    assert len(encoder.encoded) == report.passages


@pytest.mark.parametrize(
    "other",
    [
        {"options": ChunkOptions(max_tokens=16)},
        {"encoder": CountingEncoder(fingerprint="hash-2")},
    ],
    ids=["options", "encoder"],
)
def test_all_is_cut_again_for_other_options_or_another_encoder(
    build, changed, encoder, forget, other
):
    build()
    forget()
    build(changed, **other)
    used = other.get("encoder", encoder)
    assert all(_is_cut(article, used) for article in changed)
