"""A companion that really listens, in a thread of the test, and Debian's chromium to look at it with."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Request, sync_playwright

from bowlby.companion.app import create_app
from bowlby.companion.launch import listen
from bowlby.companion.session import Session

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def served(folder: Path, **options: Any) -> Iterator[Session]:
    """Serve a companion on a free port; ends with the block."""
    with listen(0) as listener:
        session = Session(folder=folder, port=listener.getsockname()[1], **options)
        server = uvicorn.Server(uvicorn.Config(create_app(session), access_log=False, log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield session
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        yield browser
        browser.close()


def home(session: Session) -> str:
    """Origin of a served companion."""
    return f"http://127.0.0.1:{session.port}"


def door(session: Session) -> str:
    """The address that would be printed."""
    return f"{home(session)}/enter?token={session.keys.printed}"


def watched(context: BrowserContext, session: Session) -> list[str]:
    """Every request to anywhere but the companion, as it happens."""
    strangers: list[str] = []

    def look(request: Request) -> None:
        if not request.url.startswith((f"{home(session)}/", "data:", "about:", "file:")):
            strangers.append(request.url)

    context.on("request", look)
    return strangers
