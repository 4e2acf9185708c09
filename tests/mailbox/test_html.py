import pytest

from mailbox.html import plain, safe


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p style="position:fixed" class=x id=y>Hi</p>', "<p>Hi</p>"),
        ('<a href="https://evil.example">bank.example</a>', "bank.example"),
        ('<img src="https://t.example/p.gif">', ""),
        ("<script>alert(1)</script><style>p{}</style>x", "x"),
        ('<iframe src="//x.example"></iframe><form action=//x><input name=p></form>', ""),
        ("<svg><script>alert(1)</script></svg><math><mtext></mtext></math>y", "y"),
        ("<b>bold<i>both", "<b>bold<i>both</i></b>"),
        (
            '<body onload="x()"><table background="//t.example/x"><tr><td>1',
            "<table><tbody><tr><td>1</td></tr></tbody></table>",
        ),
    ],
)
def test_of_html_a_small_safe_subset_stays(html: str, kept: str) -> None:
    assert safe(html) == kept
    assert safe(safe(html)) == kept


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One<br>Two</div><div>Three</div>", "One\nTwo\nThree"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo"),
        ("<blockquote>Said before</blockquote>", "> Said before"),
        ('<a href="https://evil.example/x">bank.example</a>', "bank.example <https://evil.example/x>"),
        ('<a href="mailto:carol@customer.example">carol@customer.example</a>', "carol@customer.example"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ("A &amp; B &lt;c&gt;", "A & B <c>"),
        ("<table><tr><td>One<td>Two<tr><td>3</table>", "One Two\n3"),
        ("  much \n  space  ", "much space"),
        ("<title>T</title><style>p{}</style>", ""),
    ],
)
def test_html_is_read_as_words_with_the_whole_address_of_each_link(html: str, words: str) -> None:
    assert plain(html) == words
