"""One conversation with a mail server, step by step, so that it is known how far a letter came (R43)."""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from notifications.outcome import Phase

LINE_END = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
READY, GO_ON = 220, 354
FAREWELL_SECONDS = 2


class SmtpError(Exception):
    """The conversation ended early: at which step, with which code (0: the server said nothing), in which words.

    `is_setup` says that no letter at all could have left: no encryption where it is demanded, no way to sign in.
    """

    def __init__(self, phase: Phase, code: int, words: str, *, is_setup: bool = False) -> None:
        super().__init__(f"{phase} {code} {words}")
        self.phase, self.code, self.words, self.is_setup = phase, code, words, is_setup


class SmtpConversation:
    """Connects when first needed and stays connected from letter to letter; after a fault it must be cut."""

    def __init__(self) -> None:
        self.phase = Phase.CONNECT
        self.client: smtplib.SMTP | None = None

    def send(self, sender: str, recipient: str, content: bytes, at_the_dot: Callable[[], None]) -> tuple[int, str]:
        """The server's words of acceptance, or SmtpError.

        All steps before the final dot take OUTBOX_DEADLINE_SECONDS together at most, the receipt OUTBOX_REPLY_SECONDS.
        `at_the_dot` is called before the step after which the letter may have arrived; what it raises stops the letter.
        """
        with self._faults():
            with self._at_most(settings.OUTBOX_DEADLINE_SECONDS):
                client = self.client or self._connect()
                self._hand_over(client, sender, recipient, content)
            at_the_dot()
            with self._at_most(settings.OUTBOX_REPLY_SECONDS):
                self.phase = Phase.DOT
                client.send(b"\r\n.\r\n")
                answer = client.getreply()
            return self._receipt(*answer)

    def is_over(self) -> bool:
        """Whether the server has hung up since the last letter: it never speaks first but to say so."""
        return bool(self.client and self.client.sock and select.select([self.client.sock], [], [], 0)[0])

    def end(self) -> None:
        """Takes leave of the server."""
        if self.client and self.client.sock:
            self.client.sock.settimeout(FAREWELL_SECONDS)
            with suppress(OSError, smtplib.SMTPException):
                self.client.quit()
        self.cut()

    def cut(self) -> None:
        if self.client:
            self.client.close()
        self.client = None

    def _connect(self) -> smtplib.SMTP:
        host, deadline = settings.EMAIL_HOST, settings.OUTBOX_DEADLINE_SECONDS
        name = DNS_NAME.get_fqdn()
        self.phase = Phase.CONNECT
        if settings.EMAIL_USE_SSL:
            self.client = smtplib.SMTP_SSL(local_hostname=name, timeout=deadline, context=_tls())
        else:
            self.client = smtplib.SMTP(local_hostname=name, timeout=deadline)
        # Connecting apart from constructing lets the deadline reach a server that is slow to greet; the name that
        # the certificate must carry has then to be given by hand.
        self.client._host = host  # type: ignore[attr-defined]
        _must_be(READY, *self.client.connect(host, settings.EMAIL_PORT), self.phase)
        if self.client.sock:
            # The dot is a small packet after a large one: held back for the latter's receipt it cost 40 ms a letter.
            self.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if settings.EMAIL_USE_TLS:
            self.client.starttls(context=_tls())
        self.client.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            self.client.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return self.client

    def _hand_over(self, client: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
        eight_bit = " BODY=8BITMIME" if client.has_extn("8bitmime") else ""
        self._ask(client, Phase.MAIL, f"MAIL FROM:<{sender}>{eight_bit}")
        self._ask(client, Phase.RCPT, f"RCPT TO:<{recipient}>")
        self._ask(client, Phase.DATA, "DATA", GO_ON)
        lines = LINE_END.sub(b"\r\n", content.rstrip(b"\r\n"))
        client.send(LEADING_DOT.sub(b"..", lines))

    def _ask(self, client: smtplib.SMTP, phase: Phase, command: str, expected: int = 250) -> None:
        self.phase = phase
        _must_be(expected, *client.docmd(command), phase)

    def _receipt(self, code: int, words: bytes) -> tuple[int, str]:
        if code < 200:
            raise SmtpError(Phase.DOT, 0, f"not an answer: {_text(words)}")
        self.phase = Phase.REPLY
        _must_be(250, code, words, Phase.REPLY)
        return code, _text(words)

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """Hangs up after so long: a time-out of each single step would let a server that drips take for ever."""
        too_late = Event()
        timer = Timer(seconds, self._hang_up, [too_late])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if too_late.is_set():  # even if the half of a line that came till then reads like an answer
                raise SmtpError(self.phase, 0, f"no answer within {seconds} s")

    def _hang_up(self, too_late: Event) -> None:
        too_late.set()
        if self.client and (line := self.client.sock):
            with suppress(OSError):
                # The plain socket's: the encrypted one would first want to take leave.
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Whatever the library raises, as a fault of the step that was being taken."""
        try:
            yield
        except smtplib.SMTPResponseException as fault:
            raise SmtpError(self.phase, fault.smtp_code, _text(fault.smtp_error)) from fault
        except (smtplib.SMTPServerDisconnected, TimeoutError, ConnectionError) as fault:
            raise SmtpError(self.phase, 0, str(fault)) from fault
        except (smtplib.SMTPException, ssl.SSLError) as fault:
            raise SmtpError(self.phase, 0, str(fault), is_setup=self.phase == Phase.CONNECT) from fault
        except OSError as fault:
            raise SmtpError(self.phase, 0, str(fault)) from fault


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    if settings.EMAIL_SSL_CERTFILE:
        context.load_cert_chain(settings.EMAIL_SSL_CERTFILE, settings.EMAIL_SSL_KEYFILE)
    return context


def _must_be(expected: int, code: int, words: bytes, phase: Phase) -> None:
    """Any answer of the expected one's class is well (251 is as good as 250)."""
    if code // 100 != expected // 100:
        raise SmtpError(phase, max(code, 0), _text(words))


def _text(words: bytes | str) -> str:
    return words if isinstance(words, str) else words.decode("utf-8", "replace")
