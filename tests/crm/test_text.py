import random
from contextlib import suppress

import pytest

from crm.text import clean, clean_name, fold, fold_short, initials, phone_digits, search_tokens, storable, words_key

RANGES = [(0x20, 0x7F), (0x80, 0x250), (0x300, 0x370), (0x370, 0x600), (0x900, 0x980), (0x1100, 0x1200)]
RANGES += [
    (0x2000, 0x2070),
    (0x3040, 0x3100),
    (0x4E00, 0x4F00),
    (0xAC00, 0xAD00),
    (0xFE00, 0xFF60),
    (0, 0x20),
]
RANGES += [(0x1F300, 0x1F650)]


def texts(count, seed):
    """Short random texts of mixed scripts, marks, joiners and controls; the same at every run."""
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chr(chance.randrange(*chance.choice(RANGES))) for _ in range(chance.randint(0, 12)))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Jan Novák", "jan novak"),
        ("ŽÁK", "zak"),
        ("Müller", "muller"),
        ("Strauß", "strauss"),
        ("Åse Ærø", "ase aero"),
        ("Øyvind", "oyvind"),
        ("Đorđe Łukasz", "dorde lukasz"),
        ("Þóra", "thora"),
        ("O'Brien O’Neill", "obrien oneill"),
        ("Иванов ИВАНОВ", "ivanov ivanov"),
        ("Хрущёв Андрей", "khrushchev andrei"),
        ("Щукина Юлия", "shchukina yuliya"),
        ("Жуков Цветаева", "zhukov tsvetaeva"),
        ("Ольга", "olga"),
        ("Мар'яна Ґонта", "maryana gonta"),
        ("Ąžuolas Šimkutė", "azuolas simkute"),
        ("İstanbul ısı", "istanbul isi"),
        ("山田", "shantian"),
        ("やまだ たろう", "yamada tarou"),
        ("がプ", "gapu"),
        ("김민수", "gimminsu"),
        ("नमस्ते", "nmste"),
        ("Nguyễn Thị Minh Khai", "nguyen thi minh khai"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
        ("  two \t words\n", "two words"),
        ("", ""),
    ],
)
def test_fold_makes_one_plain_key(text, key):
    assert fold(text) == key


def test_fold_sees_no_difference_between_composed_and_decomposed():
    assert fold("Nova\u0301k") == fold("Nov\u00e1k")


def test_kana_keep_their_voicing():
    assert fold("がプ") != fold("かフ")


def test_fold_is_plain_ascii_and_stable():
    for text in texts(500, seed=1):
        key = fold(text)
        assert key.isascii(), text
        assert key == key.lower().strip()
        assert fold(key) == key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Müller", "Mueller"),
        ("Mueller", "Muller"),
        ("Åse", "Aase"),
        ("Bjørn", "Bjoern"),
        ("Kjær", "Kjaer"),
        ("Sørensen", "Soerensen"),
        ("Ödegaard", "Oedegaard"),
    ],
)
def test_short_keys_of_two_spellings_are_equal(left, right):
    assert fold_short(left) == fold_short(right)


def test_a_beginning_of_a_word_finds_the_whole_by_the_short_key():
    chance = random.Random(2)
    for _ in range(500):
        word = "".join(chance.choices("aeoun", k=8))
        assert fold_short(word).startswith(fold_short(word[: chance.randint(0, 8)])), word


def test_tokens_are_folded_words_each_once():
    assert search_tokens("  Novák, Jan-Petr (NOVAK) ") == ["novak", "jan", "petr"]
    assert search_tokens("jan.novak@example.org") == ["jan", "novak", "example", "org"]
    assert search_tokens("%_ -- !") == []


def test_every_token_is_found_in_the_key():
    for text in texts(500, seed=3):
        assert [token for token in search_tokens(text) if token not in fold(text)] == []


def test_the_key_of_a_longer_text_holds_each_word_once_and_as_it_is_shortened():
    assert words_key("Bauelemente, für Müller (MUELLER): für") == " bauelemente fur muller mueller baulemente"
    assert words_key("%_ -- !") == ""


def test_every_token_is_found_in_the_key_of_a_longer_text():
    for text in texts(500, seed=3):
        assert [token for token in search_tokens(text) if f" {token}" not in words_key(text)] == []


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+420 777 123 456", "420777123456"),
        ("00420-777-123-456", "420777123456"),
        ("(02) 123", "02123"),
        ("٠٥٠-١٢٣", "050123"),
        ("８１", "81"),
        ("+7 495 123 доб. 12", "749512312"),
        ("no number ²", "2"),
        ("", ""),
    ],
)
def test_phone_digits_in_any_script(text, digits):
    assert phone_digits(text) == digits


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Nova\u0301k \n", "Novák"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("soft\x0bbreak and page\x0cbreak\u2028here\x85", "soft\nbreak and page\nbreak\nhere"),
        ("tab\tkept  as typed", "tab\tkept  as typed"),
        ("\ufeffname", "\ufeffname"),
        ("\u202eright to left, \u200bnot seen", "\u202eright to left, \u200bnot seen"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_clean_keeps_what_was_typed_in_one_form(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize("text", ["\ud800", "Jan \udcc3", "\x00", "a\x07b", "red\x1b[31m", "\x7f", "Nov\ufffdk"])
def test_clean_refuses_what_is_no_text_instead_of_dropping_it(text):
    with pytest.raises(ValueError, match=r"^This text holds broken characters\."):
        clean(text)


def test_clean_twice_is_clean_once():
    for text in texts(500, seed=4):
        with suppress(ValueError):
            assert clean(clean(text)) == clean(text), text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("550 5.1.1\r\nunknown", "550 5.1.1\nunknown"),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
        ("a" * 30, "a" * 20),
        ("\u0958" * 20, "\u0915\u093c" * 10),
        (" Nova\u0301k ", "Novák"),
    ],
)
def test_words_of_a_machine_are_cut_and_marked(text, kept):
    assert storable(text, 20) == kept


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Jan Nova\u0301k ", "Jan Novák"),
        ("李", "李"),
        ("Ж", "Ж"),
        ("O'Brien", "O'Brien"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("van der Berg", "van der Berg"),
    ],
)
def test_clean_name_accepts_any_script_and_length(text, name):
    assert clean_name(text) == name


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200d", "\u3164", "\u2800 \u115f", "\u0301", "\ufeff"])
def test_clean_name_refuses_what_cannot_be_seen(text):
    with pytest.raises(ValueError, match=r"^Enter a name\.$"):
        clean_name(text)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b"])
def test_a_name_stands_on_one_line(line_end):
    with pytest.raises(ValueError, match=r"^This has to fit on one line\.$"):
        clean_name(f"Jan{line_end}Novák")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Jan Novák", "JN"),
        ("jan amos komenský", "JK"),
        ("Björk", "B"),
        ("Žofie Čapková", "ŽČ"),
        ("Z\u030cofie", "Ž"),
        ("山田太郎", "山"),
        ("山田 太郎", "山"),
        ("김민수", "김"),
        ("Нина Петрова", "НП"),
        ("ნინო", "ნ"),
        ("(Bob) “Smith”", "BS"),
        ("ßeta", "ß"),
        ("नीता शर्मा", "नीश"),
        ("👩\u200d👧 team", "T"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("4 Seasons", "4S"),
        ("…", "…"),
        ("", ""),
        ("  ", ""),
        ("\u3164", ""),
        ("\u200d", ""),
    ],
)
def test_initials_are_first_graphemes(name, letters):
    assert initials(name) == letters


def test_initials_are_never_more_than_one_word():
    for text in texts(500, seed=5):
        assert len(initials(text).split()) <= 1, text
