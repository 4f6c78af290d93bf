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
        "excerpt": "only its excerpt is known",
        "teaser": "only a mention of it is known",
        "title_answered": "From the articles",
        "title_unsure": "Perhaps not answered; the nearest sentences",
        "title_not_found": "Not found",
        "none": "No article fits.",
        "latest": "Newest articles",
        "related": "Related articles",
        "topics": "Topics",
        "status": "{articles} articles from {first} to {last}; index of {index}",
        "latency": (
            "Waiting: {waiting}. Today an answer takes {median} ms here, a word to Discord "
            "{gateway} ms."
        ),
        "measured": (
            "Quality, measured with {questions} questions of {file} on {day}: the right article "
            "comes first for {first} and among five for {five}; refused though answerable "
            "{refused}, answered though not {wrong}."
        ),
        "not_measured": 'Quality of this index: not measured; run "sampan evaluate".',
        "busy": "Too many questions at once; please ask again in a minute.",
        "too_often": "That was a lot of questions; please wait {seconds} seconds.",
        "slow": "This took too long; please ask again.",
        "defect": "Something went wrong. If you report it, please give this reference: {reference}",
        "no_text": "That message has no text to look for.",
        "hello": "Ask me something about Hong Kong fintech or AI, in English or Chinese.",
        "more": "The passages around the quotes",
        "why": "Why this answer",
        "similarity": "Similarity of the best passage:",
        "index": "Index:",
        "found_by": "by meaning {vector}, by words {words}",
        "button_more": "More",
        "button_why": "Why this answer",
        "button_follow_up": "Follow up",
        "button_notify": "Tell me when you can answer",
        "changed": "The articles have changed since; this is today's answer.",
        "old_button": "This button belongs to an answer that I no longer know. Please ask again.",
        "thanks": "Thank you; your vote counts.",
        "modal_reason": "What was wrong?",
        "modal_follow_up": "Follow up",
        "label_reason": "Wrong, incomplete, outdated, not asked …",
        "label_follow_up": "Your next question",
        "subscribed": "I will write to you when an article answers this. /forget ends it.",
        "news": "You asked me earlier. Now I have an answer:",
        "privacy": (
            "I see only messages that mention me or are written to me. Of a question I keep its "
            "verdict, topic, place and time for 30 days under a code for you, not its text{opted}; "
            "and your votes with their reasons. For a day I keep the last questions of a "
            "conversation, so that you can follow up. If you ask to be told later, I keep your "
            "id and that question until then. /forget deletes all of it."
        ),
        "privacy_opted": " (this operator keeps the text too)",
        "forgotten": (
            "Deleted: {questions} questions, {votes} votes, {turns} conversation entries, "
            "{subscriptions} promises to tell you."
        ),
        "channels": "I answer in: {channels}",
        "all_channels": "I answer in every channel that I may write in.",
        "done": "Done.",
        "on": "on",
        "off": "off",
        "nothing_unanswered": "Everything asked in the last 30 days was answered.",
        "unanswered": "Not answered in the last 30 days",
        "refreshed": "{added} new, {changed} changed, {removed} removed; {articles} articles.",
        "missing_permission": "I am missing a permission in that channel: {permissions}.",
        "not_yours": "Only whoever asked can turn these pages; /article latest gives you your own.",
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
        "excerpt": "只有摘要",
        "teaser": "只有他文的提述",
        "title_answered": "文章這樣說",
        "title_unsure": "未必有答案；以下句子最為接近",
        "title_not_found": "找不到",
        "none": "沒有符合的文章。",
        "latest": "最新文章",
        "related": "相關文章",
        "topics": "主題",
        "status": "{articles} 篇文章，由 {first} 至 {last}；索引建於 {index}",
        "latency": (
            "輪候中：{waiting}。今日作答需時 {median} 毫秒，與 Discord 來回 {gateway} 毫秒。"
        ),
        "measured": (
            "質素（{day} 以 {file} 的 {questions} 條問題量度）：首篇即為正確文章 {first}，"
            "首五篇內 {five}；能答而拒答 {refused}，不能答而作答 {wrong}。"
        ),
        "not_measured": "此索引的質素：尚未量度；請執行 sampan evaluate。",
        "busy": "同時提問的人太多，請一分鐘後再問。",
        "too_often": "你問得太密了，請等 {seconds} 秒。",
        "slow": "處理時間過長，請再問一次。",
        "defect": "出了問題。如要報告，請提供此參考編號：{reference}",
        "no_text": "該訊息沒有可供搜尋的文字。",
        "hello": "請用中文或英文問我關於香港金融科技或人工智能的問題。",
        "more": "引文所在的段落",
        "why": "為何有此答案",
        "similarity": "最佳段落的相似度：",
        "index": "索引：",
        "found_by": "語義 {vector}，字詞 {words}",
        "button_more": "更多",
        "button_why": "為何有此答案",
        "button_follow_up": "追問",
        "button_notify": "有答案時通知我",
        "changed": "文章其後有更新；以下是今日的答案。",
        "old_button": "這個按鈕屬於我已不記得的答案，請再問一次。",
        "thanks": "多謝，已記下你的評價。",
        "modal_reason": "有甚麼問題？",
        "modal_follow_up": "追問",
        "label_reason": "錯誤、不完整、過時、答非所問……",
        "label_follow_up": "你的下一個問題",
        "subscribed": "有文章能回答時，我會通知你。/forget 可取消。",
        "news": "你之前問過我，現在有答案了：",
        "privacy": (
            "我只看到提及我或寫給我的訊息。我會以代碼代替你的身分，記下問題的結果、主題、位置和時間三十天，"
            "而不是內容{opted}；並記下你的評價和原因。對話的最近幾個問題保留一天，方便追問。如你要求通知，我會保留你的編號和該問題，"
            "直至通知為止。/forget 會刪除以上全部。"
        ),
        "privacy_opted": "（本營運者亦保留內容）",
        "forgotten": (
            "已刪除：{questions} 個問題、{votes} 個評價、"
            "{turns} 項對話紀錄、{subscriptions} 個通知。"
        ),
        "channels": "我會在以下頻道回答：{channels}",
        "all_channels": "我會在所有可發言的頻道回答。",
        "done": "完成。",
        "on": "開啟",
        "off": "關閉",
        "nothing_unanswered": "過去 30 天的問題都有答案。",
        "unanswered": "過去 30 天未能回答",
        "refreshed": "新增 {added}，更改 {changed}，移除 {removed}；共 {articles} 篇文章。",
        "missing_permission": "我在該頻道欠缺權限：{permissions}。",
        "not_yours": "只有提問者可以翻頁；你可用 /article latest 自行查閱。",
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
        "excerpt": "只有摘要",
        "teaser": "只有他文的提及",
        "title_answered": "文章这样说",
        "title_unsure": "未必有答案；以下句子最为接近",
        "title_not_found": "找不到",
        "none": "没有符合的文章。",
        "latest": "最新文章",
        "related": "相关文章",
        "topics": "主题",
        "status": "{articles} 篇文章，由 {first} 至 {last}；索引建于 {index}",
        "latency": (
            "排队中：{waiting}。今天作答需时 {median} 毫秒，与 Discord 来回 {gateway} 毫秒。"
        ),
        "measured": (
            "质量（{day} 用 {file} 的 {questions} 个问题测量）：首篇即为正确文章 {first}，"
            "前五篇内 {five}；能答而拒答 {refused}，不能答而作答 {wrong}。"
        ),
        "not_measured": "此索引的质量：尚未测量；请运行 sampan evaluate。",
        "busy": "同时提问的人太多，请一分钟后再问。",
        "too_often": "你问得太密了，请等 {seconds} 秒。",
        "slow": "处理时间过长，请再问一次。",
        "defect": "出了问题。如要报告，请提供此参考编号：{reference}",
        "no_text": "该消息没有可供搜索的文字。",
        "hello": "请用中文或英文问我关于香港金融科技或人工智能的问题。",
        "more": "引文所在的段落",
        "why": "为何有此答案",
        "similarity": "最佳段落的相似度：",
        "index": "索引：",
        "found_by": "语义 {vector}，字词 {words}",
        "button_more": "更多",
        "button_why": "为何有此答案",
        "button_follow_up": "追问",
        "button_notify": "有答案时通知我",
        "changed": "文章之后有更新；以下是今天的答案。",
        "old_button": "这个按钮属于我已不记得的答案，请再问一次。",
        "thanks": "谢谢，已记下你的评价。",
        "modal_reason": "有什么问题？",
        "modal_follow_up": "追问",
        "label_reason": "错误、不完整、过时、答非所问……",
        "label_follow_up": "你的下一个问题",
        "subscribed": "有文章能回答时，我会通知你。/forget 可取消。",
        "news": "你之前问过我，现在有答案了：",
        "privacy": (
            "我只看到提及我或写给我的消息。我会以代码代替你的身份，记下问题的结果、主题、位置和时间三十天，"
            "而不是内容{opted}；并记下你的评价和原因。对话的最近几个问题保留一天，方便追问。如你要求通知，我会保留你的编号和该问题，"
            "直到通知为止。/forget 会删除以上全部。"
        ),
        "privacy_opted": "（本运营者也保留内容）",
        "forgotten": (
            "已删除：{questions} 个问题、{votes} 个评价、"
            "{turns} 项对话记录、{subscriptions} 个通知。"
        ),
        "channels": "我会在以下频道回答：{channels}",
        "all_channels": "我会在所有可发言的频道回答。",
        "done": "完成。",
        "on": "开启",
        "off": "关闭",
        "nothing_unanswered": "过去 30 天的问题都有答案。",
        "unanswered": "过去 30 天未能回答",
        "refreshed": "新增 {added}，更改 {changed}，移除 {removed}；共 {articles} 篇文章。",
        "missing_permission": "我在该频道缺少权限：{permissions}。",
        "not_yours": "只有提问者可以翻页；你可以用 /article latest 自己查阅。",
    },
}


def language_of(locale: str) -> str:
    """The language to speak to somebody whose Discord is set to this locale."""
    return {"zh-TW": "zh-Hant", "zh-CN": "zh-Hans"}.get(locale, "en")


def say(phrase: str, language: str) -> str:
    """A phrase in English, Traditional or Simplified Chinese."""
    return _PHRASES[language][phrase]
