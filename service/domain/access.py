"""What can be changed about who may use the service, and how it is told."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from flows.sentences import Sentence


class Change(StrEnum):
    """One change of somebody's access."""

    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    ROLE_CHANGED = "role_changed"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    PASSWORD_SET = "password_set"  # noqa: S105 - a kind of change, no password
    PASSWORD_LINK = "password_link"  # noqa: S105 - a kind of change, no password
    KEY_ADDED = "key_added"
    KEY_REVOKED = "key_revoked"


CHANGES: Final[Mapping[str, Sentence]] = {
    Change.USER_ADDED: Sentence("{name} was added with the role {detail}"),
    Change.USER_CHANGED: Sentence("{name}: details were changed"),
    Change.ROLE_CHANGED: Sentence("{name} got the role {detail}"),
    Change.USER_DISABLED: Sentence("{name} lost access"),
    Change.USER_ENABLED: Sentence("{name} got access again"),
    Change.PASSWORD_SET: Sentence("{name} has a new password"),
    Change.PASSWORD_LINK: Sentence("{name} got a link to choose a password"),
    Change.KEY_ADDED: Sentence("the key {name} was made: {detail}"),
    Change.KEY_REVOKED: Sentence("the key {name} was revoked"),
}
"""`name` is the user or the key; `detail` the role, or what the key may do."""
