import os
from pathlib import Path

import pytest

from scripts.own_key import lend_own_key


@pytest.mark.parametrize(("given", "expected"), [("", "kept"), ("given", "given")])
def test_the_kept_key_is_lent_to_who_has_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str, expected: str
) -> None:
    (tmp_path / "secret_key").write_text("kept\n")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", given)
    lend_own_key()
    assert os.environ["SECRET_KEY"] == expected


def test_where_none_is_kept_none_is_lent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    lend_own_key()
    assert "SECRET_KEY" not in os.environ
