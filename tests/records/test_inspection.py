"""What may be attached is judged by its structure: documents made by office programs pass, traps do not."""

import gzip
import io
import struct
import zipfile
import zlib
from time import process_time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from rest_framework.exceptions import ValidationError

from records.documents import LARGEST_FILE, AttachedFileField
from records.inspection import REMARKS, findings_on

PDF = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    b"xref\n0 1\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
PATIENCE = 10
"""Seconds of work: ten times what any of them needs, and nothing beside the hours that a loop would."""
XMP = b"<dc:creator>\n <rdf:Seq>\n  <rdf:li>A. Delegate</rdf:li>"
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


def word_online() -> bytes:
    """Return a document as Word on the web calls its parts."""
    with zipfile.ZipFile(io.BytesIO(made_by_word())) as before:
        return packed(
            {
                entry.replace("word/document.", "word/document2."): before.read(entry)
                for entry in before.namelist()
            }
        )


def wide_tag() -> str:
    return " ".join(f"b{number}='>'" for number in range(400_000))


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


def named(package: bytes, old: str, new: str) -> bytes:
    """Call an entry by another name of the same length, which no library would write."""
    return package.replace(old.encode(), new.encode())


def with_link() -> bytes:
    entry = zipfile.ZipInfo("word/media/a.bin")
    entry.external_attr = 0o120777 << 16
    return with_entry(made_by_word(), entry, b"/etc/passwd")


def with_entry(package: bytes, entry, content=b"") -> bytes:
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a") as opened:
        opened.writestr(entry, content)
    return out.getvalue()


def utf_16(markup: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-16"?>{markup}'.encode("utf-16")


def called_utf_8(markup: str) -> bytes:
    """Return UTF-16 without its mark that says it were UTF-8, as Excel writes."""
    return f'<?xml version="1.0" encoding="utf-8"?>{markup}'.encode("utf-16-le")


def nested(depth: int) -> bytes:
    content = made_by_word()
    for _ in range(depth):
        content = word_with("word/embeddings/inner.docx", content)
    return content


def many_bombs() -> bytes:
    bomb = excel_with("xl/media/a.bmp", b"0" * 45 * 1024 * 1024)
    parts = {f"word/embeddings/{number}.xlsx": bomb for number in range(3)}
    with zipfile.ZipFile(io.BytesIO(made_by_word())) as before:
        return packed({entry: before.read(entry) for entry in before.namelist()} | parts)


def pdf_with_objects(objects: bytes, head=b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", pack=zlib.compress):
    stream = b"<<" + head + b">>stream\n" + pack(objects) + b"\nendstream\nendobj\n"
    return PDF.replace(b"xref\n", b"2 0 obj\n" + stream + b"xref\n", 1)


def png(width=1, height=1) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def jpeg(width=1, height=1) -> bytes:
    size = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    data = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + size + data + b"\xff\xd9"


def remarks_on(name, content) -> list[str]:
    return list(findings_on(name, content).remarks)


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
        ("a.csv", "Мера;Сумма\n=A1+B1;-5 | 7!\n".encode()),
        ("a.pdf", b"\r\n" + PDF + b"\r\n\0"),
        ("a.pdf", pdf_with_objects(b"2 0 <</Type/Page/Note(no /JavaScriptless thing)>>")),
        ("a.pdf", pdf_with_objects(b"(how to /Launch it)", head=b"/Length 20/Filter/FlateDecode")),
        ("a.docx", word_with("word/media/image1.png", png())),
        ("a.docx", word_with("word/a.xml", utf_16("<a>Погода</a>"))),
        ("a.docx", of_word('<w:instrText>HYPERLINK "x" \\o "the link to"</w:instrText>')),
        ("a.docx", nested(2)),
        ("a.odt", open_document(**{"content.xml": '<draw:image xlink:href="Pictures/1.png"/>'})),
        ("a.png", png()),
        ("a.JPEG", jpeg()),
        ("a.jpg", jpeg() + jpeg()),
        (f"{'я' * 251}.txt", b"text"),
        # As programs write them, strange as some of it is.
        (
            "a.odt",
            open_document(**{"Configurations2/accelerator/current.xml": "", "Configurations2/floater/": ""}),
        ),
        ("a.odt", open_document(mimetype="application/vnd.oasis.opendocument.text\n")),
        ("a.docx", made_by_word() + b"\r\n"),
        (
            "a.docx",
            word_with(
                "word/_rels/x.rels",
                EXTERNAL.format("attachedTemplate").replace("http://x.example/t", "Normal.dotm"),
            ),
        ),
        ("a.docx", word_online()),
        (
            "a.xlsx",
            excel_with(
                "xl/drawings/vmlDrawing1.vml", "<xml><font>a<br>b</font><![if gte mso 9]><a/><![endif]></xml>"
            ),
        ),
        (
            "a.xlsx",
            excel_with(
                "xl/customProperty1.bin", '<?xml version="1.0" encoding="utf-8"?><a/>'.encode("utf-16-le")
            ),
        ),
        ("a.xlsx", excel_with("xl/a.xml", '<f>IF(A1="cmd|x!","see IMAGE(1)","")</f>')),
        (
            "a.docx",
            word_with("word/a.xml", "<Types><Default Extension='bin' ContentType='a.oleObject'/></Types>"),
        ),
        ("a.docx", word_with("word/media/image1.pdf", PDF)),
        ("a.docx", word_with("word/media/image1.emz", gzip.compress(b"\x01\0\0\0"))),
        ("a.pdf", PDF + b"\0" * 4_096),
        ("a.pdf", PDF.replace(b"xref\n", b"2 0 obj<</URI(https://x.example/Launch)>>endobj\nxref\n", 1)),
        ("a.pdf", pdf_with_objects(b"BT (how to /Launch it) Tj ET", head=b"/Length 28", pack=bytes)),
        (
            "a.pdf",
            pdf_with_objects(
                b"\x02\x01 /XFA ", head=b"/Type/XRef/DecodeParms<</Predictor 12>>/Filter/FlateDecode"
            ),
        ),
        ("a.pdf", PDF + PDF.removeprefix(b"%PDF-1.7\n")),
        ("a.txt", "\uf0b7 item\f\x1a".encode()),
        ("a.csv", "\ufeffa,b\r\n=SUM(A1),+7 727\r\n".encode()),
        ("a.jpg", jpeg() + b"\0\0\x01\x0aImage_UTC_DataSEFH\x6b\0\0\0SEFT"),
        ("a.jpg", jpeg() + b"\0" * 64),
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
        ("a.docx", word_with("[Content_Types].xml", b"<Override ContentType='x.macroEnabled'/>"), "macros"),
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
        ("a.docx", named(word_with("word/media/a?.bin", b"x"), "a?.bin", "a\0.bin"), "elsewhere"),
        ("a.docx", word_with("C:\\evil.xml", b"<x/>"), "elsewhere"),
        ("a.docx", word_with("word/%2e%2e/%2e%2e/a.xml", b"<x/>"), "elsewhere"),
        ("a.docx", with_link(), "elsewhere"),
        ("a.docx", with_entry(made_by_word(), "Word/document.xml", b"<x/>"), "over each other"),
        ("a.docx", many_bombs(), "unpacks to more"),
        ("a.docx", nested(3), "unpacks to more"),
        ("a.docx", made_by_word() + b"<html>", "two files in one"),
        ("a.pptx", made_by_word(), "no document"),
        ("a.xlsx", excel_with("xl/vbaProject.bin", b"x"), "macros"),
        ("a.xlsx", excel_with("xl/rest.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "macros"),
        ("a.xlsx", excel_with("[Content_Types].xml", utf_16("<Default ContentType='activeX'/>")), "macros"),
        ("a.ods", open_document("spreadsheet", **{"Basic/script-lc.xml": "<x/>"}), "macros"),
        ("a.odt", open_document(**{"content.xml": "<a><script:event-listener/></a>"}), "macros"),
        ("a.docx", word_with("word/media/image1.png", b"MZ\x90"), "another file"),
        ("a.docx", word_with("word/media/a.zip", packed({"a": b"x"})), "another file"),
        ("a.docx", word_with("word/chunk.htm", b"<html>"), "another file"),
        ("a.docx", word_with("word/embeddings/in.docx", word_with("word/vbaProject.bin", b"x")), "macros"),
        (
            "a.odt",
            open_document(**{"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}),
            "password",
        ),
        ("a.docx", word_with("word/_rels/x.rels", utf_16(EXTERNAL.format("attachedTemplate"))), "fetches"),
        ("a.docx", word_with("word/_rels/x.rels", EXTERNAL.format("oleObject")), "fetches"),
        (
            "a.docx",
            word_with("word/_rels/x.rels", EXTERNAL.format("oleObject").replace("External", "Internal")),
            "macros",
        ),
        (
            "a.docx",
            word_with("word/_rels/x.rels", EXTERNAL.format("frame").replace("/t", "/hyperlink")),
            "fetches",
        ),
        (
            "a.docx",
            word_with("word/_rels/x.rels", EXTERNAL.format("frame").replace("External", "Ext&#101;rnal")),
            "fetches",
        ),
        (
            "a.docx",
            word_with("word/_rels/x.rels", EXTERNAL.format("frame").replace(" Type", " Id='a>b' Type")),
            "fetches",
        ),
        ("a.docx", of_word("<v:imagedata src='http://x.example/p'/>"), "fetches"),
        ("a.ods", open_document("spreadsheet", **{"content.xml": "<table:table-source/>"}), "fetches"),
        ("a.docx", of_word("<w:instrText>D&#68;EAUTO x</w:instrText>"), "asks another"),
        ("a.docx", of_word("<w:instrText>DDE<![CDATA[AUTO x]]></w:instrText>"), "asks another"),
        (
            "a.docx",
            of_word(
                "<w:instrText>PAGE</w:instrText><w:fldChar/>"
                "<w:instrText>D</w:instrText><w:instrText>D</w:instrText><w:instrText>E x</w:instrText>"
            ),
            "asks another",
        ),
        ("a.docx", of_word("<x:fldSimple x:instr=' DDEAUTO excel x '/>"), "asks another"),
        ("a.docx", of_word("<w:instrText>QUOTE 68 68 69</w:instrText>"), "asks another"),
        ("a.xlsx", excel_with("xl/worksheets/sheet9.xml", "<x:f>cmd|calc!A0</x:f>"), "asks another"),
        ("a.xlsx", excel_with("xl/a.xml", "<formula1>_xlfn.WEBSERVICE(A1)</formula1>"), "fetches"),
        ("a.csv", b"a;b\n1;=cmd|'/C calc'!A0\n", "asks another"),
        ("a.docx", word_with("word/a.xml", b"<a><b></a>"), "built in a way"),
        (
            "a.docx",
            word_with("word/a.xml", utf_16("<!DOCTYPE a [<!ENTITY a 'b'>]><a/>")),
            "built in a way",
        ),
        ("a.pdf", PDF.replace(b"/Root", b"/#45ncrypt 5 0 R/Root"), "encrypted"),
        ("a.pdf", PDF.replace(b"/Type", b"/OpenAction<</S/J#61vaScript>>/Type"), "program"),
        ("a.pdf", pdf_with_objects(b"2 0 <</S/JavaScript/JS(x)>>"), "program"),
        ("a.pdf", pdf_with_objects(b"2 0 <</S/L#61unch>>"), "program"),
        ("a.pdf", pdf_with_objects(b"2 0 <</S/Launch>>", head=b"/Filter/FlateDecode/X(obj)"), "program"),
        ("a.pdf", pdf_with_objects(b"<</EmbeddedFiles 3 0 R>>", head=b"/N 1/First 4/Filter[/Fl]"), "program"),
        (
            "a.pdf",
            pdf_with_objects(b"x", head=b"/Type/Obj#53tm/Filter[/ASCIIHexDecode/FlateDecode]"),
            "cannot be looked into",
        ),
        ("a.pdf", pdf_with_objects(b"x", head=b"/Type/ObjStm/Filter 9 0 R"), "cannot be looked into"),
        ("a.pdf", pdf_with_objects(b"x", pack=lambda data: b"not packed"), "broken"),
        ("a.pdf", pdf_with_objects(b"0" * 101 * 1024 * 1024), "unpacks to more"),
        ("a.pdf", PDF + made_by_word(), "two files in one"),
        ("a.pdf", PDF.replace(b"1.7\n", b"1.7\n<script>x</script>"), "two files in one"),
        ("a.pdf", PDF + b"MZ\x90", "two files in one"),
        ("a.pdf", PDF.replace(b"%%EOF", b"%%EO"), "cut off"),
        ("a.txt", "Погода".encode("utf-16-le"), "UTF-16"),
        ("a.txt", "Weather\r\n".encode("utf-16-be"), "UTF-16"),
        ("a.txt", "Погода".encode("utf-32"), "another encoding"),
        ("a.txt", "Погода".encode("koi8-r"), "another encoding"),
        ("a.txt", png(), "not what its name says"),
        ("a.png", png()[:-5], "broken"),
        ("a.png", png()[:8], "broken"),
        ("a.png", png().replace(b"IDAT", b"IDAX"), "broken"),
        ("a.png", png() + b"<html>", "goes on after its picture"),
        ("a.png", png() + made_by_word(), "goes on after its picture"),
        ("a.png", png(60_000, 60_000), "unpacks to more"),
        ("a.png", jpeg(), "not what its name says"),
        ("a.jpg", jpeg()[:-2], "broken"),
        ("a.jpg", b"\xff\xd8\xff", "broken"),
        ("a.jpg", b"\xff\xd8\xff\xd9", "broken"),
        ("a.jpg", jpeg() + b"PK\x03\x04", "goes on after its picture"),
        ("a.jpg", jpeg() + b"\0\0\x18ftypmp42SEFH\0SEFT", "goes on after its picture"),
        ("a.jpg", jpeg(60_000, 60_000), "unpacks to more"),
        (
            "a.docx",
            word_with(
                "word/_rels/x.rels", EXTERNAL.format("frame").replace("><R", " xmlns:x='x'><R").replace(
                    "/></", " x:TargetMode='Internal'/></")
            ),
            "fetches",
        ),
        ("a.docx", of_word("<v:imagedata href='#a' o:href='http://x.example/p'/>"), "fetches"),
        ("a.docx", of_word('<w:instrText>INCLUDEPICTURE "http://x.example/p"</w:instrText>'), "fetches"),
        ("a.xlsx", excel_with("xl/a.xml", '<f>_xlfn.IMAGE("http://x.example/p")</f>'), "fetches"),
        ("a.xlsx", excel_with("xl/a.xml", """<f>cmd|'/C "x'!A0+"y"</f>"""), "asks another"),
        ("a.csv", b'1;=WEBSERVICE("http://x.example")\n', "fetches"),
        ("a.docx", word_with("word/media/a.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root")), "encrypted"),
        ("a.docx", word_with("word/media/a.emz", gzip.compress(b"0" * 101 * 1024 * 1024)), "unpacks to more"),
        ("a.docx", word_with("word/media/a.emz", gzip.compress(b"MZ")), "another file"),
        ("a.docx", word_with("word/a.bin", called_utf_8("<applet/>")), "macros"),
        ("a.docx", of_word("<a>" * 200_000), "unpacks to more"),
        ("a.docx", of_word("<a/>" * 5_000_000), "unpacks to more"),
        ("a.docx", of_word("<f>(1)</f>" * 1_000_000), "unpacks to more"),
        ("a.docx", of_word(f"<f>{'a|b' * 50_000}</f>"), "built in a way"),
        ("a.docx", of_word("".join(f"<a{number}/>" for number in range(30_000))), "unpacks to more"),
        ("a.docx", of_word(f"<a {wide_tag()}/>"), "unpacks to more"),
        # Readers find objects by their place, wherever they lie and whatever is said of them.
        ("a.pdf", pdf_with_objects(b"3 0 obj<</S/JavaScript>>", head=b"/Length 9", pack=bytes), "program"),
        ("a.pdf", pdf_with_objects(b"2 0 <</S/Launch>>").replace(b">>stream", b">>%c\nstream"), "program"),
        ("a.pdf", pdf_with_objects(b"x", head=b"/Filter/Crypt/Type/ObjStm/X(obj)"), "cannot be looked into"),
        ("a.pdf", PDF.replace(b"xref\n", b"2 0 obj<</Type/ObjStm>>\nxref\n", 1), "cannot be looked into"),
        (
            "a.pdf",
            pdf_with_objects(b"x", pack=lambda data: b"\x01" * 20).replace(b"/Root", b"/Encrypt 5 0 R/Root"),
            "encrypted",
        ),
        ("a.exe", b"MZ", "not of an allowed kind"),
        ("a.docm", made_by_word(), "not of an allowed kind"),
        ("a.png", b"GIF89a", "not what its name says"),
        ("a\u202etxt.docx", made_by_word(), "cannot be kept"),
        (".txt", b"x", "cannot begin or end"),
    ],
)  # fmt: skip
def test_each_trap_is_refused_in_a_sentence_of_its_own(name, content, said):
    assert said in fault(name, content)


@pytest.mark.parametrize("make", [png, jpeg])
def test_a_picture_that_was_cut_off_is_refused_wherever_it_was(make):
    whole = make()

    assert all(fault(f"a.{make.__name__}", whole[:length]) for length in range(1, len(whole)))


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
    assert remarks_on("a.docx", with_part(commented, "word/comments.xml", utf_16("<c:comment/>"))) == [
        "comments"
    ]
    assert remarks_on("a.ods", open_document("spreadsheet", **{"a.xml": "<office:annotation/>"})) == [
        "comments"
    ]
    assert remarks_on("a.odt", open_document(**{"a.xml": "<math:annotation encoding='StarMath 5.0'/>"})) == []
    assert remarks_on("a.odt", open_document(**{"content.xml": "<text:tracked-changes/>"})) == []
    assert remarks_on("a.odt", open_document(**{"content.xml": "<a><text:changed-region/></a>"})) == [
        "tracked_changes"
    ]
    assert remarks_on("a.docx", word_with("word/embeddings/in.docx", made_by_word(author="A."))) == [
        "authors"
    ]
    assert remarks_on("a.pdf", PDF) == []
    assert remarks_on("a.pdf", PDF.replace(b"/Root", b"/Info<</Author(A. Delegate)>>/Root")) == ["authors"]
    assert remarks_on("a.pdf", PDF.replace(b"/Root", b"/Info<</Author()>>/Root")) == []
    assert remarks_on("a.pdf", pdf_with_objects(b"2 0 <</Subtype/Highlight>>")) == ["comments"]
    assert remarks_on("a.pdf", pdf_with_objects(XMP, head=b"/Type/Metadata", pack=bytes)) == ["authors"]
    assert set(REMARKS) == {"tracked_changes", "comments", "authors"}


SLOW = {
    "a stream in a stream": ("a.pdf", lambda room: _pdf_of(b"/First stream\n", room)),
    "objects in streams": ("a.pdf", lambda room: _pdf_of(b"stream\n" + zlib.compress(b"2 0 <<>>"), room)),
    "open filters": (
        "a.pdf",
        lambda room: _pdf_of(b"/Filter[", room - 99).replace(b"\nxref", b"stream\nxref"),
    ),
    "open authors": ("a.pdf", lambda room: _pdf_of(b"<dc:creator><", room)),
    "blanks and bars": ("a.csv", lambda room: b";=a|" * (room // 4)),
    "tabs": ("a.csv", lambda room: b"\t" * room),
    "chunks": ("a.png", lambda room: _png_of(room // 12)),
    "pictures": ("a.jpg", lambda room: jpeg() * (room // len(jpeg()))),
    "drawings": ("a.docx", lambda room: word_with("word/a.vml", b"<a>" + b"<![" * room + b"</a>")),
    "fields": ("a.docx", lambda room: of_word(f"<w:instrText>{';  ' * room}</w:instrText>")),
    "quotes": ("a.docx", lambda room: of_word(f"<f>({chr(39) * room}</f>")),
}


def _pdf_of(unit: bytes, room: int) -> bytes:
    return PDF.replace(b"xref\n", unit * (room // len(unit)) + b"\nxref\n", 1)


def _png_of(chunks: int) -> bytes:
    chunk = struct.pack(">I", 0) + b"teST" + struct.pack(">I", zlib.crc32(b"teST"))
    return png().replace(png()[33:], chunk * chunks + png()[33:])


@pytest.mark.parametrize("kind", SLOW)
def test_no_file_keeps_the_system_busy_for_long(kind):
    name, make = SLOW[kind]
    content = make(LARGEST_FILE // 4)

    begun = process_time()
    findings_on(name, content)

    assert process_time() - begun < PATIENCE
