"""A mail server that does as it is told: refuses, hangs up or falls silent at the step of one's choice."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

DROP, HANG, DRIP = "drop", "hang", "drip"
STEPS = {"EHLO": "ehlo", "HELO": "ehlo", "AUTH": "auth", "MAIL": "mail", "RCPT": "rcpt", "DATA": "data", "RSET": "rset"}
USUAL = {
    "greeting": "220 sink",
    "ehlo": "250-sink\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
    "auth": "235 welcome",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "dot": "250 taken",
    "rset": "250 ok",
}


class Sink:
    """`sink.answers["rcpt"] = "450 later"` changes a step; `accepted` are the letters it said 250 to (or took in)."""

    def __init__(self) -> None:
        self.answers = dict(USUAL)
        self.accepted: list[bytes] = []
        self.commands: list[str] = []
        self.connections = 0
        self.on_letter: Callable[[], object] = lambda: None
        self.port = 0
        self._over = asyncio.Event()

    def refuse(self, **answers: str) -> None:
        self.answers.update(answers)

    def behave(self) -> None:
        self.answers = dict(USUAL)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if await self._answer("greeting", writer):
                await self._obey(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _obey(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := (await reader.readline()).decode().strip():
            self.commands.append(line)
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            if not await self._answer(STEPS[verb], writer):
                return
            if verb == "DATA" and self.answers["data"].startswith("354") and not await self._take(reader, writer):
                return

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            letter = await reader.readuntil(b"\r\n.\r\n")
        except asyncio.IncompleteReadError:
            return False
        if self.answers["dot"] in {DROP, HANG, DRIP} or self.answers["dot"].startswith("2"):
            self.accepted.append(letter.removesuffix(b".\r\n"))
            self.on_letter()
        return await self._answer("dot", writer)

    async def _answer(self, step: str, writer: asyncio.StreamWriter) -> bool:
        """Whether the conversation goes on."""
        answer = self.answers[step]
        if answer == HANG:
            await self._over.wait()
        while answer == DRIP and not self._over.is_set():
            writer.write(b"2")
            await writer.drain()
            await asyncio.sleep(0.05)
        if answer in {DROP, HANG, DRIP}:
            return False
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()
        return True

    async def serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self.converse, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._over.wait()
        server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for conversation in rest:
            conversation.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


@contextmanager
def running_sink() -> Iterator[Sink]:
    loop, ready, sink = asyncio.new_event_loop(), threading.Event(), Sink()

    def run() -> None:
        loop.run_until_complete(sink.serve(ready))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(5)
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(sink._over.set)
        thread.join(5)
