"""How much each means of the search counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWeights:
    """What each means of the search adds to the similarity of question and passage.

    Chosen on the first three sets of tests/evaluation; ±.05 on any of them moved nothing by more
    than some three questions a set.
    """

    words: float = 0.2
    """of the words in a passage"""
    article_words: float = 0.3
    """of the words anywhere in its article"""
    period: float = 0.18
    """for a passage from or about the time that is asked about"""
    newest: float = 0.25
    """for the newest article, when the newest is asked for; the oldest gets none"""
    outlet: float = 0.2
    """for an article of the newspaper or site that is named"""
    near: float = 0.4
    """for an article that was quoted just before"""
    untranslated: float = 0.05
    """for a Chinese passage, when the question is in English, whose words are not translated"""
    words_by_language: bool = True
    """whether word scores count relative to the best in their language, or to the best of all"""
    english_names: bool = True
    """whether a Chinese question is encoded with the English names of what it names"""
