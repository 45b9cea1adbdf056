#!/usr/bin/env python3
"""Works the window for a long time while it trains, and prints its memory once a minute.

    tests/soak/soak.py build/release/app/crossview PROJECT --minutes 120 [--csv memory.csv]

The window runs in an Xvfb of its own (packages xvfb and xdotool). The project's newest run is gone on with, so
make one of many epochs first: crossview-cli train PROJECT --optimiser.epochs 100000, then Ctrl+C. Every second
the hand of a seeded generator does something: it hovers over the map, drags and scrolls it, asks a sentence,
scrubs the timeline, resizes the window, starts a new run now and then. Fails when the window is gone, or when
the memory of the last quarter is more than a tenth above that of the second one.
"""
import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import time

WORDS = "cat dog red flower heart smiling face car ship tree moon fire water music flag clock blue bird".split()


def memory(pid):
    """Private memory in MB (what only this process holds), and threads."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        text = file.read()
    private = sum(int(n) for n in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.M))
    return private / 1024, len(os.listdir(f"/proc/{pid}/task"))


class Hand:
    """What a person does, by xdotool on one display."""

    def __init__(self, display, window, seed):
        self.environment = dict(os.environ, DISPLAY=display)
        self.window = window
        self.random = random.Random(seed)
        self.size = (1280, 800)
        self.done = {}
        self.tool("windowfocus", window)  # without a window manager nobody else gives it the keys

    def tool(self, *words):
        try:
            subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=False, timeout=60,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            pass  # a machine that has no time: whether the window is still there is looked at elsewhere

    def key(self, name):
        self.tool("key", name)  # to what lies under the pointer: no window manager is here

    def place(self):
        return (int(self.size[0] * self.random.uniform(0.3, 0.65)),
                int(self.size[1] * self.random.uniform(0.2, 0.55)))

    def hover(self):
        for _ in range(5):
            self.tool("mousemove", *self.place())
            time.sleep(0.1)

    def drag(self):
        self.tool("mousemove", *self.place(), "mousedown", 1)
        for _ in range(6):
            self.tool("mousemove", *self.place())
            time.sleep(0.05)
        self.tool("mouseup", 1)

    def scroll(self):
        button = self.random.choice([4, 5])
        self.tool("mousemove", *self.place(), "click", "--repeat", 4, "--delay", 40, button)

    def click(self):
        self.tool("mousemove", *self.place(), "click", 1)

    def ask(self):
        self.key("ctrl+f")
        self.tool("key", "ctrl+a")
        self.tool("type", "--delay", 25, " ".join(self.random.sample(WORDS, 2)))
        self.tool("key", "Return")
        time.sleep(0.5)
        self.key("Escape")

    def scrub(self):
        y = int(self.size[1] * 0.72)
        self.tool("mousemove", int(self.size[0] * 0.4), y, "mousedown", 1)
        for _ in range(8):
            self.tool("mousemove", int(self.size[0] * self.random.uniform(0.3, 0.68)), y)
            time.sleep(0.05)
        self.tool("mouseup", 1)

    def resize(self):
        self.size = (self.random.randint(1024, 1600), self.random.randint(700, 1000))
        self.tool("windowsize", self.window, *self.size)

    def act(self):
        name = self.random.choices(["hover", "drag", "scroll", "click", "ask", "scrub", "resize"],
                                   [4, 3, 3, 2, 3, 2, 1])[0]
        self.done[name] = self.done.get(name, 0) + 1
        getattr(self, name)()


def found_window(display, pid):
    for _ in range(60):
        out = subprocess.run(["xdotool", "search", "--pid", str(pid), "--onlyvisible", "--name", "."],
                             env=dict(os.environ, DISPLAY=display), capture_output=True, text=True, check=False)
        if out.stdout.split():
            return out.stdout.split()[-1]
        time.sleep(1)
    sys.exit("no window came")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("project")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--new-run-minutes", type=float, default=20)
    parser.add_argument("--csv")
    parser.add_argument("--display", default=":77")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    server = subprocess.Popen(["Xvfb", arguments.display, "-screen", "0", "1920x1080x24"],
                              stderr=subprocess.DEVNULL)
    time.sleep(1)
    window = subprocess.Popen([arguments.program, arguments.project],
                              env=dict(os.environ, DISPLAY=arguments.display, QT_QPA_PLATFORM="xcb"))
    minutes = []
    csv = open(arguments.csv, "w", encoding="ascii") if arguments.csv else sys.stdout
    try:
        hand = Hand(arguments.display, found_window(arguments.display, window.pid), arguments.seed)
        time.sleep(8)  # the project opens
        hand.key("F5")
        begin = last_new = time.time()
        print("minute,private_mb,threads", file=csv, flush=True)
        while time.time() - begin < arguments.minutes * 60:
            if window.poll() is not None:
                sys.exit(f"the window ended with {window.returncode} after {len(minutes)} minutes")
            hand.act()
            if time.time() - last_new > arguments.new_run_minutes * 60:
                last_new = time.time()
                hand.key("shift+F5")
                time.sleep(15)
                hand.key("ctrl+shift+r")
            if time.time() - begin >= 60 * len(minutes):
                private, threads = memory(window.pid)
                minutes.append(private)
                print(f"{len(minutes) - 1},{private:.0f},{threads}", file=csv, flush=True)
            time.sleep(1)
    finally:
        window.terminate()
        window.wait(30)
        server.terminate()
    quarter = max(1, len(minutes) // 4)
    early, late = statistics.median(minutes[quarter:2 * quarter]), statistics.median(minutes[-quarter:])
    print("did", hand.done)
    print(f"private memory: second quarter {early:.0f} MB, last quarter {late:.0f} MB, ratio {late / early:.2f}")
    sys.exit(late > 1.1 * early)


if __name__ == "__main__":
    main()
