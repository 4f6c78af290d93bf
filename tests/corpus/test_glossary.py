import contextlib
import os
from pathlib import Path

import pytest
import yaml

from corpus.errors import GlossaryError
from corpus.glossary import Glossary, load_glossary
from corpus.starter import starter_folder
from corpus.text import fold_key, has_han


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "own.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def names(glossary: Glossary, text: str) -> list[str]:
    return [concept.name for concept in glossary.find(text)]


def test_the_shipped_glossary_loads_without_a_clash_and_is_large(glossary):
    assert len(glossary.concepts) >= 250


def test_every_shipped_concept_has_an_english_name_and_both_chinese_scripts():
    entries = yaml.safe_load((starter_folder().parent / "glossary.yaml").read_text("utf-8"))
    failures = [
        f"{entry['name']}: {field}"
        for entry in entries
        for field in ("traditional", "simplified")
        if not entry.get(field)  # a trade mark may be its own Chinese name
    ]
    failures += [f"{entry['name']}: name" for entry in entries if has_han(entry["name"])]
    assert failures == []


def test_every_alias_leads_back_to_its_concept(glossary):
    failures = [
        alias
        for concept in glossary.concepts
        for alias in concept.aliases
        if glossary.get(alias) != concept or glossary.find(alias) != [concept]
    ]
    assert failures == []
    assert all(concept.aliases[0] == concept.name for concept in glossary.concepts)


@pytest.mark.parametrize(
    "alias",
    ["HKMA", "hkma", "Hong Kong Monetary Authority", "金管局", "金融管理局", "香港金融管理局"],
)
def test_a_name_in_any_language_finds_the_same_concept(glossary, alias):
    assert names(glossary, f"What did {alias} say?") == ["Hong Kong Monetary Authority"]
    assert names(glossary, f"{alias}說了甚麼？") == ["Hong Kong Monetary Authority"]


@pytest.mark.parametrize("alias", ["stablecoin", "Stablecoins", "穩定幣", "稳定币"])
def test_stablecoins_are_found_in_the_plural_and_in_both_scripts(glossary, alias):
    assert names(glossary, alias) == ["stablecoin"]


@pytest.mark.parametrize(
    "alias", ["virtual banks", "digital bank", "虛擬銀行", "數字銀行", "数字银行", "虚拟银行"]
)
def test_virtual_banks_are_found_by_their_later_name_too(glossary, alias):
    assert names(glossary, alias) == names(glossary, "virtual bank") != []


def test_concepts_come_in_the_order_of_the_text_and_once(glossary):
    found = names(glossary, "HKMA and SFC; 證監會與金管局")
    assert found == ["Hong Kong Monetary Authority", "Securities and Futures Commission"]


def test_of_names_that_overlap_the_longest_counts(tmp_path):
    own = write(tmp_path, "- name: quay\n- name: quay book\n- name: 海旁\n- name: 海旁賬本\n")
    glossary = load_glossary(own)
    assert names(glossary, "the quay book") == ["quay book"]
    assert names(glossary, "the quay, bookless") == ["quay"]
    assert names(glossary, "在海旁賬本") == ["海旁賬本"]


@pytest.mark.parametrize("text", ["said", "Thailand", "maid", "media", "sfcs1", "xHKMA", "", "，"])
def test_a_name_inside_a_longer_word_is_not_named(glossary, text):
    assert names(glossary, text) == []


def test_a_text_can_be_had_without_the_names_in_it(glossary):
    assert glossary.without_names("AI in Thailand, by the HKMA").split() == [
        *("in", "thailand,", "by", "the")
    ]


def test_an_unknown_name_has_no_concept(glossary):
    assert glossary.get("quay book") is None
    assert glossary.get("") is None


def test_an_operators_file_adds_concepts_and_aliases(tmp_path, glossary):
    own = write(
        tmp_path,
        "- name: hong kong monetary authority\n  colloquial: [the Big M]\n"
        "- name: Quay Book\n  subject: registers\n  traditional: [碼頭賬本]\n",
    )
    extended = load_glossary(own)
    assert len(extended.concepts) == len(glossary.concepts) + 1
    known = extended.get("the big m")
    assert known == extended.get("HKMA")
    assert known.name == "Hong Kong Monetary Authority"
    assert known.subject == glossary.get("HKMA").subject
    assert extended.get("码头账本").subject == "registers"


def test_a_clash_names_the_word_and_both_concepts(tmp_path):
    own = write(tmp_path, "- name: Quay Book\n  abbreviations: [hkma]\n")
    with pytest.raises(GlossaryError) as caught:
        load_glossary(own)
    assert str(caught.value) == (
        f'{own}: "hkma" names both Hong Kong Monetary Authority and Quay Book'
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "should be a list of concepts"),
        ("name: a", "should be a list of concepts"),
        ("- just words", "concept 1 has no name"),
        ("- name: a\n- subject: b", "concept 2 has no name"),
        ("- name: 5", "concept 1 has no name"),
        ("- name: ''", "concept 1 has no name"),
        ("- name: ' - '", "concept 1 has no name"),
        ("- name: quay\n  alias: [b]", "concept 1 has the unknown field alias"),
        ("- name: quay\n  english: b", "concept 1: english should be a list of names"),
        ("- name: quay\n  english: [b, 5]", "concept 1: english should be a list of names"),
        ("- name: quay\n  english: [' ']", "concept 1: english should be a list of names"),
        ("- name: quay\n  english: null", "concept 1: english should be a list of names"),
        ("- name: quay\n  subject: [a]", "concept 1: subject should be text"),
        ("- name: [", "is not valid YAML in UTF-8"),
        ("- name: " + "9" * 5000, "concept 1 has no name"),
        ("- " * 60 + "a", "is not valid YAML in UTF-8"),
        ("- name: a\0b", "is not valid YAML in UTF-8"),
        (b"\xff\xfe", "is not valid YAML in UTF-8"),
    ],
    ids=lambda value: repr(value[:25]),
)
def test_a_file_of_another_shape_is_refused_with_the_reason(tmp_path, content, reason):
    own = write(tmp_path, content)
    with pytest.raises(GlossaryError) as caught:
        load_glossary(own)
    assert str(caught.value) == f"{own}: {reason}"


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(GlossaryError, match="cannot be read"):
            load_glossary(path)


def test_no_two_concepts_share_a_folded_alias(glossary):
    keys = [fold_key(alias) for concept in glossary.concepts for alias in concept.aliases]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("value", ['!!int ""', "!!bool maybe", "1:" * 10_000 + "1"])
def test_a_value_that_is_none_is_no_traceback(tmp_path, value):
    with contextlib.suppress(GlossaryError):
        load_glossary(write(tmp_path, f"- name: {value}"))


def test_a_pipe_is_no_glossary(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(GlossaryError, match="cannot be read: is a pipe, not a file"):
        load_glossary(tmp_path / "pipe.yaml")
