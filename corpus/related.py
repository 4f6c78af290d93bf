"""The other articles that a front matter names."""

from collections.abc import Mapping

from corpus.clean import clean_body
from corpus.field_table import FieldTable
from corpus.field_values import address_of, kind_of
from corpus.fields import Fields
from corpus.schema import Link
from corpus.titles import mark_cut, plain_title, without_tags

MAX_RELATED = 50


def read_related(fields: Fields, table: FieldTable) -> tuple[Link, ...]:
    """A link for each related entry that has a title and an address; the others are counted."""
    name, entries = next(fields.given("related"), ("", None))
    if entries is None:
        return ()
    if not isinstance(entries, list):
        fields.repaired(name, f"left out, it should be a list and is {kind_of(entries)}")
        return ()
    if len(entries) > MAX_RELATED:
        fields.repaired(name, f"has {len(entries):,} entries; the first {MAX_RELATED} are kept")
    links: dict[str, Link] = {}
    left_out = 0
    for entry in entries[:MAX_RELATED]:
        link = _read_link(entry, table)
        if link:
            links.setdefault(link.url, link)
        else:
            left_out += 1
    if left_out:
        count = min(len(entries), MAX_RELATED)
        said = f"{left_out:,} of {count:,} entries were left out, they have no title or address"
        fields.repaired(name, said)
    return tuple(links.values())


def prose_of(excerpt: str) -> str:
    """An excerpt as readable text; mark-up and encrypted text give nothing, a cut is shown."""
    return mark_cut(clean_body(" ".join(without_tags(excerpt).split())))


def _read_link(entry: object, table: FieldTable) -> Link | None:
    """The link of one entry: a mapping with fields, or a Markdown link."""
    if isinstance(entry, str):
        url = address_of(entry)
        title = plain_title(entry) if entry.lstrip().startswith("[") else ""
        return Link(title=title, url=url) if url and title else None
    if not isinstance(entry, Mapping):
        return None
    inner = Fields(entry, table=table)
    title, url = plain_title(inner.text("title")), inner.url("url")
    if not title or not url:
        return None
    date = inner.published()
    return Link(
        title=title,
        url=url,
        provider=inner.provider(),
        published=date.moment if date and not date.is_month_only else None,
        excerpt=prose_of(inner.text("excerpt")),
        quality=inner.quality(),
    )
