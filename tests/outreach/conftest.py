from pathlib import Path

import pytest


@pytest.fixture
def mail_dir(settings, tmp_path: Path) -> Path:
    """The folder that mails leave into."""
    settings.MAIL_DIR = tmp_path / "mail"
    settings.MAIL_DIR.mkdir()
    return settings.MAIL_DIR
