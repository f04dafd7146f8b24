"""Where files lie: a port, behind it a folder or a bucket. Keys are ours and random, never people's words."""

from aics_app.settings import Settings
from aics_app.storage.local import LocalStorage
from aics_app.storage.port import Missing, Storage, StorageFull, StorageUnavailable, new_key

__all__ = ["LocalStorage", "Missing", "Storage", "StorageFull", "StorageUnavailable", "build", "new_key"]


def build(settings: Settings) -> Storage:
    """The storage that the settings name. Opens no connection."""
    if settings.file.storage == "local":
        return LocalStorage(settings.files_folder)
    from aics_app.storage import s3  # noqa: PLC0415 - boto3 takes half a second, which a folder need not wait

    return s3.connect(settings.file)
