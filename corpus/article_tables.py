"""The tables of the file of articles, as statements in the order in which they are run."""

TABLES = (
    """CREATE TABLE articles (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    story TEXT NOT NULL,
    day TEXT,
    moment REAL,
    provider TEXT,
    provider_key TEXT NOT NULL,
    language TEXT NOT NULL,
    extent TEXT NOT NULL,
    url TEXT,
    record TEXT NOT NULL
)""",
    "CREATE UNIQUE INDEX articles_by_id ON articles (id)",
    "CREATE TABLE topics (article INTEGER NOT NULL, topic TEXT NOT NULL, key TEXT NOT NULL)",
    """CREATE TABLE passages (
    row INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    headings TEXT NOT NULL
)""",
    # What LOOK_UPS is made of.
    """CREATE TEMP TABLE told (
    article INTEGER PRIMARY KEY, title TEXT NOT NULL, about TEXT NOT NULL
)""",
    "CREATE TEMP TABLE called (key TEXT NOT NULL, article INTEGER NOT NULL)",
)
INDEXES = (
    "CREATE INDEX articles_by_story ON articles (story)",
    "CREATE INDEX articles_by_moment ON articles (moment DESC, id)",
    "CREATE INDEX articles_by_day ON articles (day)",
    "CREATE INDEX articles_by_language ON articles (language)",
    "CREATE INDEX articles_by_provider ON articles (provider_key)",
    "CREATE INDEX articles_by_url ON articles (url)",
    "CREATE INDEX topics_by_key ON topics (key, article)",
    "CREATE INDEX topics_by_article ON topics (article)",
    "CREATE INDEX passages_by_article ON passages (article)",
)
"""Made when all rows are there, which is faster."""

LOOK_UPS = (
    # An article's place is counted from 1, from the newest to the oldest; equal ones by id, undated
    # ones last. The texts are folded: of a keystroke some hundreds are read, and no record.
    """CREATE TABLE subjects (
    place INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    id TEXT NOT NULL,
    story TEXT NOT NULL,
    extent TEXT NOT NULL,
    provider TEXT,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    publisher TEXT NOT NULL
)""",
    """INSERT INTO subjects (article, id, story, extent, provider, title, about, publisher)
    SELECT row, id, story, extent, provider, title, about, provider_key
    FROM articles JOIN told ON told.article = row ORDER BY moment DESC, id""",
    "CREATE UNIQUE INDEX subjects_by_article ON subjects (article)",
    "CREATE INDEX subjects_by_provider ON subjects (provider, place)",
    "CREATE INDEX subjects_but_teasers ON subjects (id) WHERE extent <> 'teaser'",
    # Ids, titles and aliases.
    "CREATE TABLE names (key TEXT, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID",
    """INSERT OR IGNORE INTO names
    SELECT key, place FROM called JOIN subjects USING (article) ORDER BY key, place""",
    """CREATE TABLE topic_places (
    topic TEXT, place INTEGER, PRIMARY KEY (topic, place)
) WITHOUT ROWID""",
    """INSERT OR IGNORE INTO topic_places
    SELECT topic, place FROM topics JOIN subjects USING (article) ORDER BY topic, place""",
    """CREATE TABLE counts (
    kind TEXT,
    rank INTEGER,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    bare_key TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (kind, rank)
) WITHOUT ROWID""",
    """INSERT INTO counts
    SELECT 'topic', row_number() OVER (ORDER BY count(*) DESC, topic), topic, key,
        bare_key(topic), count(*)
    FROM topics GROUP BY topic""",
    """INSERT INTO counts
    SELECT 'provider', row_number() OVER (ORDER BY count(*) DESC, provider), provider,
        min(publisher), bare_key(provider), count(*)
    FROM subjects WHERE provider <> '' GROUP BY provider""",
    # It keeps no copy of the texts. Each sign is a token, so that a title of signs is found.
    """CREATE VIRTUAL TABLE naming USING fts5 (
    title, about, publisher, content='', columnsize=0, prefix='1 2 3 4 5 6',
    tokenize="ascii tokenchars '!""#$%&''''()*+,-./:;<=>?@[\\]^_`{|}~'"
)""",
    """INSERT INTO naming (rowid, title, about, publisher)
    SELECT place, spaced(title), spaced(about), spaced(publisher) FROM subjects ORDER BY place""",
    "INSERT INTO naming (naming) VALUES ('optimize')",
)
"""Made when all else is there, of what was added."""
