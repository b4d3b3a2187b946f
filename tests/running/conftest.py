from tests.outbox.conftest import letters, queue  # noqa: F401 - letters to bring out.
