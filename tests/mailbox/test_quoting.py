import time

import pytest

from mailbox.quoting import fold, forwarded_from


@pytest.mark.parametrize(
    ("text", "own", "quoted"),
    [
        ("Yes, please.\n\n> When do they come?\n> Carol", "Yes, please.", "> When do they come?\n> Carol"),
        (
            "Ano.\n-- \nAlice\n\nDne 18. 11. 2026 v 10:00 Carol napsala:\n> Kdy?",
            "Ano.\n-- \nAlice",
            "Dne 18. 11. 2026 v 10:00 Carol napsala:\n> Kdy?",
        ),
        (
            "Да.\n\n-----Исходное сообщение-----\nОт: Carol\nОтправлено: 18.11.2026\nТема: Лампы\n\nКогда?",
            "Да.",
            "-----Исходное сообщение-----\nОт: Carol\nОтправлено: 18.11.2026\nТема: Лампы\n\nКогда?",
        ),
        (
            "Ja.\n________________________________\nFra: Carol\nSendt: 18. november 2026\nTil: Alice\n\nHvornår?",
            "Ja.",
            "________________________________\nFra: Carol\nSendt: 18. november 2026\nTil: Alice\n\nHvornår?",
        ),
        ("Taip.\n\nNuo: Carol\nIšsiųsta: 2026-11-18\n\nKada?", "Taip.", "Nuo: Carol\nIšsiųsta: 2026-11-18\n\nKada?"),
        ("> When?\nOn Monday.\n> How many?\nTen.", "> When?\nOn Monday.\n> How many?\nTen.", ""),
        ("> Nothing but a quotation", "> Nothing but a quotation", ""),
        ("No history at all", "No history at all", ""),
        ("From: here on\nall is new", "From: here on\nall is new", ""),
        ("", "", ""),
    ],
)
def test_the_history_beneath_an_answer_is_folded(text: str, own: str, quoted: str) -> None:
    assert fold(text) == (own, quoted)


@pytest.mark.parametrize(
    "head",
    [
        "---------- Forwarded message ---------\nFrom: Carol <carol@customer.example>\nDate: Wed, Nov 18",
        "-------- Пересылаемое сообщение --------\nОт: Carol <Carol@customer.example>\nДата: среда",
        "---------- Přeposlaná zpráva ---------\nOd: carol@customer.example\nDatum: st",
        "Begin forwarded message:\n\nFrom: Carol <carol@customer.example>\nDate: 18 November",
        "From: Carol <carol@customer.example>\nSent: Wednesday\nTo: Alice",
    ],
)
def test_who_wrote_what_was_forwarded_is_found_and_it_stays_unfolded(head: str) -> None:
    text = f"For the file.\n\n{head}\nSubject: Lamps\n\nWhen do they come?"
    assert forwarded_from(text) == "carol@customer.example"
    assert forwarded_from("Carol <carol@customer.example> called.") == ""


def test_a_forwarded_mail_is_no_history() -> None:
    text = "For the file.\n\n---------- Forwarded message ---------\nFrom: c@x.example\nDate: Wed\n\nWhen?"
    assert fold(text) == (text, "")


@pytest.mark.parametrize("line", ["-" * 100_000, "_" * 100_000, "> " * 50_000, "From:" * 20_000, "a " * 50_000 + ":"])
def test_no_line_takes_long(line: str) -> None:
    began = time.monotonic()
    fold(f"Words\n{line}\n{line}")
    forwarded_from(line)
    assert time.monotonic() - began < 2
