"""What is written is shown as Markdown, and no script survives it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.markdown import mentioned_in, rendered

WICKED = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHN2Zz4=)",
    "![x](https://elsewhere.example/pixel.png)",
    '<https://a.example/"onmouseover=alert(1)>',
    'https://a.example/"onmouseover=alert(1)',
    "|a|\n|:-:|\n|<svg onload=x>|",
    "```html\n<script>x</script>\n```",
    "INC-00001<b>",
]
_TAG = re.compile(r"<(/?)([a-z0-9]*)([^>]*)>")
_KNOWN = set(
    """p br strong em s a code pre blockquote ul ol li hr table thead tbody tr th
    td""".split()
)


@given(st.lists(st.sampled_from(WICKED) | st.text(max_size=30), max_size=6))
def test_no_script_survives(parts: list[str]) -> None:
    for _end, name, rest in _TAG.findall(rendered("\n".join(parts))):
        assert name in _KNOWN
        inside = re.sub(r'"[^"]*"', "", rest)
        assert not set(re.findall(r"([\w-]+)=", inside)) - {
            "href",
            "title",
            "rel",
            "start",
        }
        assert not re.search(r'href="\s*(?!https?:|mailto:|[/#?.\w%-]*)', rest)
        assert "javascript:" not in rest.lower()
        assert "data:" not in rest.lower() or "href" not in rest


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("Hello\n-----", "<p>Hello</p>\n<hr>\n"),
        ("# Cause", "<p><strong>Cause</strong></p>\n"),
        ("- [x] done", "<ul>\n<li>☑ done</li>\n</ul>\n"),
        (
            "see INC-00042.",
            '<p>see <a href="/incidents/INC-00042" rel="noopener nofollow">'
            "INC-00042</a>.</p>\n",
        ),
        ("`INC-00042`", "<p><code>INC-00042</code></p>\n"),
        ("<b>", "<p>&lt;b&gt;</p>\n"),
    ],
)
def test_what_is_written_looks_so(written: str, shown: str) -> None:
    assert rendered(written) == shown


def test_tables_and_addresses() -> None:
    assert "<td>1</td>" in rendered("|a|b|\n|-|-|\n|1|2|")
    link = 'href="https://a.example/x?y=1"'
    assert link in rendered("(https://a.example/x?y=1).")


def test_mentions_are_found_where_they_are_linked_and_nowhere_else() -> None:
    text = "@Ada, (@ben) @ada.l@shop.example. mail@eva `@code` https://x/@y [@z](/a)"
    assert mentioned_in(text) == {"ada", "ben", "ada.l@shop.example"}
    shown = rendered(text, (("ada", "/people/p-ada"),))
    assert shown.count("/people/p-ada") == 1
    assert "@Ada</a>" in shown
    assert "(@ben)" in shown


@given(st.text(alphabet="@ab.-+_` \n[]()", max_size=40))
def test_a_name_that_is_linked_was_mentioned(text: str) -> None:
    people = (("a", "/people/a"), ("ab", "/people/ab"))
    shown = rendered(text, people)
    linked = {name for name, address in people if f'"{address}"' in shown}
    assert linked == mentioned_in(text) & {"a", "ab"}
