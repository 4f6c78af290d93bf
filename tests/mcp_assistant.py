"""An assistant: the official client, for tests that run no event loop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp_types import CallToolResult


class Assistant:
    """A client that is connected."""

    def __init__(self, client: Client, portal: BlockingPortal) -> None:
        self.client = client
        self._portal = portal

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        """What a tool gives."""
        return self.do(self.client.call_tool, tool, arguments)

    def call_all(self, *calls: tuple[str, dict[str, Any]]) -> list[CallToolResult]:
        """What tools give that are called at once."""
        tasks = [
            self._portal.start_task_soon(self.client.call_tool, tool, arguments)
            for tool, arguments in calls
        ]
        return [task.result(60) for task in tasks]

    def do(self, method: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What a method of the client gives."""
        return self._portal.call(partial(method, *arguments, **options))


@contextmanager
def assisting(server: Any, **options: Any) -> Iterator[Assistant]:
    """An assistant that is connected."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server, **options)) as client,
    ):
        yield Assistant(client, portal)
