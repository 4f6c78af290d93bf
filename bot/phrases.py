"""What Sampan itself says, in the language of the question."""

_PHRASES = {
    "en": {
        "not_found": "I found nothing about this in the articles that I know.",
        "none_allowed": "No article meets these conditions.",
        "unsure": "The articles may not answer this. These sentences come nearest:",
        "sources": "Sources",
        "nearest": "Nearest articles",
        "also": "also in",
        "undated": "undated",
        "filtered": "Only",
        "left_out": "undated articles left out",
        "title_answered": "From the articles",
        "title_unsure": "Perhaps not answered; the nearest sentences",
        "title_not_found": "Not found",
        "none": "No article fits.",
        "latest": "Newest articles",
        "related": "Related articles",
        "topics": "Topics",
        "status": "{articles} articles from {first} to {last}; index of {index}",
        "busy": "Too many questions at once; please ask again in a minute.",
        "too_often": "That was a lot of questions; please wait {seconds} seconds.",
        "slow": "This took too long; please ask again.",
        "defect": "Something went wrong. If you report it, please give this reference: {reference}",
        "no_text": "That message has no text to look for.",
        "hello": "Ask me something about Hong Kong fintech or AI, in English or Chinese.",
    },
    "zh-Hant": {
        "not_found": "我所知的文章中找不到相關內容。",
        "none_allowed": "沒有文章符合這些條件。",
        "unsure": "文章未必回答了這個問題。以下句子最為接近：",
        "sources": "來源",
        "nearest": "最接近的文章",
        "also": "另見",
        "undated": "日期不詳",
        "filtered": "只限",
        "left_out": "篇日期不詳的文章未有計算在內",
        "title_answered": "文章這樣說",
        "title_unsure": "未必有答案；以下句子最為接近",
        "title_not_found": "找不到",
        "none": "沒有符合的文章。",
        "latest": "最新文章",
        "related": "相關文章",
        "topics": "主題",
        "status": "{articles} 篇文章，由 {first} 至 {last}；索引建於 {index}",
        "busy": "同時提問的人太多，請一分鐘後再問。",
        "too_often": "你問得太密了，請等 {seconds} 秒。",
        "slow": "處理時間過長，請再問一次。",
        "defect": "出了問題。如要報告，請提供此參考編號：{reference}",
        "no_text": "該訊息沒有可供搜尋的文字。",
        "hello": "請用中文或英文問我關於香港金融科技或人工智能的問題。",
    },
    "zh-Hans": {
        "not_found": "我所知的文章中找不到相关内容。",
        "none_allowed": "没有文章符合这些条件。",
        "unsure": "文章未必回答了这个问题。以下句子最为接近：",
        "sources": "来源",
        "nearest": "最接近的文章",
        "also": "另见",
        "undated": "日期不详",
        "filtered": "只限",
        "left_out": "篇日期不详的文章未计算在内",
        "title_answered": "文章这样说",
        "title_unsure": "未必有答案；以下句子最为接近",
        "title_not_found": "找不到",
        "none": "没有符合的文章。",
        "latest": "最新文章",
        "related": "相关文章",
        "topics": "主题",
        "status": "{articles} 篇文章，由 {first} 至 {last}；索引建于 {index}",
        "busy": "同时提问的人太多，请一分钟后再问。",
        "too_often": "你问得太密了，请等 {seconds} 秒。",
        "slow": "处理时间过长，请再问一次。",
        "defect": "出了问题。如要报告，请提供此参考编号：{reference}",
        "no_text": "该消息没有可供搜索的文字。",
        "hello": "请用中文或英文问我关于香港金融科技或人工智能的问题。",
    },
}


def language_of(locale: str) -> str:
    """The language to speak to somebody whose Discord is set to this locale."""
    return {"zh-TW": "zh-Hant", "zh-CN": "zh-Hans"}.get(locale, "en")


def say(phrase: str, language: str) -> str:
    """A phrase in English, Traditional or Simplified Chinese."""
    return _PHRASES[language][phrase]
