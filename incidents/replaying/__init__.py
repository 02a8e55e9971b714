"""Every incident rebuilt from its timeline alone, and compared with what is stored (R18, S12)."""

from incidents.replaying.reading import Replayed, replay_timeline

__all__ = ["Replayed", "replay_timeline"]
