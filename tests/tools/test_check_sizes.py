from pathlib import Path

import pytest

from tools import check_sizes


def found(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(check_sizes, "ROOT", tmp_path)
    path = tmp_path / "module.py"
    path.write_text(text)
    return list(check_sizes.findings(path))


def function(lines: int, beside: str = "") -> str:
    return f"def act():{beside}\n" + "    pass\n" * (lines - 1)


def test_function_of_forty_lines_passes(tmp_path, monkeypatch):
    assert found(tmp_path, function(40), monkeypatch) == []


def test_function_of_forty_one_lines_is_refused(tmp_path, monkeypatch):
    assert found(tmp_path, function(41), monkeypatch) == ["module.py:1: act has 41 lines"]


def test_reason_beside_the_function_passes(tmp_path, monkeypatch):
    assert found(tmp_path, function(41, "  # long: one table"), monkeypatch) == []


def test_long_file_is_refused_without_a_reason(tmp_path, monkeypatch):
    assert found(tmp_path, "x = 1\n" * 401, monkeypatch) == ["module.py: 401 lines"]
    assert found(tmp_path, "# long: one table\n" + "x = 1\n" * 400, monkeypatch) == []
