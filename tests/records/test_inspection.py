"""What may be attached is judged by its structure: documents made by office programs pass, traps do not."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from rest_framework.exceptions import ValidationError

from records.documents import AttachedFileField
from records.inspection import REMARKS, remarks_on

PDF = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    b"xref\n0 1\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
EXTERNAL = (
    '<Relationships><Relationship Type="http://schemas.example/{}" Target="http://x.example/t"'
    ' TargetMode="External"/></Relationships>'
)


def made_by_word(author="") -> bytes:
    document = Document()
    document.core_properties.author = author
    document.add_paragraph("We agree.")
    return saved(document)


def made_by_excel() -> bytes:
    book = Workbook()
    book.active.append(["HIDDEN", "ADDED", "=SUM(1,2)"])
    return saved(book)


def saved(thing) -> bytes:
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()


def open_document(kind="text", **more) -> bytes:
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": "<office:document-content/>",
    }
    return packed(parts | more)


def packed(parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def with_part(package: bytes, name: str, content: bytes | str) -> bytes:
    """Return a document of a program with one part put in, or in place of the one it had."""
    with zipfile.ZipFile(io.BytesIO(package)) as before:
        parts = {entry: before.read(entry) for entry in before.namelist()}
    return packed(parts | {name: content})


def word_with(name: str, content: bytes | str) -> bytes:
    return with_part(made_by_word(), name, content)


def excel_with(name: str, content: bytes | str) -> bytes:
    return with_part(made_by_excel(), name, content)


def without(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as before:
        return packed({entry: before.read(entry) for entry in before.namelist() if entry != name})


def of_word(markup: str) -> bytes:
    return word_with("word/document.xml", f'<w:document xmlns:w="w">{markup}</w:document>')


def lying_about_its_size() -> bytes:
    package = bytearray(word_with("word/media/a.txt", b"0" * 400_000))
    claimed = (400_000).to_bytes(4, "little")
    while (at := package.find(claimed)) >= 0:
        package[at : at + 4] = (4).to_bytes(4, "little")
    return bytes(package)


def encrypted() -> bytes:
    package = bytearray(made_by_word())
    at = package.find(b"PK\x01\x02")
    while at >= 0:
        package[at + 8] |= 1
        at = package.find(b"PK\x01\x02", at + 4)
    return bytes(package)


def fault(name, content) -> str:
    try:
        AttachedFileField().run_validation(SimpleUploadedFile(name, content))
    except ValidationError as error:
        return str(error.detail[0])
    return ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", made_by_word()),
        ("a.DOCX", word_with("word/_rels/x.rels", EXTERNAL.format("hyperlink"))),
        ("a.docx", word_with("word/embeddings/Sheet1.xlsx", made_by_excel())),
        ("a.docx", of_word("<w:p><w:instrText>PAGE</w:instrText><w:t>DDE and ADDED</w:t></w:p>")),
        ("a.xlsx", made_by_excel()),
        ("a.odt", open_document()),
        ("a.ods", open_document("spreadsheet")),
        ("a.pdf", PDF),
        ("a.txt", "\ufeffПогода: хорошая.\r\nВетра нет.".encode()),
        ("می\u200cخواهم.txt", "نمی\u200cخواهم".encode()),
        ("a.csv", b"a;b\n1;2\n"),
        ("a.png", b"\x89PNG\r\n\x1a\n..."),
        (f"{'я' * 251}.txt", b"text"),
    ],
)
def test_what_programs_make_is_taken_in(name, content):
    assert fault(name, content) == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "Погода".encode("cp1251"), "UTF-8"),
        ("a.csv", "Погода".encode("utf-16"), "UTF-16"),
        ("a.txt", b"\x7fELF\x01\x00", "characters that no text has"),
        ("a.pdf", b"%PDF-1.7\n", "cut off"),
        ("a.pdf", PDF[:-30], "cut off"),
        ("a.pdf", b"MZ" + PDF, "no PDF"),
        ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "encrypted"),
        ("a.pdf", PDF.replace(b"/Type", b"/OpenAction<</S/JavaScript/JS(x)>>/Type"), "program"),
        ("a.pdf", PDF.replace(b"/Type", b"/OpenAction<</S/Launch>>/Type"), "program"),
        ("a.docx", b"PK not a package", "no document"),
        ("a.docx", made_by_excel(), "no document"),
        ("a.docx", without(made_by_word(), "[Content_Types].xml"), "no document"),
        ("a.docx", made_by_word()[:-200], "no document"),
        ("a.docx", b"MZ\x90" + made_by_word(), "no document"),
        ("a.odt", open_document("spreadsheet"), "no document"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "password"),
        ("a.docx", encrypted(), "password"),
        ("a.docx", word_with("word/vbaProject.bin", b"x"), "macros"),
        ("a.xlsx", excel_with("xl/macrosheets/sheet1.xml", b"<x/>"), "macros"),
        ("a.docx", word_with("word/embeddings/oleObject1.bin", b"x"), "embedded program"),
        ("a.docx", word_with("word/embeddings/Sheet.xlsm", b"x"), "embedded program"),
        ("a.docx", word_with("word/activeX/activeX1.xml", b"<x/>"), "embedded program"),
        ("a.docx", word_with("[Content_Types].xml", b"<x t='document.macroEnabled.main+xml'/>"), "macros"),
        ("a.odt", open_document(**{"Basic/Standard/Module1.xml": "<x/>"}), "macros"),
        ("a.odt", open_document(**{"Scripts/python/a.py": "x"}), "macros"),
        ("a.docx", word_with("word/_rels/settings.xml.rels", EXTERNAL.format("attachedTemplate")), "fetches"),
        ("a.docx", word_with("word/_rels/x.rels", EXTERNAL.format("image")), "fetches"),
        (
            "a.xlsx",
            excel_with("xl/externalLinks/_rels/a.rels", EXTERNAL.format("externalLinkPath")),
            "fetches",
        ),
        (
            "a.odt",
            open_document(**{"content.xml": '<draw:image xlink:href="http://x.example/p.png"/>'}),
            "fetches",
        ),
        ("a.docx", of_word("<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"), "asks another program"),
        (
            "a.docx",
            of_word("<w:instrText> DD</w:instrText><w:t/><w:instrText>EAUTO x</w:instrText>"),
            "asks another",
        ),
        ("a.docx", of_word('<w:fldSimple w:instr=" DDE excel x "/>'), "asks another program"),
        ("a.xlsx", excel_with("xl/worksheets/sheet9.xml", "<f>cmd|'/C calc'!A0</f>"), "asks another"),
        ("a.docx", word_with("../evil.xml", b"<x/>"), "elsewhere"),
        ("a.docx", word_with("/etc/evil", b"<x/>"), "elsewhere"),
        ("a.docx", word_with("WORD/document.xml", b"<x/>"), "over each other"),
        ("a.docx", word_with("word/media/a.bmp", b"0" * 101 * 1024 * 1024), "unpacks to more"),
        ("a.docx", lying_about_its_size(), "a.docx"),
        ("a.docx", word_with("word/a.xml", b"<!ENTITY a 'b'>"), "built in a way"),
        ("a.exe", b"MZ", "not of an allowed kind"),
        ("a.docm", made_by_word(), "not of an allowed kind"),
        ("a.png", b"GIF89a", "not what its name says"),
        ("a\u202etxt.docx", made_by_word(), "cannot be kept"),
        (".txt", b"x", "cannot be kept"),
    ],
)  # fmt: skip
def test_each_trap_is_refused_in_a_sentence_of_its_own(name, content, said):
    assert said in fault(name, content)


def test_a_document_that_was_damaged_on_its_way_is_refused_wherever_it_was():
    whole = made_by_word()

    for at in range(40, len(whole) - 40, len(whole) // 60):
        damaged = whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 20]) + whole[at + 20 :]
        assert isinstance(fault("a.docx", damaged), str)


def test_what_a_document_says_of_those_who_wrote_it_is_remarked():
    tracked = of_word('<w:del w:id="1"><w:r><w:delText>no</w:delText></w:r></w:del>')
    commented = with_part(
        made_by_word(), "word/comments.xml", '<w:comments><w:comment w:id="0"/></w:comments>'
    )

    assert remarks_on("a.docx", made_by_word()) == []
    assert remarks_on("a.docx", made_by_word(author="A. Delegate")) == ["authors"]
    assert remarks_on("a.docx", tracked) == ["tracked_changes"]
    assert remarks_on("a.docx", commented) == ["comments"]
    assert remarks_on("a.pdf", PDF) == []
    assert set(REMARKS) == {"tracked_changes", "comments", "authors"}
