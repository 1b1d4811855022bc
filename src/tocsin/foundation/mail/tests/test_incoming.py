from email.message import EmailMessage
from typing import cast

from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.foundation.mail.incoming import LONGEST_TEXT, received_in
from tocsin.foundation.mail.incoming_parts import text_of_html
from tocsin.kernel.text import holdable

_HEADERS = st.sampled_from(
    """From To Subject Message-ID References In-Reply-To Content-Type Precedence
    Content-Transfer-Encoding Content-Disposition MIME-Version Auto-Submitted
    Authentication-Results Return-Path""".split()
)
_VALUES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=x",
            b'multipart/alternative; boundary="x"',
            b"message/rfc822",
            b"text/html; charset=no-such",
            b"text/plain; charset=\x00utf-16",
            b"base64",
            b"quoted-printable",
            b"attachment; filename*0*=utf-8''%ff; filename*2=\"a",
            b"=?utf-8?b?####?= =?no?q?x?=",
            b"<INC-1@localhost> <>",
            b'"a" <a@b.example>, c@d.example',
        ]
    ),
)
_LINES = st.one_of(
    st.builds(lambda n, v: n.encode() + b": " + v, _HEADERS, _VALUES),
    st.sampled_from([b"", b"--x", b"--x--", b"Content-Type: text/html", b"<p>&#1;"]),
    st.binary(max_size=60),
)


@given(st.lists(_LINES, max_size=14).map(b"\r\n".join))
@example(b"")
@example(b"\x00")
def test_any_bytes_are_read(raw: bytes) -> None:
    found = received_in(raw)
    told = [found.subject, found.text, found.name, found.address, *found.left_out]
    assert [holdable(each) for each in told] == told
    assert len(found.digest) == 40
    assert received_in(raw) == found
    assert len(found.text) <= LONGEST_TEXT
    assert not found.is_sure or found.address.count("@") == 1


@given(st.text(max_size=200), st.text(max_size=400))
def test_what_people_write_is_what_is_read(subject: str, text: str) -> None:
    plain = " ".join(holdable(subject).split())
    made = EmailMessage()
    made["From"] = "Zoë <zoe@shop.example>"
    made["Subject"] = plain if plain.isprintable() else "x"
    made.set_content(holdable(text))
    found = received_in(made.as_bytes())
    assert found.subject == " ".join(made["Subject"].split())
    assert (found.name, found.address) == ("Zoë", "zoe@shop.example")
    assert found.text.split() == holdable(text).split()


def test_the_text_is_told_once_and_pictures_are_kept() -> None:
    made = EmailMessage()
    made.set_content("It is white")
    made.add_alternative("<p>It is white</p><img src=cid:a>", subtype="html")
    _text, html = cast(list[EmailMessage], list(made.iter_parts()))
    html.add_related(b"GIF89a", "image", "gif", cid="<a>")
    made.add_attachment("a,b", subtype="csv", filename="näme.csv")
    found = received_in(made.as_bytes())
    assert found.text == "It is white"
    assert [each.name for each in found.enclosed] == ["file-1.gif", "näme.csv"]


def test_a_long_text_is_whole_in_a_file() -> None:
    made = EmailMessage()
    made.set_content("word " * 12_000)
    found = received_in(made.as_bytes())
    assert len(found.text) == LONGEST_TEXT
    assert found.enclosed[0].content.split() == [b"word"] * 12_000


def test_what_is_nested_a_thousand_times_is_read() -> None:
    deep = b"From: a@b.example\r\nSubject: deep\r\n"
    for n in range(1_000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    assert received_in(deep).subject in ("deep", "")


@given(st.text(max_size=300))
@example("<![")
@example("<!--")
def test_any_html_has_a_text(html: str) -> None:
    assert "<script" not in text_of_html(f"<p>{html}</p><script>x</script>")
