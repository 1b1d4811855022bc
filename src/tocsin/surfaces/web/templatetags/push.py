"""What a browser must be told before it lets itself be pushed to."""

from django import template

from tocsin.foundation.notify.channels.webpush.channel import application_key

register = template.Library()


@register.simple_tag
def push_key() -> str:
    """The key by which push services know this installation (RFC 8292, section 3.2)."""
    return application_key()
