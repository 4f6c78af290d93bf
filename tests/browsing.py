"""A real browser before the real service, for tests of what people see."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.settings import Settings
from bot.web.app import make_app

_FOUND = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium as the machine has it; the test is skipped where it has none."""
    path = next(filter(None, _FOUND), None)
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    expect.set_options(timeout=30_000)  # as for all else; other tests keep the machine busy
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serve(home: Path, **settings: object) -> Iterator[str]:
    """The address of the service over a data folder, in a thread."""
    app = make_app(Settings(home=home, **settings))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            threading.Event().wait(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


class Visit:
    """A page as one person has it open, and what it asked of whom and complained about."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.page: Page = context.new_page()
        self.home = home
        self.sent: list[tuple[str, str]] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.sent.append((request.method, request.url)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)

    def open(self, path: str = "/") -> Page:
        """The page at an address, with all that it introduces itself by."""
        self.page.goto(self.home + path)
        self.page.locator("html[data-ready]").wait_for()
        return self.page

    def ask(self, text: str) -> None:
        """Type a question, and wait for what is said to it."""
        turns = self.page.locator(".turn").count()
        self.page.fill("#question", text)
        self.page.keyboard.press("Enter")
        self.page.locator(".turn").nth(turns).locator(".answer").wait_for()

    def asked(self) -> int:
        """How many questions were sent."""
        return sum(method == "POST" and url.endswith("/v1/answers") for method, url in self.sent)

    def _note(self, message: object) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
