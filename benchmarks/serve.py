"""``kg serve`` on the large graph: until it is ready, until it answers, until the page is painted, and fifty clients.

Times are taken by a client on the same machine over HTTP, which therefore has its share of the two cores. The first
paint is Chromium's own "first-contentful-paint" of a page in a fresh context, nothing cached; "drawn" is when the map
stands. The server is started as a user does.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from processes import kg
from report import ROOT, Report, require

#: How often each thing is asked for, clients at once, and seconds for which they ask.
TIMES, CLIENTS, SECONDS, STARTS = 50, 50, 60, 3
CHROMIUM = os.environ.get("KG_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
#: What people type: beginnings, whole names, words of titles, typing errors.
TYPED = tuple(
    """
    l|lo|lora|flash att|flash atention|quant|quantisation|kv cach|mixture of|mixtur of exprts|gpt|gpt-4|
    llama 3|imagenet|image net|coco|diffusion|difusion model|grap neural|transformers|rlhf|
    reinforcment learning|retrieval augmented|prompt|agent|benchmark for|vision language|nvidia a100|
    segmentation|large language model|langauge model|attention is all|efficient transformers|bert|vllm|
    speculative decoding|federated|differential privacy|time series forcasting|protein|2501.0|
    code generation|chain of thought|self-supervised|contrastive|knowledge distilation|qlora|tpu|math|
    robot
    """.replace("\n    ", "")
    .strip()
    .split("|")
)


def measure(options: Namespace) -> Report:
    """Start the server and ask it."""
    report = Report(f"The live page, 20,000 papers, median of {TIMES}")
    assert len(TYPED) == TIMES
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
        graph = str(options.graph or "")
        if not graph:
            graph = f"{folder}/papers.lbug"
            kg("build", str(require(options.papers, "--papers")), "--graph", graph)
        starts = []
        for _ in range(STARTS):
            process, url, seconds = _start(graph)
            begin = time.perf_counter()
            httpx.get(f"{url}api/overview", timeout=120).raise_for_status()
            starts.append((seconds, seconds + time.perf_counter() - begin))
            _stop(process)
        ready, drawn = (median(one[place] for one in starts) for place in (0, 1))
        remark = f"median of {STARTS}; with the map's picture {drawn:.1f} s"
        report.add("start, until it answers", f"{ready:.1f} s", remark)
        process, url, _ = _start(graph)
        try:
            with httpx.Client(base_url=f"{url}api/", timeout=60) as client:
                client.get("overview").raise_for_status()
                _answers(report, client)
            _paints(report, url)
            asyncio.run(_crowd(report, url))
            memory = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            report.add("memory after all this", f"{memory / 1e6:.0f} MB", "of the server")
        finally:
            _stop(process)
    return report


def _start(graph: str) -> tuple[subprocess.Popen[str], str, float]:
    begin = time.perf_counter()
    command = [str(Path(sys.executable).with_name("kg")), "serve", "--graph", graph, "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    assert process.stdout is not None
    url = process.stdout.readline().split()[0]
    httpx.get(f"{url}api/state", timeout=30).raise_for_status()
    return process, url, time.perf_counter() - begin


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    process.wait(20)


def _answers(report: Report, client: httpx.Client) -> None:
    hits = [client.get("search", params={"q": text, "limit": 9}).json()["hits"] for text in TYPED]
    ids = [found[turn % len(found)]["id"] for turn, found in enumerate(hits) if found]
    ids = (ids * 2)[:TIMES]
    hubs = client.get("stats").json()["biggest"]
    report.add("", "", f"{len(set(ids))} different nodes, and the biggest: {hubs['Technique'][0]}")
    _row(report, "search", 100, [lambda q=q: client.get("search", params={"q": q, "limit": 9}) for q in TYPED])
    expand = [lambda id=id: client.post("neighbours", json={"id": id, "limit": 20}) for id in ids]
    _row(report, "expand", 150, expand)
    _row(report, "card with quotes", 150, [lambda id=id: client.get("node", params={"id": id}) for id in ids])
    hub = "technique:large-language-model"
    _row(report, "card of the biggest hub", 0, [lambda: client.get("node", params={"id": hub})] * TIMES)
    pairs = list(zip(ids, ids[7:] + ids[:7], strict=True))
    paths = [lambda a=a, b=b: client.get("path", params={"from": a, "to": b}) for a, b in pairs if a != b]
    _row(report, "path", 0, paths)
    concepts = [id for id in ids if not id.startswith(("arxiv:", "doi:", "title:"))]
    over_time = [lambda id=id: client.get("timeline", params={"concept": id}) for id in concepts]
    _row(report, "timeline of a concept", 0, over_time)
    body = {"name": "top-concepts"}
    _row(report, "named query", 0, [lambda: client.post("query", json=body)] * TIMES)


def _row(report: Report, what: str, most: int, asks: list[Callable[[], httpx.Response]]) -> None:
    times = []
    for ask in asks:
        begin = time.perf_counter()
        ask().raise_for_status()
        times.append((time.perf_counter() - begin) * 1000)
    aim = f"aim: under {most} ms{'; MISSED' if median(times) >= most else ''}; " if most else ""
    report.add(what, f"{median(times):.0f} ms", aim + _spread(times))


def _spread(times: list[float]) -> str:
    return f"19 of 20 under {quantiles(times, n=20)[-1]:.0f} ms, longest {max(times):.0f}"


def _paints(report: Report, url: str) -> None:
    from playwright.sync_api import sync_playwright

    painted, drawn = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for _ in range(TIMES):
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            page = context.new_page()
            page.goto(url)
            page.wait_for_selector("html[data-ready]")
            drawn.append(page.evaluate("performance.now()"))
            painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            context.close()
        browser.close()
    for what, times in (("first paint", painted), ("map drawn", drawn)):
        remark = f"aim: under 1.5 s{'; MISSED' if median(times) >= 1500 else ''}; longest {max(times) / 1000:.2f} s"
        report.add(what, f"{median(times) / 1000:.2f} s", remark)


async def _crowd(report: Report, url: str) -> None:
    """Let many clients search, look and ask at once."""
    times: list[float] = []
    failures: list[Any] = []
    until = time.perf_counter() + SECONDS
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=f"{url}api/", timeout=60, limits=limits) as client:
        found = (await client.get("search", params={"q": "model", "limit": 100})).json()["hits"]
        ids = [hit["id"] for hit in found]

        async def one(number: int) -> None:
            turn = number
            while time.perf_counter() < until:
                turn += 1
                begin = time.perf_counter()
                try:
                    answer = await _ask(client, turn, ids)
                    if answer.status_code != 200:
                        failures.append(answer.text)
                except httpx.HTTPError as error:
                    failures.append(error)
                times.append((time.perf_counter() - begin) * 1000)

        await asyncio.gather(*(one(number * 37) for number in range(CLIENTS)))
    rate = f"{len(times) / SECONDS:.0f} answers a second, median {median(times):.0f} ms, {_spread(times)}"
    first = f"; the first: {failures[0]!r:.100}" if failures else ""
    report.add(f"{CLIENTS} clients for {SECONDS} s", f"{len(failures)} errors", rate + first)


async def _ask(client: httpx.AsyncClient, turn: int, ids: list[str]) -> httpx.Response:
    """Ask what a reader asks: mostly searches, cards and neighbours, sometimes a path or a query."""
    id = ids[turn % len(ids)]
    if turn % 60 == 0:
        return await client.post("query", json={"name": "top-concepts"})
    if turn % 40 == 0:
        return await client.get("path", params={"from": id, "to": ids[(turn + 11) % len(ids)]})
    if turn % 30 == 0:
        return await client.get("timeline")
    if turn % 3 == 0:
        return await client.get("search", params={"q": TYPED[turn % TIMES], "limit": 9})
    if turn % 3 == 1:
        return await client.get("node", params={"id": id})
    return await client.post("neighbours", json={"id": id, "limit": 20})
