"""Where files lie: a port, and the local folder behind it. Keys are ours and random, never people's words."""

from aics_app.storage.local import LocalStorage
from aics_app.storage.port import Missing, Storage, StorageFull, StorageUnavailable, new_key

__all__ = ["LocalStorage", "Missing", "Storage", "StorageFull", "StorageUnavailable", "new_key"]
