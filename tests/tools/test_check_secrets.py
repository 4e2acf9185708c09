"""A secret in the tree is found, whatever kind it is; what only looks like one is let pass."""

from pathlib import Path

import pytest

from tools.check_secrets import findings

# Put together here, so that this file holds none.
AWS = "AKIA" + "Q4XM7WZ2LKJ5HGFD"
WORD = "tr0ub4dor" + "-and-3-horses"
RANDOM = "Zk93hPq1Lx0" + "TwB7vRm2Ns" + "Yc5UdEa8GfJ" + "4iKo6HtC"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("crm/settings.py", f'SECRET_KEY = "{RANDOM}"'),
        ("crm/settings.py", f'EMAIL_PASSWORD = "{WORD}"'),
        ("deploy/rapport.env", f"AWS_ACCESS_KEY_ID={AWS}"),
        ("docs/operating.md", f"    postgres://rapport:{WORD}@db.internal/rapport"),
        ("deploy/key.pem", "-----BEGIN RSA " + "PRIVATE KEY-----"),
        ("tests/staff/test_views.py", f'TOKEN = "{RANDOM}"'),
        ("tests/staff/test_views.py", f'KEY = "{AWS}"'),
    ],
)
def test_a_secret_is_found_and_not_repeated(tmp_path: Path, name: str, line: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(f"first\n\n{line}\n")
    (found, *_more) = findings(tmp_path, [name])
    assert found.startswith(f"{name}:3: looks like a secret")
    assert line not in found


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("bench/servers.py", '"SECRET_KEY": "only-for-the-bench-" + "x" * 50,'),
        ("docs/mail.md", "EMAIL_URL=smtp://user:password@relay.example:25"),
        ("tests/staff/sign_in.py", f'PASSWORD = "{WORD}"'),
        ("crm/thing.py", f'DIGEST = "{RANDOM}"  # pragma: allowlist secret'),
    ],
)
def test_what_is_none_is_let_pass(tmp_path: Path, name: str, line: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\n")
    assert list(findings(tmp_path, [name])) == []
