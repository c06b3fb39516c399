"""Headless Chromium, spoken to over a pipe in its own protocol: no driver, no port, no network."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip

OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; }); 1"
# texts that reach beyond the window, or beyond the box that they stand in
OUTSIDE = """(() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const own = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || own.closest('script, style, noscript, svg, .skip, option')) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const scroller = own.closest('.scroll');
    const box = (own.closest('td, th, p, li, h1, h2, h3, summary, label, button, caption, a') ?? own).getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      const beyond = rect.right > box.right + 1 || rect.left < box.left - 1;
      if (beyond || (!scroller && (rect.right > innerWidth + 1 || rect.left < -1))) found.push(walker.currentNode.data);
    }
  }
  for (const one of document.querySelectorAll('.scroll, .plate, form, figure')) {
    const rect = one.getBoundingClientRect();
    if (rect.width && rect.right > innerWidth + 1) found.push(one.className);
  }
  return found;
})()"""
# text whose contrast with what lies behind it is below 4.5 : 1
FAINT = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return Array.from(canvas.getImageData(0, 0, 1, 1).data);
  };
  const light = (colour) => colour.slice(0, 3).map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, place) => sum + value * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (own) => {
    for (let one = own; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  for (const own of document.querySelectorAll('body *')) {
    const says = Array.from(own.childNodes).some((one) => one.nodeType === 3 && one.data.trim());
    if (!says || own.closest('svg, script, style, noscript')) continue;
    const [one, two] = [light(rgba(getComputedStyle(own).color)), light(behind(own))].sort((a, b) => b - a);
    if ((one + 0.05) / (two + 0.05) < 4.5) found.push(`${own.tagName} ${own.className} ${own.textContent.slice(0, 20)}`);
  }
  return found;
})()"""


def find_browser() -> str | None:
    """Path of a Chromium, or of what is named in CHROMIUM."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page of a headless browser."""

    def __init__(self, program: str, profile: Path) -> None:
        command_read, self._command = os.pipe()
        self._answer, answer_write = os.pipe()

        def wire() -> None:  # the protocol reads from 3 and writes to 4
            low, high = os.dup(command_read), os.dup(answer_write)
            os.dup2(low, 3)
            os.dup2(high, 4)

        self._process = subprocess.Popen(
            [program, *FLAGS, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=wire,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(command_read)
        os.close(answer_write)
        self._buffer = b""
        self._numbers = count(1)
        self._session: str | None = None
        self._loaded = False
        self.messages: list[str] = []  # errors and warnings of the console, and exceptions
        targets = self.call("Target.getTargets")["targetInfos"]
        own = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=own, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
        os.close(self._command)
        os.close(self._answer)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and wait for its answer."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._command, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            chunk = os.read(self._answer, 1 << 20)
            if not chunk:
                raise RuntimeError("the browser ended")
            self._buffer += chunk
        text, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, event: str, given: dict[str, Any]) -> None:
        if event == "Page.loadEventFired":
            self._loaded = True
        elif event == "Runtime.exceptionThrown":
            details = given["exceptionDetails"]
            self.messages.append(details.get("exception", {}).get("description", details["text"]))
        elif event == "Log.entryAdded" and given["entry"]["level"] in ("error", "warning"):
            self.messages.append(given["entry"]["text"])
        elif event == "Runtime.consoleAPICalled" and given["type"] in ("error", "warning", "assert"):
            self.messages.append(str(given["args"]))

    def open(
        self, file: Path, *, width: int = 1280, height: int = 900, dark: bool = False, media: str = ""
    ) -> None:
        """Load a file at a width of window, and forget what the console said before."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", media=media, features=scheme)
        self.messages, self._loaded = [], False
        self.call("Page.navigate", url=file.resolve().as_uri())
        while not self._loaded:
            self._read()

    def run(self, script: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"]["exception"]["description"])
        return done["result"].get("value")

    def type(self, text: str, *, shift: bool = False) -> None:
        """The keys of letters, digits and signs, each pressed and let go; a digit is named as on the keyboard."""
        for sign in text:
            code = f"Digit{sign}" if sign.isdigit() else f"Key{sign.upper()}" if sign.isalpha() else ""
            shown = {} if shift else {"text": sign}
            about = {
                "key": sign,
                "code": code,
                "windowsVirtualKeyCode": ord(sign.upper()),
                "modifiers": 8 * shift,
            }
            self.call("Input.dispatchKeyEvent", type="keyDown", **about, **shown)
            self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def close(self) -> None:
        """End the browser as a person does, who closes its window: what pages keep is written to the profile."""
        session, self._session = self._session, None
        self.call("Browser.close")
        self._process.wait(timeout=60)
        self._session = session

    def press(self, key: str, code: int) -> None:
        """A key pressed and let go."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text
            )

    def save(self, file: Path, **clip: Any) -> None:
        """A picture of the window, or (``*.pdf``) the page as it prints."""
        if file.suffix == ".pdf":
            data = self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
        else:
            data = self.call("Page.captureScreenshot", **clip)["data"]
        file.write_bytes(base64.b64decode(data))


def find_violations(browser: Browser) -> list[Any]:
    """What axe-core, whose file AXE names (npm pack axe-core; package/axe.min.js), finds in the page that is open."""
    if not (file := os.environ.get("AXE")):
        pytest.skip("AXE names no file of axe-core")
    browser.run(Path(file).read_text(encoding="utf-8") + "; 1")
    found = browser.run(
        "axe.run(document).then((done) => done.violations.map((one) => [one.id, one.nodes[0].html]))"
    )
    return list(found)


Opened = Callable[..., Browser]
