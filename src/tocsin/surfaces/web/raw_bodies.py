"""A request's body as people read it."""

import json

# More is nothing that anybody reads on a page; the API gives all of it.
MOST = 200_000


def shown_body(body: bytes) -> str:
    """The body as text, JSON laid out; what is no UTF-8 as replacement signs."""
    text = body[:MOST].decode("utf-8", "replace").replace("\x00", "�")
    if len(body) > MOST:
        return text + " …"
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
