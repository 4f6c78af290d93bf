"""Titles and excerpts as readers should see them, and those that are only a wall's words."""

import re
from html import unescape
from urllib.parse import urlsplit

from corpus.file_names import read_name
from corpus.sentences import is_wrapped, split_sentences
from corpus.text import fold_line, has_han

_LONGEST_TITLE = 200
_MOST_WRAPPED = 5
_LONGEST_MARKED = 2_000
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>\S.*)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})[ \t]*")
_MARKUP_LINE = re.compile(
    r"\s*(?:!?\[\[|!\[|[|>+*-](?:\s|$)|<[!/a-z]|```|~~~|:::|\{[{%#:]|import\s|export\s|%%|\$\$|-{3}|_{3}"
    r"|\*{3}|={3}|https?://|\[\^|\d+[.)]\s|#\w)",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z!][^<>]{0,200}>", re.IGNORECASE)
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(?<!\\)(\*{1,3}|~~|==)(?=\S)([^*~=]{1,500})(?<=[^\s\\])\1")
_UNDERLINED = re.compile(r"(?<![\w\\])(_{1,3})(?=\S)([^_]{1,500})(?<=[^\s\\])\1(?!\w)")
_CODE = re.compile(r"(`{1,3})([^`]{1,500})\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>@\"'])")
_NOTE_MARK = re.compile(r"\[\^[^\[\]]{1,60}\]|\s\^[\w-]{1,40}$")
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’"}
_END = re.compile(r"[.!?…。！？；:：][\"'”’」』)）\]»》]*$")
_CUT = re.compile(
    r"(?<![\s,，、;；:：–—-])[\s,，、;；:：–—-]*(?:\[\s?(?:…|\.{3})\s?\]|\(\s?(?:…|\.{3})\s?\)|…+|\.{3,})\s*$"
)
_INNER_END = re.compile(r"[.!?][\"'”’)]*\s|[。！？]")
_LONG_PHRASE, _LONG_HAN_PHRASE = 100, 40
_READ = r"(?:read|continue|keep reading|access|unlock|view|see|watch|listen)"
_WALL = re.compile(
    r"(?:please )?(?:become|be) an? [^.!?]{0,80}\b(?:subscriber|member|supporter|patron)s?"
    rf"\b(?: today| now)? (?:to|and) {_READ}\b[^.!?]{{0,80}}[.:…!]{{0,3}}"
    r"|(?:please |you (?:must|need to|have to) )?(?:subscribe|sign (?:up|in)|log ?in|register|join)"
    rf"\b[^.!?]{{0,80}}\b(?:to|and) {_READ}\b[^.!?]{{0,80}}[.:…!]{{0,3}}"
    r"|(?:this|the) (?:article|story|content|post|page|report) is "
    r"(?:only |exclusively )?(?:for|available (?:only )?(?:to|for)|reserved for|exclusive to)"
    r" [^.!?]{0,60}\b(?:subscribers?|members?|supporters?)\b[^.!?]{0,40}[.:…!]{0,3}"
    r"|(?:for )?(?:subscribers?|members?|premium)(?:[ -]only| exclusive)"
    r"(?: (?:content|article|story|post))?[.:…!]{0,3}"
    rf"|(?:to|want to) (?:continue |keep )?{_READ}(?:ing)?\b[^.!?]{{0,60}}\b"
    r"(?:subscribe|sign (?:in|up)|log ?in|register|become an? )[^.!?]{0,80}[.:…!]{0,3}"
    r"|(?:you(?:'ve|’ve| have) (?:reached|read) (?:your|all)|unlock this)\b[^.!?]{0,80}"
    r"\b(?:articles?|stor(?:y|ies))\b[^.!?]{0,40}[.:…!]{0,3}",
    re.IGNORECASE,
)
_HAN_WALL = re.compile(
    r"(?:[請请]|想|如欲|歡迎|欢迎)?(?:先|立即|馬上|马上|即時|即时)?(?:免費|免费|付費|付费)?"
    r"(?:訂閱|订阅|訂購|订购|登入|登录|登錄|註冊|注册|登記|登记|成為|成为|加入|升級|升级|購買|购买|開通|开通)"
    r"[^。！？]{0,30}(?:閱讀|阅读|睇|觀看|观看|查看|瀏覽|浏览|解鎖|解锁|收看|繼續|继续)"
    r"[^。！？]{0,12}[。！：:…]{0,3}"
    r"|(?:此|本|該|该|這|这)?(?:篇|則|则)?(?:文章|文|內容|内容|報道|报道|全文)?[為为是]?(?:只|僅|仅)?(?:供|限|為|为|屬|属)?"
    r"(?:付費|付费|尊貴|尊贵)?(?:會員|会员|訂戶|订户|訂閱者|订阅者|用戶|用户)"
    r"(?:專享|专享|專屬|专属|獨家|独家|限定|閱讀|阅读|專區|专区)[^。！？]{0,12}[。！：:…]{0,3}"
    r"|(?:閱讀|阅读|繼續閱讀|继续阅读|查看)(?:全文|更多|完整內容|完整内容)?[^。！？]{0,8}"
    r"(?:請|请|需|需要|必須|必须)[^。！？]{0,8}(?:訂閱|订阅|登入|登录|註冊|注册|成為|成为|加入)[^。！？]{0,20}[。！：:…]{0,3}"
)
_LONGEST_WALL = 300


def plain_title(title: str) -> str:
    """A title without mark-up, entities and the quotes around all of it."""
    text = fold_line(unescape(title) if "&" in title else title)
    if len(text) <= _LONGEST_MARKED:
        text = _TAG.sub("", text)
        text = _IMAGE_OR_LINK.sub(r"\1", text)
        text = _CODE.sub(r"\2", text)
        text = _UNDERLINED.sub(r"\2", _STRONG.sub(r"\2", _STRONG.sub(r"\2", text)))
        text = fold_line(_ESCAPE.sub(r"\1", _NOTE_MARK.sub("", text)))
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        inner = text[1:-1]
        if text[0] not in inner and text[-1] not in inner:
            text = inner.strip()
    return text


def without_tags(text: str) -> str:
    """A text in which spaces stand for its HTML tags."""
    return _TAG.sub(" ", text)


def heading_in(line: str) -> str:
    """The words of a Markdown heading, or ""."""
    heading = _HEADING.fullmatch(line.rstrip())
    return plain_title(heading["title"].rstrip("# \t")) if heading else ""


def find_heading(markdown: str) -> str:
    """The words of the first heading of a Markdown text, or ""."""
    above, is_code = "", False
    for line in markdown.split("\n"):
        if _FENCE.match(line):
            is_code = not is_code
        elif not is_code:
            if title := heading_in(line):
                return title
            if above and _UNDERLINE.fullmatch(line) and len(line.strip()) >= 2:
                return plain_title(above)
        is_text = not is_code and line.strip() and not is_markup(line)
        # Only a paragraph of one line is a heading's.
        above = line.strip() if is_text and above == "" and len(line) <= _LONGEST_TITLE else ""
    return ""


def is_markup(line: str) -> bool:
    """Whether a line begins as mark-up does, or an item or a quote: no title."""
    return bool(_MARKUP_LINE.match(line))


def title_from(body: str) -> str:
    """A stand-in for a missing title: the first sentence that is no mark-up, cut at a word."""
    lines = [line for line in body.split("\n") if line.strip()]
    first = next((line for line in lines if not is_markup(line)), lines[0] if lines else "")
    if heading := heading_in(first):
        return heading
    whole = _unwrapped(body, first) if first else ""
    spans = split_sentences(whole[:5_000])
    sentence = plain_title(whole[slice(*spans[0])]) if spans else ""
    if len(sentence) <= _LONGEST_TITLE:
        return sentence
    cut = sentence[:_LONGEST_TITLE]
    return (cut.rpartition(" ")[0] or cut) + " …"


def _unwrapped(body: str, first: str) -> str:
    """A line, with those behind it that only the width of a page parted from it."""
    behind = body.partition(first)[2].split("\n", _MOST_WRAPPED + 1)[1 : _MOST_WRAPPED + 1]
    whole, last = first, first
    for line in behind:
        if not line.strip() or not is_wrapped(last, line):
            break
        whole += ("" if has_han(last[-1:]) else " ") + line.strip()
        last = line
    return whole


def title_in_address(url: str) -> str:
    """The words at the end of an address as a title, or ""."""
    path = urlsplit(url).path.rstrip("/")[-_LONGEST_MARKED:] if url else ""
    last = path.rpartition("/")[2]
    return read_name(re.sub(r"\.[a-z]{2,5}$", "", last) + ".md").title if "-" in last else ""


def mark_cut(excerpt: str) -> str:
    """An excerpt that ends with "…" where it was cut off in mid-sentence."""
    text = excerpt.rstrip()
    if cut := _CUT.search(text[-40:]):
        return text[: len(text) - len(cut[0])] + "…"
    last = text.rpartition("\n")[2]
    is_long = len(last) >= (_LONG_HAN_PHRASE if has_han(last) else _LONG_PHRASE)
    if not text or _END.search(last[-20:]) or not (is_long or _INNER_END.search(last)):
        return excerpt
    return f"{text.rstrip(',，、;；–—- ')}…"


def is_wall(text: str) -> bool:
    """Whether a title or excerpt is nothing but the words of a wall before the article."""
    folded = fold_line(text)
    if not folded or len(folded) > _LONGEST_WALL:
        return False
    bare = re.sub(r"\s*[|–—-]\s*[^|–—-]{1,60}$", "", folded)
    pattern = _HAN_WALL if has_han(folded) else _WALL
    return bool(pattern.fullmatch(folded) or pattern.fullmatch(bare))
