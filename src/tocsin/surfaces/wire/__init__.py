"""The fast path: other systems' protocols, as plain ASGI in front of the pages.

Every endpoint checks who sends, stores the request and answers when it is on disk.
"""
