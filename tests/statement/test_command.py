import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sevenfold.documents import store
from sevenfold.ledger.models import Event
from sevenfold.statement.models import Statement
from sevenfold.statement.reading import read
from tests.factories import a_trust, an_event

TEXT = (
    "Our values\n• Candour – we say so\n\n1 Governance\n1.1 Trustees “sign”.\n\nStaff must too.\n"
)


@pytest.fixture
def statement(tmp_path) -> Path:
    file = tmp_path / "statement.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_parse_lists_counts_first_and_doubts_last(statement, capsys):
    call_command("statement", "parse", str(statement))

    assert capsys.readouterr().out == (
        "0 core purposes, 0 how-lines, 0 commitments, 1 value, 1 clause\n\n"
        "heading       Our values\n"
        "value         Candour – we say so\n\n"
        "heading       1 Governance\n"
        "clause        1.1 Trustees “sign”.\n"
        "text          Staff must too.\n\n"
        "Unsure of:\n"
        "- Staff must too.\n"
        "  (text without a number, after clause 1.1)\n"
    )


def test_parse_with_json_prints_the_json_alone(statement, capsys):
    call_command("statement", "parse", str(statement), "--json")

    output = capsys.readouterr()
    assert json.loads(output.out) == read(TEXT).as_json()
    assert output.err == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_parse_reads_the_encodings_that_offices_write(tmp_path, capsys, encoding):
    file = tmp_path / "statement.txt"
    file.write_bytes(TEXT.encode(encoding))

    call_command("statement", "parse", str(file), "--json")

    assert json.loads(capsys.readouterr().out) == read(TEXT).as_json()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "this holds no text: check that the document was saved"),
        (b" \n\n", "this holds no text: check that the document was saved"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "this is an image, which holds no text: use the document it was made from",
        ),
        (
            b"RIFF\x10\x00\x00\x00WEBPVP8 ",
            "this is an image, which holds no text: use the document it was made from",
        ),
        (
            b"%PDF-1.7\n1 0 obj",
            "this is a PDF, which is read in a later version: save its text as .txt and use that",
        ),
        (
            b"PK\x03\x04\x14\x00",
            "this is a Word or zip file; Word is read in a later version: save it as .txt and use that",
        ),
        (
            b"a\x00b\x01c",
            "this is not text: save the document as plain text (.txt) and use that",
        ),
        (
            b"\xff\xfe\x00\xd8",
            "this is not text: save the document as plain text (.txt) and use that",
        ),
    ],
)
def test_parse_says_what_a_file_is_that_it_cannot_read(tmp_path, capsys, data, why):
    file = tmp_path / "statement.txt"
    file.write_bytes(data)

    with pytest.raises(CommandError) as refused:
        call_command("statement", "parse", str(file), "--json")

    assert (str(refused.value), refused.value.returncode) == (f"{file}: {why}", 2)
    assert capsys.readouterr().out == ""


def test_parse_says_that_there_is_no_such_file_or_that_it_is_a_folder(tmp_path):
    for path, why in [
        (tmp_path / "missing.txt", "there is no such file"),
        (tmp_path, "this is a folder: name the statement's file"),
    ]:
        with pytest.raises(CommandError) as refused:
            call_command("statement", "parse", str(path))

        assert (str(refused.value), refused.value.returncode) == (f"{path}: {why}", 2)


@pytest.mark.django_db
def test_import_keeps_a_draft_where_there_is_a_trust_and_the_second_time_the_same(
    statement, capsys
):
    with pytest.raises(CommandError) as refused:
        call_command("statement", "import", str(statement))
    assert (str(refused.value), refused.value.returncode) == (
        "there is no trust here yet: nothing was kept",
        1,
    )
    a_trust()
    an_event()

    for _ in range(2):
        call_command("statement", "import", str(statement))

    assert capsys.readouterr().out == 2 * (
        "0 core purposes, 0 how-lines, 0 commitments, 1 value, 1 clause\n"
        "Kept as version 1, a draft: Our statement of ethical leadership\n"
    )
    kept = Statement.objects.get()
    assert (kept.title, kept.adopted_on) == (
        "Our statement of ethical leadership",
        None,
    )
    assert [line.text for line in kept.lines.all()] == [line.text for line in read(TEXT).lines]
    source = Event.objects.get(type="statement.kept").payload.content["source"]["sha256"]
    assert store.read(source) == TEXT.encode()


@pytest.mark.django_db
def test_import_takes_the_title_that_it_is_given_and_refuses_what_parse_refuses(
    statement, tmp_path
):
    a_trust()
    an_event()

    call_command("statement", "import", str(statement), "--title", "How we lead")
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("statement", "import", str(tmp_path / "missing.txt"))

    assert [kept.title for kept in Statement.objects.all()] == ["How we lead"]
