import pytest
from cryptography.fernet import InvalidToken

from crm.encryption import decrypt, encrypt, renewed


def test_a_secret_is_read_back_for_its_own_purpose_alone() -> None:
    kept = encrypt("open sesame", "one")
    assert decrypt(kept, "one") == "open sesame"
    assert "sesame" not in kept
    with pytest.raises(InvalidToken):
        decrypt(kept, "other")


def test_after_a_change_of_keys_the_earlier_one_opens_until_the_secret_is_renewed(settings) -> None:
    kept = encrypt("open sesame", "one")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 50
    fresh = renewed(kept, "one")
    settings.SECRET_KEY_FALLBACKS = []
    assert decrypt(fresh, "one") == "open sesame"
    with pytest.raises(InvalidToken):
        decrypt(kept, "one")
