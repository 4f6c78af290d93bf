"""Questions with known answers, drafted from articles for a person to look through.

Two thirds are made from sentences and answered by them; the others are asked about what the
articles name and do not tell, or about what none of them names.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.evaluation.chinese_forms import find_in_chinese
from bot.evaluation.english_forms import find_in_english
from bot.evaluation.known_questions import UNANSWERABLE, KnownQuestion
from bot.evaluation.near_misses import (
    Unanswered,
    find_near_misses,
    find_unknown,
    names_of,
    told_of,
)
from bot.talking.example_patterns import Form, questions_at_start, questions_in
from bot.talking.examples import in_language
from corpus.glossary import Glossary
from corpus.languages import detect_chinese, is_chinese
from corpus.schema import Article
from corpus.sentences import split_sentences
from corpus.text import fold_key, fold_line, has_han

_ANSWERABLE = 2 / 3
_LONG = 300  # characters of a sentence that is not read
_LONGEST = 120  # of a question
_ONE_FORM = 0.4  # of the questions at most, as long as there are others
_TIMES_EVEN = 2  # so many times its even share is asked of one article
_KINDS = {Form.WHEN: "temporal"}
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_NOT_PROSE = re.compile(r"\]\(|https?:|[|{}<>=\\]|^#|^\W*$")
_ASKED_LINE = re.compile(r"^(?:#{1,6} +|\*\*|Q: *)(?P<question>[^\n?？]{8,110}[?？])\**\s*$", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A question that a sentence answers; `rank` is lower for better ones."""

    article: Article
    sentence: str
    form: Form
    question: str
    language: str
    answer: str
    rank: int


def draft_questions(
    articles: Sequence[Article], glossary: Glossary, *, limit: int
) -> list[KnownQuestion]:
    """At most so many questions, no two alike, a few from each article.

    Fewer where the articles give no more; a third of those given has no answer.
    """
    articles = sorted(articles, key=lambda article: article.id)
    kept = _choose(list(_candidates(articles)), articles, round(limit * _ANSWERABLE))
    wanted = min(limit - len(kept), max(1, round(limit * (1 - _ANSWERABLE))))
    drafts = [_answerable(number, one) for number, one in enumerate(kept, start=1)]
    languages = [one.language for one in kept] or ["en"]
    for number, (language, one) in enumerate(_unanswerable(articles, glossary, languages, wanted)):
        drafts.append(
            KnownQuestion(
                id=f"draft-{len(kept) + number + 1:03}",
                question=one.question,
                language=language,
                kind=UNANSWERABLE,
                articles=(),
                needs=(),
            )
        )
    return drafts


def _answerable(number: int, one: _Candidate) -> KnownQuestion:
    return KnownQuestion(
        id=f"draft-{number:03}",
        question=one.question,
        language=one.language,
        kind=_KINDS.get(one.form, "factoid"),
        articles=(one.article.id,),
        needs=((one.answer,),),
        key=one.sentence,
        key_article=one.article.id,
    )


def _candidates(articles: Sequence[Article]) -> Iterator[_Candidate]:
    names = names_of(articles)
    words = {word for name in names for word in name.split()}
    chinese = Counter(article.language for article in articles if is_chinese(article.language))
    mostly = chinese.most_common(1)[0][0] if chinese else "zh-Hant"
    for article in articles:
        yield from _asked_lines(article)
        for start, end in split_sentences(article.body):
            sentence = article.body[start:end]
            line = fold_line(_MARKS.sub("", sentence))
            if len(line) > _LONG or _NOT_PROSE.search(line):
                continue
            for form, question, language, answer in _asked(article, line, names, mostly):
                if len(question) > _LONGEST:
                    continue
                yield _Candidate(
                    article=article,
                    sentence=sentence,
                    form=form,
                    question=question,
                    language=language,
                    answer=answer,
                    rank=_rank(form, question, words),
                )


def _asked_lines(article: Article) -> Iterator[_Candidate]:
    """The questions that stand above their answers, as in a list of what is often asked."""
    for match in _ASKED_LINE.finditer(article.body):
        spans = split_sentences(article.body, (match.end(), len(article.body)))
        if not spans or article.body[slice(*spans[0])].startswith("#"):
            continue
        sentence = article.body[slice(*spans[0])]
        question = fold_line(_MARKS.sub("", match["question"]))
        yield _Candidate(
            article=article,
            sentence=sentence,
            form=Form.WHAT,
            question=question,
            language=detect_chinese(question) if has_han(question) else "en",
            answer=sentence,
            rank=0,
        )


def _asked(
    article: Article,
    line: str,
    names: dict[str, list[Article]],
    mostly: str,
) -> Iterator[tuple[Form, str, str, str]]:
    """Each question with its form and language, and the words that answer."""
    if has_han(line):
        language = detect_chinese(line)
        for found in find_in_chinese(line):
            yield found.form, found.question, language, found.answer
        for asked in questions_at_start(line):
            if asked.form is Form.WHAT and (question := in_language(asked, language)):
                yield asked.form, question, language, line
        return
    for found in find_in_english(line, names):
        yield found.form, found.question, "en", found.answer
    for asked in questions_in(line):
        is_known = asked.name in names and not asked.is_plain
        in_title = len(asked.name) > 2 and fold_key(asked.name) in fold_key(article.title)
        if asked.form in (Form.WHAT, Form.WHO) and (is_known or in_title):
            answer = re.split(r"[.;](?: |$)", line[line.find(asked.name) :])[0]
            yield asked.form, asked.english, "en", answer
            if question := in_language(asked, mostly):
                yield asked.form, question, mostly, answer


def _rank(form: Form, question: str, words: Collection[str]) -> int:
    """0 for what names something and is asked for more than yes or no, 3 for neither."""
    names_one = has_han(question) or any(word in words for word in question[1:].split())
    return 2 * (form is Form.WHETHER) + (not names_one)


def _choose(
    candidates: Sequence[_Candidate], articles: Sequence[Article], wanted: int
) -> list[_Candidate]:
    """The best ones, the articles in turn; one question of a sentence in each language."""
    most_of_article = max(2, -(-_TIMES_EVEN * wanted // max(1, len(articles))))
    kept: list[_Candidate] = []
    seen: set[object] = set()
    counts: Counter[object] = Counter()
    for most_of_form in (max(1, round(wanted * _ONE_FORM)), wanted):
        for rank in range(4):
            by_article = {
                article.id: [c for c in candidates if c.article is article and c.rank == rank]
                for article in articles
            }
            for turn in zip_longest(*by_article.values()):
                for one in _evenly([one for one in turn if one], wanted - len(kept)):
                    keys = {fold_key(one.question), (one.sentence, one.language)}
                    if (
                        keys & seen
                        or counts[one.article.id] >= most_of_article
                        or counts[one.form] >= most_of_form
                    ):
                        continue
                    kept.append(one)
                    seen |= keys
                    counts.update((one.article.id, one.form))
    return sorted(kept, key=lambda one: one.article.id)


def _evenly(found: list[_Candidate], most: int) -> list[_Candidate]:
    """At most so many, from the beginning to the end."""
    if len(found) <= most:
        return found
    return [found[place * len(found) // most] for place in range(most)]


def _unanswerable(
    articles: Sequence[Article], glossary: Glossary, languages: Sequence[str], wanted: int
) -> Iterator[tuple[str, Unanswered]]:
    """About what is named and about what is not, in turn, in the languages of the others."""
    told = told_of(articles, glossary)
    asked = {
        language: [
            list(find_near_misses(told, language=language)),
            list(find_unknown(articles, glossary, language=language)),
        ]
        for language in sorted(set(languages))
    }
    seen: set[str] = set()
    for number in range(wanted):
        language = languages[number * len(languages) // wanted]
        sources = asked[language][number % 2 :] + asked[language][: number % 2]
        free = (one for found in sources for one in _spread(found, wanted) if one.name not in seen)
        if one := next(free, None):
            seen.add(one.name)
            yield language, one


def _spread(found: list[Unanswered], wanted: int) -> list[Unanswered]:
    """All of them, those first that lie evenly over the articles."""
    step = max(1, len(found) // wanted)
    return [one for first in range(step) for one in found[first::step]]
