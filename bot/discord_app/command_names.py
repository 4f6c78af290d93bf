"""Names of commands and permissions in Traditional (Hong Kong) and Simplified Chinese."""

from collections.abc import Iterable
from typing import TypeVar

import discord
from discord import app_commands

from bot.identity import Identity

Client = TypeVar("Client", bound=discord.Client)

_TEXTS = {
    "sampan": ("舢舨", "舢板"),
    "ask": ("提問", "提问"),
    "article": ("文章", "文章"),
    "find": ("尋找", "查找"),
    "latest": ("最新", "最新"),
    "related": ("相關", "相关"),
    "topics": ("主題", "主题"),
    "status": ("狀態", "状态"),
    "privacy": ("私隱", "隐私"),
    "forget": ("刪除我的資料", "删除我的资料"),
    "channels": ("頻道", "频道"),
    "add": ("新增", "添加"),
    "remove": ("移除", "移除"),
    "list": ("列出", "列出"),
    "threads": ("討論串", "子区"),
    "feedback": ("評價", "评价"),
    "unanswered": ("未能回答", "未能回答"),
    "refresh": ("更新", "更新"),
    "days": ("日數", "天数"),
    "Of the last days, at most 30": ("最近多少天，最多 30", "最近多少天，最多 30"),
    "file": ("檔案", "文件"),
    "Also as a CSV file, for a spreadsheet": (
        "另附 CSV 檔案，供試算表使用",
        "另附 CSV 文件，供电子表格使用",
    ),
    "questions": ("問題內容", "问题内容"),
    "Whether I keep the words of what is asked here, for moderators": (
        "是否為管理員保留在此所問問題的內容",
        "是否为管理员保留在此所问问题的内容",
    ),
    "For 30 days, or not at all": ("保留三十天，或不保留", "保留三十天，或不保留"),
    "keep": ("保留", "保留"),
    "do not keep": ("不保留", "不保留"),
    "digest": ("新文章摘要", "新文章摘要"),
    "Post new articles to a channel at 9:00": (
        "上午 9 時在頻道發布新文章",
        "上午 9 时在频道发布新文章",
    ),
    "every": ("多久一次", "多久一次"),
    "Each day, each Monday, or no more": ("每天、逢星期一，或停止", "每天、每周一，或停止"),
    "daily": ("每天", "每天"),
    "weekly": ("每週", "每周"),
    "publish": ("對外發布", "对外发布"),
    "In an announcement channel, publish it to those who follow": (
        "在公告頻道發布給追蹤者",
        "在公告频道发布给关注者",
    ),
    "watch": ("關注", "关注"),
    "Be told of new articles": ("有新文章時收到通知", "有新文章时收到通知"),
    "Write to me when there is a new article": ("有新文章時通知我", "有新文章时通知我"),
    "what": ("甚麼", "什么"),
    "A topic, or words that the article must have": (
        "主題，或文章須有的字詞",
        "主题，或文章须有的字词",
    ),
    "What you are told of, with buttons to stop": ("你關注的事，可停止", "你关注的内容，可停止"),
    "votes": ("評價結果", "评价结果"),
    "How answers were liked, with reasons and links": (
        "答案的評價，附原因和連結",
        "答案的评价，附原因和链接",
    ),
    "Of the last days, at most 365": ("最近多少天，最多 365", "最近多少天，最多 365"),
    "in one channel": ("單一頻道", "单个频道"),
    "How I answer in a channel": ("我如何在某頻道回答", "我如何在某频道回答"),
    "Keep to a topic there": ("在該頻道只限某主題", "在该频道只限某主题"),
    "Keep to a provider there": ("在該頻道只限某來源", "在该频道只限某来源"),
    "The language I speak there": ("我在該頻道用的語言", "我在该频道用的语言"),
    "Instead of the language of a question": ("不跟隨問題的語言", "不跟随问题的语言"),
    "length": ("長度", "长度"),
    "How many sentences I quote there": ("在該頻道引用多少句", "在该频道引用多少句"),
    "One, three or six": ("一句、三句或六句", "一句、三句或六句"),
    "short": ("短", "短"),
    "normal": ("一般", "一般"),
    "long": ("長", "长"),
    "limit": ("身分組上限", "身份组上限"),
    "How many questions a member of a role may ask in a minute": (
        "某身分組的成員每分鐘可問多少題",
        "某身份组的成员每分钟可问多少题",
    ),
    "role": ("身分組", "身份组"),
    "The highest limit of a member's roles counts": (
        "以成員各身分組中最高的上限計",
        "以成员各身份组中最高的上限计",
    ),
    "number": ("數目", "数目"),
    "Left out: no limit but my operator's": ("不填：只受營運者限制", "不填：只受运营者限制"),
    "quota": ("每日上限", "每日上限"),
    "How many questions this server may ask in a day": (
        "此伺服器一天可問多少題",
        "此服务器一天可问多少题",
    ),
    "settings": ("設定", "设置"),
    "Show all settings, with switches": ("顯示所有設定，可切換", "显示所有设置，可切换"),
    "log": ("通知頻道", "通知频道"),
    "Where I tell moderators what needs them; without a channel, nowhere": (
        "有事需要管理員時在哪裏通知；不選頻道即不通知",
        "有事需要管理员时在哪里通知；不选频道即不通知",
    ),
    "language": ("語言", "语言"),
    "choice": ("選擇", "选择"),
    "English": ("英文", "英文"),
    "繁體中文": ("繁體中文", "繁体中文"),
    "简体中文": ("簡體中文", "简体中文"),
    "automatic": ("自動", "自动"),
    "The language I speak to you": ("我用哪種語言回應你", "我用哪种语言回应你"),
    "Instead of the language of your question": ("代替你發問的語言", "代替你提问的语言"),
    "question": ("問題", "问题"),
    "since": ("由", "从"),
    "until": ("至", "至"),
    "provider": ("來源", "来源"),
    "topic": ("主題", "主题"),
    "private": ("只給我看", "仅自己可见"),
    "query": ("字詞", "字词"),
    "channel": ("頻道", "频道"),
    "state": ("開關", "开关"),
    "on": ("開啟", "开启"),
    "off": ("關閉", "关闭"),
    "Find sources": ("尋找來源", "查找来源"),
    "Ask about {subject}": ("詢問{subject}", "询问{subject}"),
    "help": ("說明", "帮助"),
    "unasked": ("主動回答", "主动回答"),
    "Whether I answer in a channel though nobody asks me": (
        "我在某頻道是否不問也回答",
        "我在某频道是否不问也回答",
    ),
    "What I can do, with example questions": ("我能做甚麼，附例題", "我能做什么，附例题"),
    "In English or Chinese": ("中英文皆可", "中英文均可"),
    "Only articles from then on: 2024, 2024-06-30 or last month": (
        "只用此日期起的文章：2024、2024-06-30 或上個月",
        "只用此日期起的文章：2024、2024-06-30 或上个月",
    ),
    "Only articles up to then": ("只用截至此日期的文章", "只用截至此日期的文章"),
    "Only this provider": ("只限此來源", "只限此来源"),
    "Only this topic": ("只限此主題", "只限此主题"),
    "Show the answer to you alone": ("答案只給你看", "答案只给你看"),
    "Look articles up": ("查閱文章", "查阅文章"),
    "Find articles by title or subject": ("按標題或主題找文章", "按标题或主题找文章"),
    "Words of a title, or any name of a subject": ("標題字詞或任何名稱", "标题字词或任何名称"),
    "List the newest articles": ("列出最新文章", "列出最新文章"),
    "List articles on the same subjects": ("列出同類文章", "列出同类文章"),
    "An article's title or id": ("文章標題或編號", "文章标题或编号"),
    "List the topics": ("列出主題", "列出主题"),
    "What I store about you": ("我儲存了你甚麼資料", "我存储了你的哪些资料"),
    "Delete what I store about you": ("刪除我儲存的你的資料", "删除我存储的你的资料"),
    "Settings of this server": ("此伺服器的設定", "此服务器的设置"),
    "Where I answer in this server": ("我在此伺服器的哪些頻道回答", "我在此服务器的哪些频道回答"),
    "Answer in this channel": ("在此頻道回答", "在此频道回答"),
    "Do not answer in this channel": ("不在此頻道回答", "不在此频道回答"),
    "Show where I answer": ("顯示我在哪裏回答", "显示我在哪里回答"),
    "Whether each mention opens a thread": ("每次提及是否開討論串", "每次提及是否开子区"),
    "Whether answers have buttons to vote": ("答案是否附評價按鈕", "答案是否附评价按钮"),
    "A channel of this server": ("此伺服器的頻道", "此服务器的频道"),
    "On or off": ("開啟或關閉", "开启或关闭"),
    "What I could not answer lately": ("最近未能回答的問題", "最近未能回答的问题"),
    "Read the articles again": ("重新讀取文章", "重新读取文章"),
    "View Channels": ("檢視頻道", "查看频道"),
    "Send Messages": ("發送訊息", "发送消息"),
    "Send Messages in Threads": ("在討論串中傳送訊息", "在子区内发送消息"),
    "Create Public Threads": ("建立公開討論串", "创建公开子区"),
    "Embed Links": ("嵌入連結", "嵌入链接"),
    "Read Message History": ("讀取訊息歷史", "阅读消息历史记录"),
    "Connect": ("連接", "连接"),
    "Manage Threads": ("管理討論串", "管理子区"),
    "Show what {name} knows": ("顯示 {name} 的資料庫", "显示 {name} 的资料库"),
}
# As Discord's own settings name them, so that they can be found there.
_PERMISSIONS = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
    "connect": "Connect",
    "manage_threads": "Manage Threads",
}
_LONGEST = 100  # of what Discord takes for a description
_COLUMNS = {discord.Locale.taiwan_chinese: 0, discord.Locale.chinese: 1}


def permission_names(names: Iterable[str], language: str) -> str:
    """Permissions by discord.py's names → as Discord's settings call them in a language."""
    labels = [_PERMISSIONS[name] for name in names]
    if language == "en":
        return ", ".join(labels)
    column = 0 if language == "zh-Hant" else 1
    return "、".join(_TEXTS[label][column] for label in labels)


class CommandTranslator(app_commands.Translator):
    """Discord has no locale for Hong Kong: its Traditional Chinese gets Hong Kong wording.

    What stands in braces is filled in as the bot is called where it runs.
    """

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The text in this locale, or None to leave it in English."""
        texts = _TEXTS.get(string.extras.get("text", string.message))
        if not texts or locale not in _COLUMNS:
            return None
        column = _COLUMNS[locale]
        return self._fill(texts[column], ("zh-Hant", "zh-Hans")[column])

    def fill_descriptions(self, tree: app_commands.CommandTree[Client]) -> None:
        """Say in English what the commands are about here; done once they are all loaded."""
        for command in tree.walk_commands():
            if "{" in command.description:
                command.description = self._fill(command.description, "en")

    def _fill(self, text: str, language: str) -> str:
        if "{" not in text:
            return text
        filled = text.format(name=self._identity.name, subject=self._identity.subject(language))
        return filled if len(filled) <= _LONGEST else f"{filled[: _LONGEST - 1].rstrip()}…"
