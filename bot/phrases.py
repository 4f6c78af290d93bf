"""What Sampan itself says, in the language of the question."""

_PHRASES = {
    "en": {
        "not_found": "I found nothing about this in the articles that I know.",
        "none_allowed": "No article meets these conditions.",
        "never_mentioned": "No article that I know mentions {words}.",
        "not_in_period": "I found nothing about this from or about {span}.",
        "newest_article": "My newest article is of {day}.",
        "asked_time": "Time asked about",
        "newest_first": "newest first",
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
        "busy": "{waiting} questions are waiting before yours could; please ask again in a minute.",
        "ending": "I am about to restart; please ask again in a minute.",
        "too_often": "That was a lot of questions; please wait {seconds} seconds.",
        "server_too_often": "This server asked a lot of questions; please wait {seconds} seconds.",
        "slow": "This took longer than {seconds} seconds; please ask again.",
        "question_empty": "The question is empty; ask something like “What is FPS?”",
        "question_long": "The question has {length:,} characters; at most {most:,} are read.",
        "question_wordless": "The question has no words; ask it in English or Chinese.",
        "question_short": "The question is too short; write at least {least} characters.",
        "no_date": '"{text}" is no date; write 2019, 2019-03 or 2019-03-28.',
        "no_day": '"{text}" is not a day of any calendar.',
        "no_span": "{since} to {until} is no span of time.",
        "no_language": "The language must be one of {languages}.",
        "no_limit": "The limit must be from 1 to {most}.",
        "no_provider": 'No article has the provider "{name}".',
        "no_topic": 'No article has the topic "{name}".',
        "similar": " Similar: {names}.",
        "defect": "Something went wrong. If you report it, please give this reference: {reference}",
        "no_text": "That message has no text to look for.",
        "hello": "Ask me something about Hong Kong fintech or AI, in English or Chinese.",
        "more": "The passages around the quotes",
        "why": "Why this answer",
        "probability": "How probable an answer is:",
        "index": "Index:",
        "found_by": "by meaning {vector}, by words {words}",
        "button_more": "More",
        "button_why": "Why this answer",
        "button_follow_up": "Follow up",
        "button_notify": "Tell me when you can answer",
        "changed": "The articles have changed since; this is today's answer.",
        "old_button": "This button belongs to an answer that I no longer know. Please ask again.",
        "not_kept": "I cannot keep that at the moment; please try again later.",
        "thanks": "Thank you; your vote counts.",
        "modal_reason": "What was wrong?",
        "modal_follow_up": "Follow up",
        "label_reason": "Wrong, incomplete, outdated, not asked …",
        "label_follow_up": "Your next question",
        "subscribed": "I will write to you when an article answers this. /forget ends it.",
        "news": "You asked me earlier. Now I have an answer:",
        "privacy": (
            "I see only messages that mention me or are written to me. Of a question I keep its "
            "verdict, topic, place and time for 30 days under codes for you and for its words, "
            "not its text{opted}; and your votes with their reasons. For a day I keep the last "
            "questions of a conversation, so that you can follow up. If you ask to be told later, "
            "I keep your id and that question until then; and a language that you choose. /forget "
            "deletes all of it."
        ),
        "privacy_opted": " (this operator keeps the text too)",
        "forgotten": (
            "Deleted: {questions} questions, {votes} votes, {turns} conversation entries, "
            "{subscriptions} promises to tell you, {languages} choices of language."
        ),
        "channels": "I answer in: {channels}",
        "all_channels": "I answer in every channel that I may write in.",
        "done": "Done.",
        "on": "on",
        "off": "off",
        "nothing_unanswered": "Everything asked in the last 30 days was answered.",
        "unanswered": "Not answered in the last 30 days",
        "refreshed": "{added} new, {changed} changed, {removed} removed; {articles} articles.",
        "refreshing": "I am reading the articles already; please wait until I am done.",
        "asked_just_now": "You asked just that a moment ago; the answer is above, or on its way.",
        "refreshed_lately": "The articles were just read again; please wait {minutes} minutes.",
        "too_many_subscriptions": "I keep at most {most} promises to you; /forget ends them all.",
        "speaking": "I speak English to you from now on.",
        "speaking_as_you": "I speak the language of your question, or of your Discord.",
        "missing_permission": "I am missing a permission in that channel: {permissions}.",
        "not_yours": "Only whoever asked can turn these pages; /article latest gives you your own.",
    },
    "zh-Hant": {
        "not_found": "我所知的文章中找不到相關內容。",
        "none_allowed": "沒有文章符合這些條件。",
        "never_mentioned": "我所知的文章都沒有提及{words}。",
        "not_in_period": "我找不到與 {span} 這段時間有關的內容。",
        "newest_article": "我最新的文章是 {day} 的。",
        "asked_time": "所問的時間",
        "newest_first": "最新的優先",
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
        "busy": "現有 {waiting} 個問題正在輪候，請一分鐘後再問。",
        "ending": "我即將重新啟動，請一分鐘後再問。",
        "too_often": "你問得太密了，請等 {seconds} 秒。",
        "server_too_often": "這個伺服器問得太密了，請等 {seconds} 秒。",
        "slow": "處理超過 {seconds} 秒仍未完成，請再問一次。",
        "question_empty": "問題是空的；請輸入例如「轉數快是甚麼？」",
        "question_long": "問題有 {length:,} 個字元，最多只讀 {most:,} 個。",
        "question_wordless": "問題沒有文字；請用中文或英文發問。",
        "question_short": "問題太短；請最少輸入 {least} 個字元。",
        "no_date": "「{text}」不是日期；請寫成 2019、2019-03 或 2019-03-28。",
        "no_day": "「{text}」不是日曆上的日子。",
        "no_span": "由 {since} 至 {until} 不是一段時間。",
        "no_language": "語言必須是以下之一：{languages}。",
        "no_limit": "數目必須由 1 至 {most}。",
        "no_provider": "沒有文章來自「{name}」。",
        "no_topic": "沒有文章屬於主題「{name}」。",
        "similar": "相近的有：{names}。",
        "defect": "出了問題。如要報告，請提供此參考編號：{reference}",
        "no_text": "該訊息沒有可供搜尋的文字。",
        "hello": "請用中文或英文問我關於香港金融科技或人工智能的問題。",
        "more": "引文所在的段落",
        "why": "為何有此答案",
        "probability": "文章有答案的機會：",
        "index": "索引：",
        "found_by": "語義 {vector}，字詞 {words}",
        "button_more": "更多",
        "button_why": "為何有此答案",
        "button_follow_up": "追問",
        "button_notify": "有答案時通知我",
        "changed": "文章其後有更新；以下是今日的答案。",
        "old_button": "這個按鈕屬於我已不記得的答案，請再問一次。",
        "not_kept": "暫時無法記下，請稍後再試。",
        "thanks": "多謝，已記下你的評價。",
        "modal_reason": "有甚麼問題？",
        "modal_follow_up": "追問",
        "label_reason": "錯誤、不完整、過時、答非所問……",
        "label_follow_up": "你的下一個問題",
        "subscribed": "有文章能回答時，我會通知你。/forget 可取消。",
        "news": "你之前問過我，現在有答案了：",
        "privacy": (
            "我只看到提及我或寫給我的訊息。我會以代碼代替你的身分和問題的字詞，記下問題的結果、主題、位置和時間三十天，"
            "而不是內容{opted}；並記下你的評價和原因。對話的最近幾個問題保留一天，方便追問。如你要求通知，我會保留你的編號和該問題，"
            "直至通知為止；並記下你選擇的語言。/forget 會刪除以上全部。"
        ),
        "privacy_opted": "（本營運者亦保留內容）",
        "forgotten": (
            "已刪除：{questions} 個問題、{votes} 個評價、"
            "{turns} 項對話紀錄、{subscriptions} 個通知、{languages} 項語言選擇。"
        ),
        "channels": "我會在以下頻道回答：{channels}",
        "all_channels": "我會在所有可發言的頻道回答。",
        "done": "完成。",
        "on": "開啟",
        "off": "關閉",
        "nothing_unanswered": "過去 30 天的問題都有答案。",
        "unanswered": "過去 30 天未能回答",
        "refreshed": "新增 {added}，更改 {changed}，移除 {removed}；共 {articles} 篇文章。",
        "refreshing": "我正在讀取文章，請等我完成。",
        "asked_just_now": "你剛剛問過同一個問題；答案就在上面，或即將出現。",
        "refreshed_lately": "剛剛才重新讀取過文章，請等 {minutes} 分鐘。",
        "too_many_subscriptions": "我已答應通知你 {most} 次，不能再多了。/forget 可全部取消。",
        "speaking": "今後我會用繁體中文回應你。",
        "speaking_as_you": "我會用你發問的語言或你 Discord 的語言回應。",
        "missing_permission": "我在該頻道欠缺權限：{permissions}。",
        "not_yours": "只有提問者可以翻頁；你可用 /article latest 自行查閱。",
    },
    "zh-Hans": {
        "not_found": "我所知的文章中找不到相关内容。",
        "none_allowed": "没有文章符合这些条件。",
        "never_mentioned": "我所知的文章都没有提及{words}。",
        "not_in_period": "我找不到与 {span} 这段时间有关的内容。",
        "newest_article": "我最新的文章是 {day} 的。",
        "asked_time": "所问的时间",
        "newest_first": "最新的优先",
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
        "busy": "现有 {waiting} 个问题正在排队，请一分钟后再问。",
        "ending": "我即将重新启动，请一分钟后再问。",
        "too_often": "你问得太密了，请等 {seconds} 秒。",
        "server_too_often": "这个服务器问得太密了，请等 {seconds} 秒。",
        "slow": "处理超过 {seconds} 秒仍未完成，请再问一次。",
        "question_empty": "问题是空的；请输入例如“转数快是什么？”",
        "question_long": "问题有 {length:,} 个字符，最多只读 {most:,} 个。",
        "question_wordless": "问题没有文字；请用中文或英文提问。",
        "question_short": "问题太短；请至少输入 {least} 个字符。",
        "no_date": "“{text}”不是日期；请写成 2019、2019-03 或 2019-03-28。",
        "no_day": "“{text}”不是日历上的日子。",
        "no_span": "从 {since} 至 {until} 不是一段时间。",
        "no_language": "语言必须是以下之一：{languages}。",
        "no_limit": "数目必须从 1 至 {most}。",
        "no_provider": "没有文章来自“{name}”。",
        "no_topic": "没有文章属于主题“{name}”。",
        "similar": "相近的有：{names}。",
        "defect": "出了问题。如要报告，请提供此参考编号：{reference}",
        "no_text": "该消息没有可供搜索的文字。",
        "hello": "请用中文或英文问我关于香港金融科技或人工智能的问题。",
        "more": "引文所在的段落",
        "why": "为何有此答案",
        "probability": "文章有答案的可能性：",
        "index": "索引：",
        "found_by": "语义 {vector}，字词 {words}",
        "button_more": "更多",
        "button_why": "为何有此答案",
        "button_follow_up": "追问",
        "button_notify": "有答案时通知我",
        "changed": "文章之后有更新；以下是今天的答案。",
        "old_button": "这个按钮属于我已不记得的答案，请再问一次。",
        "not_kept": "暂时无法记下，请稍后再试。",
        "thanks": "谢谢，已记下你的评价。",
        "modal_reason": "有什么问题？",
        "modal_follow_up": "追问",
        "label_reason": "错误、不完整、过时、答非所问……",
        "label_follow_up": "你的下一个问题",
        "subscribed": "有文章能回答时，我会通知你。/forget 可取消。",
        "news": "你之前问过我，现在有答案了：",
        "privacy": (
            "我只看到提及我或写给我的消息。我会以代码代替你的身份和问题的字词，记下问题的结果、主题、位置和时间三十天，"
            "而不是内容{opted}；并记下你的评价和原因。对话的最近几个问题保留一天，方便追问。如你要求通知，我会保留你的编号和该问题，"
            "直到通知为止；并记下你选择的语言。/forget 会删除以上全部。"
        ),
        "privacy_opted": "（本运营者也保留内容）",
        "forgotten": (
            "已删除：{questions} 个问题、{votes} 个评价、"
            "{turns} 项对话记录、{subscriptions} 个通知、{languages} 项语言选择。"
        ),
        "channels": "我会在以下频道回答：{channels}",
        "all_channels": "我会在所有可发言的频道回答。",
        "done": "完成。",
        "on": "开启",
        "off": "关闭",
        "nothing_unanswered": "过去 30 天的问题都有答案。",
        "unanswered": "过去 30 天未能回答",
        "refreshed": "新增 {added}，更改 {changed}，移除 {removed}；共 {articles} 篇文章。",
        "refreshing": "我正在读取文章，请等我完成。",
        "asked_just_now": "你刚刚问过同一个问题；答案就在上面，或即将出现。",
        "refreshed_lately": "刚刚才重新读取过文章，请等 {minutes} 分钟。",
        "too_many_subscriptions": "我已答应通知你 {most} 次，不能再多了。/forget 可全部取消。",
        "speaking": "今后我会用简体中文回应你。",
        "speaking_as_you": "我会用你提问的语言或你 Discord 的语言回应。",
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


def say_again(text: str, language: str) -> str:
    """A phrase, given in any of our languages, in this one; other text stays as it is."""
    for phrases in _PHRASES.values():
        for name, phrase in phrases.items():
            if phrase == text:
                return say(name, language)
    return text
