import json

from bot.evaluation.known_questions import read_questions


def test_drafts_are_written_told_of_and_enough_to_calibrate_with(starter_sampan, tmp_path):
    run = starter_sampan("questions", "mine.jsonl")
    assert run.status == 0, run.stderr
    drafts = read_questions(tmp_path / "mine.jsonl")
    answerable = sum(bool(draft.articles) for draft in drafts)
    said = " ".join(run.stderr.split())
    assert f"{answerable} questions that your articles should answer" in said
    assert "These are drafts: look through them" in said
    assert "sampan calibrate mine.jsonl" in said
    # As many of each kind as it takes to calibrate.
    assert min(answerable, len(drafts) - answerable) >= 20
    assert "until there are" not in said


def test_too_few_drafts_to_calibrate_with_are_told_as_such(starter_sampan):
    run = starter_sampan("questions", "-", "--limit", "6")
    said = " ".join(run.stderr.split())
    assert "add questions that your members ask, until there are at least 20 of each, then" in said


def test_a_file_is_written_over_only_with_force(starter_sampan, tmp_path):
    (tmp_path / "mine.jsonl").write_text("My own.")
    refused = starter_sampan("questions", "mine.jsonl")
    assert refused.status == 2
    assert "mine.jsonl exists" in refused.stderr
    assert (tmp_path / "mine.jsonl").read_text() == "My own."
    assert starter_sampan("questions", "mine.jsonl", "--force", "--limit", "6").status == 0
    assert len(read_questions(tmp_path / "mine.jsonl")) == 6


def test_what_cannot_be_written_or_read_from_is_told(starter_sampan, sampan):
    unwritable = starter_sampan("questions", "none/mine.jsonl")
    assert unwritable.status == 2
    assert "none/mine.jsonl cannot be written" in unwritable.stderr
    unindexed = sampan("questions", "mine.jsonl")
    assert unindexed.status == 2
    assert 'run "sampan index"' in unindexed.stderr


def test_nothing_that_is_printed_acts_on_the_terminal(sampan, tmp_path):
    (tmp_path / "evil.md").write_text(
        "---\ntitle: Prices\n---\n"
        "The Lantern\u202e loaf costs HK$62.\n\nThe Lantern bun costs $9.\n"
    )
    assert sampan("index", "evil.md").status == 0
    run = sampan("questions", "-")
    assert run.status == 0, run.stderr
    assert "\u202e" not in run.stdout
    keys = [json.loads(line).get("key", {}).get("sentence") for line in run.stdout.splitlines()]
    assert "The Lantern bun costs $9." in keys
    assert "The Lantern\u202e loaf costs HK$62." in keys
