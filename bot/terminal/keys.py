"""`sampan keys`: who may ask over HTTP from elsewhere."""

from typing import Annotated, Literal, get_args

import typer
from rich.table import Table

from bot.terminal.printing import AsJson, note, print_json, print_rich

keys_app = typer.Typer(no_args_is_help=True, help="Make and revoke keys for HTTP.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is, as the log shows it.")]


RoleName = Literal["reader", "operator", "bot"]


def _parse_role(text: str) -> RoleName:
    roles: tuple[RoleName, ...] = get_args(RoleName)
    for role in roles:
        if role == text:
            return role
    raise typer.BadParameter(f'"{text}" is no role; take {", ".join(roles)}')


@keys_app.command(epilog="Example: sampan keys add reading-room")
def add(
    name: Name,
    role: Annotated[
        RoleName,
        typer.Option(
            parser=_parse_role,
            metavar="ROLE",
            help="reader: to ask; operator: his page too; bot: what bots ask too.",
        ),
    ] = "reader",
) -> None:
    """Make a key and print it, once: only a hash of it is kept."""
    from datetime import UTC, datetime

    from bot.settings import load_settings
    from bot.store.keys import add_key

    today = datetime.now(UTC).date()
    text = add_key(load_settings().home, name, role, today=today)
    print_rich(text)
    note("This is shown once. Programs send it as: Authorization: Bearer …")


@keys_app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys: name, role, the day each was made and last used."""
    from bot.settings import load_settings
    from bot.store.keys import read_keys

    keys = read_keys(load_settings().home)
    columns = ("name", "role", "made", "used")
    rows = [
        (key.name, key.role, str(key.made), str(key.used) if key.used else None) for key in keys
    ]
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif keys:
        table = Table(*columns, box=None)
        for name, role, made, used in rows:
            table.add_row(name, role, made, used or "never")
        print_rich(table)
    else:
        note('There is no key; "sampan keys add NAME" makes one.')


@keys_app.command(epilog="Example: sampan keys revoke reading-room")
def revoke(name: Name) -> None:
    """End a key: it opens nothing any more, within a second, wherever Sampan serves."""
    from bot.settings import load_settings
    from bot.store.keys import revoke_key

    revoke_key(load_settings().home, name)
    note(f"The key of {name} opens nothing any more.")
