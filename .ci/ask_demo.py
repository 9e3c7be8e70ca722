"""Ask the running demo for its pages, waiting until it listens; the exit status is 1 when one is missing."""

import sys
import time
import urllib.error
import urllib.request

START_LIMIT = 30.0
PAGES = ("/docs", "/openapi.json")


def read_page(url: str, deadline: float) -> bytes:
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                body: bytes = response.read()
                return body
        except urllib.error.HTTPError:
            raise
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def main(base_url: str) -> None:
    deadline = time.monotonic() + START_LIMIT
    for page in PAGES:
        body = read_page(base_url + page, deadline)
        sys.stdout.write(f"GET {page}: {len(body)} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
