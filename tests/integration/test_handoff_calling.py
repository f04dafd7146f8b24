"""What tests/unit/chat asks of the rules that bring a person, once more on MariaDB and Redis."""

from tests.integration.test_chat_stores import make_desk  # noqa: F401 - the fixture of what follows
from tests.unit.chat.test_calling import *  # noqa: F403 - every test of the module, and those to come
