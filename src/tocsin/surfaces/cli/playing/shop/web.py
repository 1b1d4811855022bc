"""The shop's web server: it hands orders to the application, and says 502 without it.

python -m tocsin.surfaces.cli.playing.shop.web PORT APPLICATION_PORT
"""

import sys

import urllib3

from tocsin.surfaces.cli.playing.shop.answering import Reply, server

_PATIENCE = urllib3.Timeout(connect=0.3, read=1.0)


def answer(pool: urllib3.HTTPConnectionPool, method: str, path: str) -> Reply:
    try:
        told = pool.request(method, path, retries=False)
    except urllib3.exceptions.HTTPError as flaw:
        return 502, {"error": str(flaw)[:200]}
    return (
        (502, {"error": told.data.decode()[:200]})
        if told.status > 499
        else (
            told.status,
            told.json(),
        )
    )


def run(port: int, application: int) -> None:
    pool = urllib3.HTTPConnectionPool(
        "127.0.0.1", application, maxsize=16, timeout=_PATIENCE
    )
    server(port, lambda method, path, _body: answer(pool, method, path)).serve_forever()


if __name__ == "__main__":
    run(int(sys.argv[1]), int(sys.argv[2]))
