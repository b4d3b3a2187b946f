"""When those who look after the trust are told that something does not run. No database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sevenfold.ui import words

SILENT = timedelta(minutes=5)


@dataclass(frozen=True)
class Notice:
    """What is so, and what follows or how to mend it."""

    what: str
    then: str


NO_MAIL = Notice(
    "No letter leaves: no mail server is set.",
    "Whoever runs Sevenfold sets EMAIL_URL, and tries it with “sevenfold doctor --mail ADDRESS”.",
)


def notices(
    beat: datetime | None,
    mail_since: datetime | None,
    book_error: str,
    *,
    mail: bool,
    now: datetime,
) -> list[Notice]:
    """What to say, given what the worker noted last and whether mail is set at all."""
    found = [] if mail else [NO_MAIL]
    if book_error:
        found.append(
            Notice(
                f"The evidence book is not signed: {book_error}.",
                "No receipt rests on it until it is. “sevenfold doctor” says what to do.",
            )
        )
    if beat is None or now - beat > SILENT:
        what = "has been silent since " + words.instant(beat, now) if beat else "has not yet run"
        found.append(
            Notice(
                f"The worker {what}.",
                "Until it does, no letter leaves and nothing is brought up to date overnight."
                " Whoever runs Sevenfold starts it with “sevenfold serve”.",
            )
        )
    elif mail and mail_since and now - mail_since > SILENT:
        found.append(
            Notice(
                f"The mail server has taken no letter since {words.instant(mail_since, now)}.",
                "Letters are kept until it does. “sevenfold doctor” says why.",
            )
        )
    return found
