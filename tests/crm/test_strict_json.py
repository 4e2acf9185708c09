import pytest

from crm.strict_json import DEEPEST, read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"a": [1, 2.5, null, true, "ř"]}', {"a": [1, 2.5, None, True, "ř"]}), ("[]", []), ('"\\ud83d\\ude00"', "😀")],
)
def test_json_is_read(text, value):
    assert read_json(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "NaN",
        "[-Infinity]",
        "1e400",
        "9" * 5000,
        '"\\u0000"',
        '{"a\\u0000": 1}',
        '["\\ud800"]',
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        b"\xff\xfe",
    ],
)
def test_what_no_database_keeps_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  (the reader's own words are nobody's business)
        read_json(text)


def test_a_house_of_usual_height_is_read():
    nested = "[" * (DEEPEST - 1) + "1" + "]" * (DEEPEST - 1)
    assert str(read_json(nested)).count("[") == DEEPEST - 1
