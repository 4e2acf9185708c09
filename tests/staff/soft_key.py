"""A security key in software, for tests without a browser: it makes real passkeys and really signs with them."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class SoftKey:
    """One key for one site. `verifies` is whether it asks its user for a fingerprint or a PIN."""

    def __init__(self, site: str = "127.0.0.1", origin: str = "https://127.0.0.1", *, verifies: bool = True) -> None:
        self.site, self.origin = site, origin
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.name = secrets.token_bytes(16)
        self.user_handle = b""
        flag = AuthenticatorData.FLAG
        self.flags = flag.UP | flag.UV if verifies else flag.UP

    def register(self, options: dict[str, Any]) -> str:
        """What the browser sends when the page asked for a new passkey."""
        asked = options["publicKey"]
        self.user_handle = urlsafe_b64decode(asked["user"]["id"] + "==")
        public = ES256.from_cryptography_key(self.private.public_key())
        made = AttestedCredentialData.create(Aaguid.NONE, self.name, public)
        data = AuthenticatorData.create(self._site(), self.flags | AuthenticatorData.FLAG.AT, 0, made)
        return self._answer(
            clientDataJSON=text(self._client_data("webauthn.create", asked["challenge"])),
            attestationObject=text(AttestationObject.create("none", data, {})),
        )

    def sign(self, options: dict[str, Any]) -> str:
        """What the browser sends when the page asked for a passkey."""
        data = AuthenticatorData.create(self._site(), self.flags, 1)
        client = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        signature = self.private.sign(bytes(data) + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=text(client),
            authenticatorData=text(data),
            signature=text(signature),
            userHandle=text(self.user_handle),
        )

    def _site(self) -> bytes:
        return sha256(self.site.encode()).digest()

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, **response: str) -> str:
        named = {"id": text(self.name), "rawId": text(self.name), "type": "public-key"}
        return json.dumps({**named, "response": response, "clientExtensionResults": {"credProps": {"rk": True}}})
