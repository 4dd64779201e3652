"""What is the author's own in a reply, as mail programs send it in six languages."""

from __future__ import annotations

from time import monotonic

import pytest

from discussions.mailed import quoted
from discussions.mailed.reading import read

OURS = "> ##- Please write your reply above this line -##\n>\n> GCM Hub\n>\n> What they wrote."


@pytest.mark.parametrize(
    "line",
    [
        "On Fri, Nov 6, 2026 at 10:00 AM GCM Hub <hub@example.org> wrote:",
        "On Fri, Nov 6, 2026 at 10:00 AM GCM Hub and the secretariat\n<hub@example.org> wrote:",
        "Le ven. 6 nov. 2026 à 10:00, GCM Hub <hub@example.org> a écrit :",
        "El vie, 6 nov 2026 a las 10:00, GCM Hub (<hub@example.org>) escribió:",
        "пт, 6 нояб. 2026 г. в 10:00, GCM Hub <hub@example.org>:",
        "6 ноября 2026 г., GCM Hub пишет:",
        "GCM Hub <hub@example.org> 于2026年11月6日周五 10:00写道：",
        "في الجمعة، 6 نوفمبر 2026 تمت كتابة ما يلي بواسطة Hub <\u202ah@example.org\u202c>:",
        "بتاريخ 6 نوفمبر 2026 كتب GCM Hub:",
        "Am Fr., 6. Nov. 2026 um 10:00 Uhr schrieb GCM Hub <hub@example.org>:",
    ],
)
@pytest.mark.parametrize("rest", [OURS, "> What they wrote.", ""])
def test_what_stands_under_a_reply_is_left_out(line: str, rest: str) -> None:
    text = f"My answer.\n\n- one\n- two\n\n{line}\n{rest}"
    assert quoted.own_words(text) == "My answer.\n\n- one\n- two"


@pytest.mark.parametrize(
    "block",
    [
        "-----Original Message-----\nFrom: GCM Hub\n\nWhat they wrote.",
        "________________________________\nDe : GCM Hub\nEnvoyé : vendredi\nÀ : Ana\n\nMots.",
        "De: GCM Hub\nEnviado el: viernes\nPara: Ana\nAsunto: x\n\nPalabras.",
        "От: GCM Hub\nОтправлено: пятница\nКому: Ana\nТема: x\n\nСлова.",
        "发件人: GCM Hub\n发送时间: 2026年11月6日\n收件人: Ana\n主题: x\n\n文字。",
        "من: GCM Hub\nتم الإرسال: الجمعة\nإلى: Ana\nالموضوع: x\n\nكلمات.",
    ],
)
def test_a_block_of_headers_ends_the_reply(block: str) -> None:
    assert quoted.own_words(f"My answer.\n\n{block}") == "My answer."


@pytest.mark.parametrize(
    "text",
    [
        f"{OURS}\n\nMy answer.",
        f"On Friday, Hub <hub@example.org> wrote:\n{OURS}\nMy answer.",
        f"My answer.\n-- \nAna\nExample League\n\nLe 6 nov., Hub <h@example.org> a écrit :\n{OURS}",
        f"My answer.\n\nSent from my telephone\n\n{OURS}",
        "My answer.\n\nОтправлено с iPhone",
    ],
)
def test_words_below_what_is_quoted_count_and_signatures_do_not(text: str) -> None:
    found = quoted.own_words(text).splitlines()
    assert found[-1] == "My answer."
    assert "What they wrote." not in found


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the city wrote:\n\nWe agree to all of it.",
        "To: be clear about it\n\nWe agree.",
        "One\n\n---\n\nTwo",
        "The plan says:\n\n1. train\n2. pay",
    ],
)
def test_no_word_of_the_authors_is_taken_for_a_quotation(text: str) -> None:
    assert quoted.own_words(text) == text


def test_html_alone_gives_its_paragraphs_without_what_is_quoted() -> None:
    raw = (
        b"From: a@example.org\r\nContent-Type: text/html; charset=windows-1256\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n"
        + "<div>نعم<br>لا</div><p>Second</p><div class='gmail_quote'>On x wrote:"
        "<blockquote>##- x -## old</blockquote></div>".encode("windows-1256")
    )
    mail = read(raw)
    assert mail is not None
    assert mail.words == "نعم\nلا\n\nSecond"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 1000,
        b"From: <<<<>>>>@@@\r\nTo: " + b"a," * 50_000 + b"\r\n\r\nx",
        b"Content-Type: text/plain; charset=zlib\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: text/plain; charset*=utf-9''%ff\r\n\r\n\xff",
        b"From: =?utf-8?b?////?= <a@b>\r\nSubject: =?x?q?=\r\n\r\nhi",
        b"Content-Type: message/rfc822\r\n\r\n" * 2000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
            for n in range(500)
        ),
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000,
        b"\r\n\r\n" + b"On 1 <a@b> x\r\n" * 60_000,
        b"\r\n\r\n" + b"> " * 400_000 + b"\r\nFrom:" * 50_000,
    ],
    ids=range(11),
)
def test_what_is_made_to_break_a_reader_breaks_nothing(raw: bytes) -> None:
    began = monotonic()
    read(raw)
    assert monotonic() - began < 5
