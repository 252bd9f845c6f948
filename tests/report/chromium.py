"""A headless Chromium on its debugging pipe: no port, no driver, no package. Messages are JSON, each ended by a zero byte."""

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars"),
    "--remote-debugging-pipe",
)
PATIENCE_S = 30.0


def binary():
    """The path of a Chromium or Chrome; None if there is none."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


class Tab:
    """One page of one browser. `said` holds what the page logged, and what it asked of the network."""

    def __init__(self, out, into, process):
        self.out, self.into, self.process = out, into, process
        self.number, self.session, self.buffer = 0, None, b""
        self.said, self.asked = [], []

    def call(self, method, **params):
        """Sends one command and returns its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def _next(self):
        deadline = time.monotonic() + PATIENCE_S
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.into], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, "the browser does not answer"
            chunk = os.read(self.into, 1 << 20)
            assert chunk, "the browser is gone"
            self.buffer += chunk
        line, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(line)

    def _note(self, event):
        method, params = event.get("method"), event.get("params", {})
        if method == "Log.entryAdded":
            self.said.append(params["entry"]["text"])
        elif method in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
            self.said.append(json.dumps(params))
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"][:100])

    def attach(self):
        """Opens an empty page and listens to its console and its requests."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def size(self, width, height, dark=False):
        """The window, and the theme of the system."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])

    def go(self, url):
        """Loads a page, and waits until it is loaded; a fragment alone moves within the page."""
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def wait(self, condition):
        """Asks until a JavaScript expression is true."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.ask(condition):
            assert time.monotonic() < deadline, f"never true: {condition}"
            time.sleep(0.02)

    def ask(self, expression):
        """The value of a JavaScript expression."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def screenshot(self, path):
        """What is to be seen, as a PNG file."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def pdf(self):
        """The printed page."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"])


@contextlib.contextmanager
def tab(profile):
    """A browser that lives as long as the context; `profile` is an empty folder."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    command = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    words = ["bash", "-c", command, binary(), *FLAGS, f"--user-data-dir={profile}"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, pass_fds=(theirs_in, theirs_out), stdin=quiet, stdout=quiet, stderr=quiet)
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        page = Tab(ours_out, ours_in, process)
        page.attach()
        yield page
    finally:
        process.kill()
        process.wait()
        os.close(ours_out)
        os.close(ours_in)
