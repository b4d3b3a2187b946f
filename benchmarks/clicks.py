"""A client that costs little: requests over so many connections that stay open."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    ms: float


async def clicks(port: int, requests: list[bytes], connections: int) -> tuple[list[Answer], float]:
    """The answers, in no order, and how many seconds it took from the first to the last."""
    waiting = deque(requests)
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    before = time.perf_counter()
    answers = await asyncio.gather(*(_one_by_one(waiting, *line) for line in lines))
    seconds = time.perf_counter() - before
    for _, writer in lines:
        writer.close()
    return [answer for some in answers for answer in some], seconds


async def _one_by_one(waiting: deque[bytes], reader, writer) -> list[Answer]:
    answers = []
    while waiting:
        before = time.perf_counter()
        writer.write(waiting.popleft())
        status, location = await _answer(reader)
        answers.append(Answer(status, location, (time.perf_counter() - before) * 1_000))
    return answers


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    said = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
    if "content-length" in said:
        await reader.readexactly(int(said["content-length"]))
    elif said.get("transfer-encoding") == "chunked":
        while (await reader.readuntil(b"\r\n")) != b"0\r\n":
            pass
        await reader.readuntil(b"\r\n")
    return int(first.split()[1]), said.get("location", "")
