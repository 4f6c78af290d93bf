from bot.store.keys import KeyRing


def test_a_key_is_made_shown_once_listed_and_revoked(sampan, tmp_path):
    made = sampan("keys", "add", "reading-room")
    assert made.status == 0
    text = made.stdout.strip()
    assert KeyRing(tmp_path / "home").find(text).name == "reading-room"
    assert "shown once" in made.stderr
    sampan("keys", "add", "me", "--role", "operator")

    listed = sampan("keys", "list", "--json").json
    assert [(key["name"], key["role"], key["used"]) for key in listed] == [
        ("reading-room", "reader", None),
        ("me", "operator", None),
    ]
    assert text not in sampan("keys", "list").stdout

    assert sampan("keys", "revoke", "reading-room").status == 0
    assert KeyRing(tmp_path / "home").find(text) is None
    assert [key["name"] for key in sampan("keys", "list", "--json").json] == ["me"]


def test_what_cannot_be_done_is_one_sentence(sampan):
    sampan("keys", "add", "one")
    for arguments, says in (
        (("add", "one"), 'Error: "one" has a key; "sampan keys revoke" ends it\n'),
        (("revoke", "two"), 'Error: "two" has no key; "sampan keys list" names all\n'),
        (
            ("add", "two words"),
            'Error: "two words" is no name; take letters, digits, dots, lines and dashes\n',
        ),
    ):
        done = sampan("keys", *arguments)
        assert (done.status, done.stderr) == (2, says)


def test_an_unknown_role_is_told_with_those_there_are(sampan):
    refused = sampan("keys", "add", "one", "--role", "king")
    assert refused.status == 2
    assert '"king" is no role; take reader, operator, bot' in refused.stderr
    assert "Value error" not in refused.stderr
    assert sampan("keys", "list").stdout == ""


def test_no_key_is_no_fault(sampan):
    done = sampan("keys", "list")
    assert (done.status, done.stdout) == (0, "")
    assert "sampan keys add" in done.stderr
