import pytest

from crm.graphemes import first_grapheme


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Jan", "J"),
        ("Z\u030c\u0301ofie", "Z\u030c\u0301"),
        ("क्षमा", "क्ष"),
        ("नीता", "नी"),
        ("സ്\u200cറ്റോബർ", "സ്\u200c"),
        ("กำพล", "กำ"),
        ("한글", "한"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "\u1112\u1161\u11ab"),
        ("\uac00\u11a8\u1100", "\uac00\u11a8"),
        ("👩🏽\u200d🚀 Eva", "👩🏽\u200d🚀"),
        ("🇨🇿🇩🇰", "🇨🇿"),
        ("🏴\U000e0067\U000e0062\U000e007f!", "🏴\U000e0067\U000e0062\U000e007f"),
        ("\u200d", "\u200d"),
        ("\u0301a", "\u0301"),
        ("", ""),
    ],
)
def test_the_first_grapheme(text: str, first: str) -> None:
    assert first_grapheme(text) == first
