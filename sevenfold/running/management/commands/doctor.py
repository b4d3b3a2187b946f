import json
import sys
from dataclasses import asdict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email

from sevenfold.kernel import clock
from sevenfold.running import doctor, post


class Command(BaseCommand):
    help = "Say what is not as it should be with this installation, and how to mend it."

    def add_arguments(self, parser):
        parser.add_argument("--mail", metavar="ADDRESS", help="also send one letter there")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, mail, json, **_options):
        if mail:
            _refuse_what_is_no_address(mail)
        now = clock.now()
        findings = doctor.examine(now)
        if mail:
            findings = [*findings, _letter_to(mail, now)]
        self.stdout.write(_as_json(findings) if json else _in_words(findings))
        if not all(finding.ok for finding in findings):
            sys.exit(1)


def _letter_to(address: str, now) -> doctor.Finding:
    if settings.DEMO:
        return doctor.Finding("letter", False, "A demonstration sends nothing")
    trouble = post.send(address, "Sevenfold", at=now)
    if trouble:
        return doctor.Finding("letter", False, trouble.says, trouble.mend)
    says = f"{settings.EMAIL_HOST} took a letter to {address}. See that it arrives, and not as spam"
    return doctor.Finding("letter", True, says)


def _refuse_what_is_no_address(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise CommandError(f"{text!r} is no e-mail address", returncode=2) from None


def _as_json(findings: list[doctor.Finding]) -> str:
    ok = all(finding.ok for finding in findings)
    checks = [asdict(finding) for finding in findings]
    return json.dumps({"ok": ok, "checks": checks}, indent=2, ensure_ascii=False)


def _in_words(findings: list[doctor.Finding]) -> str:
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{'ok  ' if finding.ok else 'MEND'}  {finding.name:<{width}}  {finding.says}")
        if finding.mend:
            lines.append(f"{'':<{width + 8}}{finding.mend}")
    return "\n".join(lines)
