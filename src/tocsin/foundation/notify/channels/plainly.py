"""What a message says where its answers and its link have a place of their own."""

from tocsin.foundation.notify.channels.contract import Message


def as_post(message: Message) -> str:
    """All that a post says, without the link that ends it: who reads the room knows
    where it leads."""
    parts = message.text.split("\n\n")
    if message.link and len(parts) > 1 and message.link in parts[-1]:
        parts.pop()
    return "\n".join(parts)


def told(message: Message) -> str:
    """Its paragraphs, without those that only carry a link, the reason, or what the
    subject says already."""
    links = [each.url for each in message.actions] + [message.link]
    links = [link for link in links if link]
    parts = [
        part
        for part in message.text.split("\n\n")
        if part.strip()
        and not part.startswith("-- ")
        and part.strip() not in message.subject
        and not any(link in part for link in links)
    ]
    return "\n\n".join(parts)
