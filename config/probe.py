"""Asks a web server of this installation whether it is up; as a file (`python probe.py`) it is a container's check."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def answers(port: int, site_url: str, *, host: str = "127.0.0.1", timeout: float = 1.0) -> bool:
    """Whether GET /healthz says 200 within `timeout` seconds, asked as if the request had come in by `site_url`."""
    site = urlsplit(site_url)
    connection = HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", "/healthz", headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    given = int(os.environ.get("PORT", "8000"))
    sys.exit(not answers(given, os.environ.get("SITE_URL", f"http://127.0.0.1:{given}")))
