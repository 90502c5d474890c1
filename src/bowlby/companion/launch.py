"""Starting the companion: the port, the printed address, the browser."""

from __future__ import annotations

import errno
import gc
import os
import socket
import sys
import threading
import webbrowser
from pathlib import Path

from bowlby.errors import BowlbyError

PORT = 8917
"""Where the companion listens unless told otherwise."""


def listen(port: int) -> socket.socket:
    """A listening socket that only this machine can reach.

    Raises:
        BowlbyError: the port is taken, or not one that may be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
    except (OSError, OverflowError) as error:
        listener.close()
        raise BowlbyError(_why_not(port, error)) from error
    return listener


def _why_not(port: int, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is in use, perhaps by a companion that is already open; "
            f"close that one, or choose another with --port"
        )
    return f"port {port} cannot be used here; choose one from 1024 to 65535 with --port"


def open_companion(folder: Path | None, *, port: int = PORT, browser: bool = True, show_demo: bool = False) -> None:
    """Serve the companion until it is interrupted.

    Args:
        folder: where the diary is; None for the usual place.
        port: where to listen on 127.0.0.1; 0 for any free one.
        browser: open the browser, when there is one.
        show_demo: open the made-up diary.
    """
    listener = listen(port)
    try:
        _serve(listener, folder, browser=browser, show_demo=show_demo)
    except KeyboardInterrupt:
        sys.stdout.write("\nClosed.\n")
    finally:
        listener.close()


def _serve(listener: socket.socket, folder: Path | None, *, browser: bool, show_demo: bool) -> None:
    import uvicorn

    from bowlby.companion.app import create_app
    from bowlby.companion.session import Session

    if folder is None:
        from bowlby.diary.vault import default_folder

        folder = default_folder()
    session = Session(folder=folder, port=listener.getsockname()[1])
    app = create_app(session, show_demo=show_demo)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="critical",
        server_header=False,
        date_header=False,
        ws="none",
        timeout_graceful_shutdown=2,
    )
    # The socket listens already, so a browser that is quicker than the server merely waits.
    announce(session.port, session.keys.printed, session.keys.opening if browser else "")
    gc.freeze()  # what is loaded stays; looking through it again and again would cost some page 5 ms
    uvicorn.Server(config).run(sockets=[listener])


def announce(port: int, printed: str, opening: str) -> None:
    """Print the address, and hand it to the browser where there is one.

    Args:
        port: where the server listens.
        printed: launch token of the printed address.
        opening: launch token for the browser; empty to leave the browser alone.
    """
    opened = bool(opening) and _has_browser()
    how = "Opening the notebook in your browser. If nothing opens" if opened else "To open the notebook"
    sys.stdout.write(
        f"{how}, use this address on this machine (it is yours alone; do not share it):\n\n"
        f"  http://127.0.0.1:{port}/enter?token={printed}\n\n"
        "Ctrl-C closes it.\n"
    )
    sys.stdout.flush()
    if opened:
        url = f"http://127.0.0.1:{port}/enter?token={opening}"
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _has_browser() -> bool:
    """Whether a browser with a window can be opened; a text browser would take the terminal over."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
