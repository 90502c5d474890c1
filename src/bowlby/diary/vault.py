"""Keys: a random data key for the diary, wrapped by a passphrase and by a recovery code.

The data folder holds two files: `records.key` (this module) and `records.db` (`database.py`). `records.key` is
JSON: a format name, a version, and two slots. Each slot holds the data key encrypted (ChaCha20-Poly1305) with a
key that Argon2id makes from the passphrase or the recovery code; the slot's own header is authenticated with it.
Changing the passphrase rewrites its slot only: the records are never encrypted anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from platformdirs import user_data_path

from bowlby.diary import replacing
from bowlby.diary.files import private_folder, write_whole
from bowlby.errors import BowlbyError

KEY_FILE = "records.key"
RECORDS_FILE = "records.db"
FORMAT = "bowlby-key"
VERSION = 1

MIN_PASSPHRASE = 8
MAX_PASSPHRASE = 1024

KEY_BYTES = 32
COST = {"memory_kib": 64 * 1024, "passes": 3, "lanes": 4}
"""Argon2id parameters of new slots: RFC 9106, section 4, second recommended option."""
COST_BOUNDS = {"memory_kib": (8 * 1024, 1024 * 1024), "passes": (1, 20), "lanes": (1, 16)}
"""What is believed of a key file; anything else counts as damage (and must not eat all memory)."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
CODE_RANDOM, CODE_CHECK, CODE_GROUP = 26, 2, 4
"""A recovery code: 26 random characters (130 bits) and 2 check characters, shown in groups of four."""


def default_folder() -> Path:
    """Folder of the diary where none is named: the user data folder of this system."""
    return user_data_path("bowlby", appauthor=False)


def exists(folder: Path) -> bool:
    """Whether the folder holds a diary (its key file)."""
    return (folder / KEY_FILE).is_file() or (folder / replacing.DECIDED / KEY_FILE).is_file()


def create(folder: Path, passphrase: str) -> tuple[bytes, str]:
    """Make the key file of a new diary.

    Args:
        folder: the data folder; made if missing, for its owner only.
        passphrase: at least `MIN_PASSPHRASE` characters.

    Returns:
        The data key (32 random bytes) and the recovery code, which is stored nowhere: show it once.

    Raises:
        BowlbyError: passphrase too short or too long, a diary is there already, or the disk is full.
    """
    check_passphrase(passphrase)
    if exists(folder):
        raise BowlbyError(f"{folder} already holds a diary; unlock it, or name another folder")
    if (folder / RECORDS_FILE).exists():
        raise BowlbyError(
            f"{folder} holds {RECORDS_FILE} without its {KEY_FILE}; put that file back, or erase the diary first"
        )
    key, code = secrets.token_bytes(KEY_BYTES), _new_code()
    slots = {"passphrase": _wrap("passphrase", _normal(passphrase), key), "recovery": _wrap_code(code, key)}
    with private_folder(folder):
        write_whole(folder / KEY_FILE, _packed(slots), replace=False)
    return key, code


def key_file(folder: Path) -> bytes:
    """The key file as it stands, for a backup; it opens only with the passphrase or the recovery code.

    Raises:
        BowlbyError: it is missing or damaged.
    """
    _read(folder)
    return (folder / KEY_FILE).read_bytes()


def unlock(folder: Path, passphrase: str) -> bytes:
    """The data key, by the passphrase.

    Raises:
        BowlbyError: wrong passphrase; no diary here; the key file is damaged or from a newer version.
    """
    key = _unwrap("passphrase", _normal(passphrase), _read(folder))
    if key is None:
        raise BowlbyError("wrong passphrase; try again, or use the recovery code")
    return key


def unlock_with_recovery(folder: Path, code: str) -> bytes:
    """The data key, by the recovery code (case, spaces and dashes do not matter; O is read as 0, I and L as 1).

    Raises:
        BowlbyError: the code is mistyped or belongs to another diary; see also `unlock`.
    """
    slots = _read(folder)
    key = _unwrap("recovery", _read_code(code), slots)
    if key is None:
        raise BowlbyError("this recovery code belongs to another diary, or a newer code has replaced it")
    return key


def change_passphrase(folder: Path, key: bytes, new: str) -> None:
    """Wrap the data key with another passphrase; the recovery code stays as it is, the records untouched.

    Raises:
        BowlbyError: the new passphrase is too short, or the file cannot be read or written.
    """
    check_passphrase(new)
    slots = _read(folder)
    write_whole(folder / KEY_FILE, _packed({**slots, "passphrase": _wrap("passphrase", _normal(new), key)}))


def change_recovery_code(folder: Path, key: bytes) -> str:
    """Make a new recovery code, for one that was lost or seen; the old one no longer opens the diary."""
    slots = _read(folder)
    code = _new_code()
    write_whole(folder / KEY_FILE, _packed({**slots, "recovery": _wrap_code(code, key)}))
    return code


def check_passphrase(passphrase: str) -> None:
    """Raise a `BowlbyError` when a new passphrase is too short or too long."""
    length = len(_normal(passphrase))
    if length < MIN_PASSPHRASE:
        raise BowlbyError(f"the passphrase has fewer than {MIN_PASSPHRASE} characters; choose a longer one")
    if length > MAX_PASSPHRASE:
        raise BowlbyError(f"the passphrase has more than {MAX_PASSPHRASE} characters; choose a shorter one")


def _normal(passphrase: str) -> str:
    # Keyboards differ in how they write an é; both spellings must open the diary.
    return unicodedata.normalize("NFC", passphrase)


# --- slots -----------------------------------------------------------------------------------------------


def _wrap(slot: str, secret: str, key: bytes) -> dict[str, object]:
    header = {"kdf": "argon2id", **COST, "salt": _text(secrets.token_bytes(16))}
    nonce = secrets.token_bytes(12)
    wrapped = ChaCha20Poly1305(_derive(secret, header)).encrypt(nonce, key, _associated(slot, header))
    return {**header, "nonce": _text(nonce), "wrapped": _text(wrapped)}


def _wrap_code(code: str, key: bytes) -> dict[str, object]:
    return _wrap("recovery", _read_code(code), key)


def _unwrap(slot: str, secret: str, slots: dict[str, dict]) -> bytes | None:
    header = {name: value for name, value in slots[slot].items() if name not in ("nonce", "wrapped")}
    cipher = ChaCha20Poly1305(_derive(secret, header))
    nonce, wrapped = _bytes(slots[slot]["nonce"]), _bytes(slots[slot]["wrapped"])
    try:
        return cipher.decrypt(nonce, wrapped, _associated(slot, header))
    except InvalidTag:
        return None


def _derive(secret: str, header: dict) -> bytes:
    return hash_secret_raw(
        secret.encode("utf-8", "surrogatepass"),
        _bytes(header["salt"]),
        time_cost=header["passes"],
        memory_cost=header["memory_kib"],
        parallelism=header["lanes"],
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _associated(slot: str, header: dict) -> bytes:
    return _canonical({"format": FORMAT, "version": VERSION, "slot": slot, **header})


# --- the file --------------------------------------------------------------------------------------------


def _packed(slots: dict[str, dict]) -> bytes:
    content = {"format": FORMAT, "version": VERSION, "slots": slots}
    return (json.dumps({**content, "check": _check(content)}, indent=1) + "\n").encode()


def _read(folder: Path) -> dict[str, dict]:
    replacing.finish(folder)  # a restoring that was cut off
    path = folder / KEY_FILE
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BowlbyError(f"{folder} holds no diary; name its folder, or start one") from None
    except OSError as error:
        raise BowlbyError(f"{path} cannot be read ({error.strerror}); check its permissions") from error
    damaged = BowlbyError(f"{path} is damaged; put back a copy of it from a backup (the records need it)")
    try:
        content = json.loads(raw)
    except ValueError:
        raise damaged from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise damaged
    if isinstance(content.get("version"), int) and content["version"] > VERSION:
        raise BowlbyError(f"{path} was written by a newer version of Bowlby; update Bowlby to open it")
    # The check tells damage from a wrong passphrase; what protects the key is the cipher's own tag.
    if content.pop("check", None) != _check(content) or not _sound(content):
        raise damaged
    return content["slots"]


def _sound(content: dict) -> bool:
    slots = content.get("slots")
    return (
        isinstance(slots, dict) and set(slots) == {"passphrase", "recovery"} and all(map(_sound_slot, slots.values()))
    )


def _sound_slot(slot: object) -> bool:
    if not isinstance(slot, dict) or set(slot) != {"kdf", *COST, "salt", "nonce", "wrapped"}:
        return False
    bounded = all(type(slot[name]) is int and low <= slot[name] <= high for name, (low, high) in COST_BOUNDS.items())
    try:
        sizes = [len(_bytes(slot[name])) for name in ("salt", "nonce", "wrapped")]
    except (ValueError, TypeError, AttributeError):
        return False
    return bounded and slot["kdf"] == "argon2id" and sizes == [16, 12, KEY_BYTES + 16]


def _check(content: dict) -> str:
    return hashlib.sha256(_canonical(content)).hexdigest()


def _canonical(content: dict) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii"), validate=True)


# --- the recovery code -----------------------------------------------------------------------------------


def _new_code() -> str:
    random = "".join(secrets.choice(ALPHABET) for _ in range(CODE_RANDOM))
    return _grouped(random + _check_characters(random))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, len(code), CODE_GROUP))


def _check_characters(random: str) -> str:
    digest = int.from_bytes(hashlib.sha256(b"bowlby recovery " + random.encode()).digest())
    return ALPHABET[digest % 32] + ALPHABET[digest // 32 % 32]


def _read_code(typed: str) -> str:
    code = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum()).translate(_LOOKALIKES)
    length = CODE_RANDOM + CODE_CHECK
    if len(code) != length:
        raise BowlbyError(
            f"a recovery code has {length} letters and digits, not {len(code)}; compare it with your copy"
        )
    if not set(code) <= set(ALPHABET) or _check_characters(code[:CODE_RANDOM]) != code[CODE_RANDOM:]:
        raise BowlbyError("the recovery code is mistyped; compare it letter by letter with your copy")
    return code
