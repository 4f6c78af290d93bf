from corpus.clean import Removed
from corpus.problems import Problem, tell_problems, tell_removed


def _problem(path, reason, fate="repaired"):
    return Problem(path=path, reason=reason, fate=fate)


def test_a_few_problems_are_told_one_by_one_what_was_lost_first():
    problems = [_problem("a.md", "title: missing"), _problem("b.pdf", "file: is empty", "skipped")]
    assert tell_problems(problems) == [
        "Skipped b.pdf: file: is empty",
        "Repaired a.md: title: missing",
    ]


def test_many_of_one_kind_are_one_line_whatever_they_count_and_quote():
    problems = [
        _problem(f"{n}.md", f'related: {n} of {n + 9} entries left out, "{n}" is none')
        for n in range(1, 2500)
    ]
    (line,) = tell_problems(problems)
    assert line.startswith("Repaired 2,499 files such as 1.md: related: 1 of 10 entries")


def test_lines_left_out_are_counted_by_reason():
    assert tell_removed({}) == ""
    lines = (Removed(text="Share", reason="share bar"), Removed(text="Home", reason="menu"))
    said = tell_removed({"a": lines, "b": lines[:1]})
    assert said.startswith("3 lines of 2 articles belong")
    assert "2 share bar, 1 menu" in said
    assert tell_removed({"a": lines[:1]}).startswith("1 line of 1 article belongs")
