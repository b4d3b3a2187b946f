import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sevenfold.statement.reading import read

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
        (b"", "this holds no text: check that the statement was saved"),
        (b" \n\n", "this holds no text: check that the statement was saved"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "this is an image, which holds no text: give the document it was made from",
        ),
        (
            b"RIFF\x10\x00\x00\x00WEBPVP8 ",
            "this is an image, which holds no text: give the document it was made from",
        ),
        (b"%PDF-1.7\n1 0 obj", "this is a PDF: save its text as .txt and read that"),
        (
            b"PK\x03\x04\x14\x00",
            "this is a Word or zip file: save it as plain text (.txt) and read that",
        ),
        (
            b"a\x00b\x01c",
            "this is not text: save the statement as plain text (.txt) and read that",
        ),
        (
            b"\xff\xfe\x00\xd8",
            "this is not text: save the statement as plain text (.txt) and read that",
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
