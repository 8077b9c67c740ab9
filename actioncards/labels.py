"""What people read about a thing of the plan."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """What people read: Danish, and English where the plan gives it."""

    da: str
    en: str | None = None

    def text(self, language: str = "da") -> str:
        """The label in `language`, or in Danish when there is no other."""
        return self.en if language == "en" and self.en else self.da

    def __str__(self) -> str:
        return self.da
