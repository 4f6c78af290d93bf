"""What Sampan itself says, in the language of the question."""

_PHRASES = {
    "en": {
        "not_found": "I found nothing about this in the articles that I know.",
        "none_allowed": "No article meets these conditions.",
        "unsure": "The articles may not answer this. These sentences come nearest:",
        "no_quote": "These articles come nearest:",
        "sources": "Sources",
        "nearest": "Nearest articles",
        "also": "also in",
        "undated": "undated",
        "filtered": "Only",
        "left_out": "undated articles left out",
    },
    "zh-Hant": {
        "not_found": "我所知的文章中找不到相關內容。",
        "none_allowed": "沒有文章符合這些條件。",
        "unsure": "文章未必回答了這個問題。以下句子最為接近：",
        "no_quote": "以下文章最為接近：",
        "sources": "來源",
        "nearest": "最接近的文章",
        "also": "另見",
        "undated": "日期不詳",
        "filtered": "只限",
        "left_out": "篇日期不詳的文章未有計算在內",
    },
    "zh-Hans": {
        "not_found": "我所知的文章中找不到相关内容。",
        "none_allowed": "没有文章符合这些条件。",
        "unsure": "文章未必回答了这个问题。以下句子最为接近：",
        "no_quote": "以下文章最为接近：",
        "sources": "来源",
        "nearest": "最接近的文章",
        "also": "另见",
        "undated": "日期不详",
        "filtered": "只限",
        "left_out": "篇日期不详的文章未计算在内",
    },
}


def say(phrase: str, language: str) -> str:
    """A phrase in English, Traditional or Simplified Chinese."""
    return _PHRASES[language][phrase]
