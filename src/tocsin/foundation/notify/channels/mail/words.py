"""What a mail says: as text, and as HTML without any colour or face of its own."""

from django.utils import translation
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tocsin.foundation.notify.channels.contract import Message

_PAGE = """<!doctype html>
<html lang="{}"><meta charset="utf-8"><body>
{}
{}
</body></html>
"""


def words_of(message: Message, *, answers: bool) -> tuple[str, str]:
    """Text and HTML, in the reader's language; with how it is answered by mail, where
    it can be."""
    with translation.override(message.language):
        how = ""
        if answers and message.actions:
            how = _("Or answer this mail with one word: ack, escalate, resolve.")
    text = f"{message.text}\n\n{how}" if how else message.text
    told = message.html or linebreaks(message.text, autoescape=True)
    below = format_html("<p>{}</p>", how) if how else SafeString()
    # The message's HTML is made by `wording`, which escapes what it is given.
    page = format_html(_PAGE, message.language, mark_safe(told), below)
    return f"{text}\n", page
