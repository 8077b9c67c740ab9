"""The service's signature under an exported timeline: who says that this is all of it (I7).

The key is derived from the service's secret, so that there is nothing more to keep; whoever knows the public key's
fingerprint from elsewhere can tell a forger's export, whole in itself, from the service's own.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.domain.timeline import JSON, Head, canonical, utc_text

ALGORITHM: Final = "Ed25519"
FORMAT: Final = "beredskab-timeline/1"
_PURPOSE: Final = b"beredskab timeline signature 1"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed: the head of an incident's chain, when it was exported, and the SHA-256 of the rest of the file."""

    incident_id: int
    head: Head
    exported_at: datetime
    content: str

    def to_json(self) -> dict[str, JSON]:
        """The statement as the export carries it; its canonical writing is what is signed."""
        return {
            "format": FORMAT,
            "incident_id": self.incident_id,
            "seq": self.head.seq,
            "hash": self.head.hash,
            "exported_at": utc_text(self.exported_at),
            "content": self.content,
        }


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The key that belongs to the service's secret; the same secret always gives the same key."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half, in base64."""
    return b64encode(key.public_key().public_bytes_raw()).decode()


def fingerprint(public: str) -> str:
    """How people compare keys: 32 hex digits in groups of four; `ValueError` when `public` is not the base64 of a key."""
    raw = b64decode(public, validate=True)
    if len(raw) != 32:
        raise ValueError("an Ed25519 public key has 32 bytes")
    digits = sha256(raw).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def sign(statement: Statement, key: Ed25519PrivateKey) -> dict[str, JSON]:
    """The signature as the export carries it: algorithm, public key, what is signed, and the value."""
    signed = statement.to_json()
    return {
        "alg": ALGORITHM,
        "public_key": public_key(key),
        "statement": signed,
        "value": b64encode(key.sign(canonical(signed))).decode(),
    }


def holds(statement: JSON, public: str, value: str) -> bool:
    """Whether `value` is the signature under `statement` by the key `public`; False for anything malformed."""
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True))
        key.verify(b64decode(value, validate=True), canonical(statement))
    except (InvalidSignature, ValueError, TypeError, RecursionError):
        return False
    return True


def is_key(pinned: str, public: str) -> bool:
    """Whether `pinned`, a fingerprint or a whole public key as a person typed it, means the key `public`."""
    typed = "".join(pinned.split())
    if typed == public:
        return True
    return typed.replace(":", "").lower() == fingerprint(public).replace(" ", "")
