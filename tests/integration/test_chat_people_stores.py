"""What tests/unit/chat asks of people who write to each other, once more on MariaDB and Redis."""

from tests.integration.test_chat_stores import desk, make_desk  # noqa: F401 - the fixtures of what follows
from tests.unit.chat.test_fresh import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.chat.test_listening import *  # noqa: F403 - as above
from tests.unit.chat.test_notes import *  # noqa: F403 - as above
from tests.unit.chat.test_speaking import *  # noqa: F403 - as above
from tests.unit.chat.test_talking import *  # noqa: F403 - as above
from tests.unit.chat.test_turmoil import *  # noqa: F403 - as above
