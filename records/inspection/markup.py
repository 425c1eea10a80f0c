"""One part of a package, read as XML: whatever its encoding, its prefixes, and how a letter is written."""

import re
from functools import lru_cache
from xml.parsers import expat

from django.utils.translation import gettext as _

from records.inspection.faults import UNPACKS_TO_MORE, Fault, Room
from records.inspection.formulas import (
    FIELD_ASKS,
    FIELD_FETCHES,
    FORMULA_ASKS,
    FORMULA_FETCHES,
    without_strings,
)

MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\x00?\s*\x00?<")
"""How XML begins, in the encodings that it may have."""
NAMED_MARKUP = (".xml", ".rels", ".vml", ".rdf", ".svg")
UNCLOSED = re.compile(rb"<br>|<!\[(?!CDATA\[)[^\]<>]{0,99}\]>", re.IGNORECASE)
"""What Microsoft's own programs write into drawings (`.vml`) and no parser reads: it says nothing."""
ACTING_TYPE = re.compile(
    r"macroEnabled|vbaProject|activeX|macrosheet|attachedToolbars|oleObject|aFChunk|/control$", re.IGNORECASE
)
ACTING_ELEMENTS = frozenset({"event-listener", "source-code", "applet", "plugin"})
"""What calls a macro, or holds one, in an open document; a program or a plug-in in any."""
FETCHING_ELEMENTS = frozenset(
    {"section-source", "database-source-sql", "table-source", "cell-range-source", "webPr"}
)
SHOWN_ELEMENTS = frozenset(
    {"image", "object", "object-ole", "background-image", "fill-image", "imagedata", "use"}
)
ELSEWHERE = re.compile(r"\s*(?!data:)(?:[a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
OWN_TEMPLATE = re.compile(r"normal\.dot[mx]?", re.IGNORECASE)
"""The template that every Word has: nothing is fetched for it."""
RUNS = frozenset({"instrText", "delInstrText"})
FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
INSTRUCTING_ATTRIBUTES = frozenset({"instr", "formula"})
AUTHORS = frozenset({"creator", "lastModifiedBy", "initial-creator", "Manager"})
TRACKED = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "changed-region"}
    | {"cell-content-change", "insertion", "deletion", "movement", "rrc", "rcc"}
    | {f"{what}PrChange" for what in ("r", "p", "sect", "tbl", "tblEx", "tr", "tc")}
)
COMMENTS = frozenset({"comment", "cm", "annotation", "threadedComment"})
"""The elements that a comment is in: of Word and tables, of presentations, of open documents."""
WATCHED = frozenset(
    ACTING_ELEMENTS | FETCHING_ELEMENTS | SHOWN_ELEMENTS | RUNS | FORMULAS | AUTHORS | TRACKED | COMMENTS
    | {"encryption-data", "ddeLink", "fldChar", "Relationship", "Override", "Default"}
)  # fmt: skip
LONGEST_FORMULA = 100_000
"""Characters; Excel takes 8,192."""
DEEPEST = 100_000
MOST_NAMES = 20_000
"""Names of elements and attributes in one part: many times those of any format, and few enough to keep."""
LONGEST_TAG = 2 * 1024 * 1024
CHUNK = 256 * 1024


class MarkupReading:
    """Notes what is in one part, element by element; each costs little, for there are millions."""

    def __init__(self, parser: expat.XMLParserType, *, room: Room) -> None:
        self.acts = self.fetches = self.asks = self.is_encrypted = False
        self.remarks: set[str] = set()
        """What it tells of those who wrote it: codes of `REMARKS`."""
        self.elements = self.depth = 0
        self._fields: list[str] = []
        self._text: list[str] = []
        self._read_in = ""
        self._parser, self._room = parser, room

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element, and at attributes that may be instructions."""
        self.elements += 1
        self.depth += 1
        if _is_watched(name):
            self._look(name, attributes)
        for one, value in attributes.items():
            if (kind := _instruction(one)) == "instr":
                self._read_field(f"; {value}; ")
            elif kind:
                self._read_formula(value)

    def end(self, name: str) -> None:
        """Read the text of the element that was looked at, if this is its end."""
        self.depth -= 1
        if name != self._read_in:
            return
        self._parser.CharacterDataHandler, self._read_in = None, ""
        element, text = _local(name), "".join(self._text)
        if element in RUNS:
            self._read_field(text)
        elif element in FORMULAS:
            self._read_formula(text)
        elif text.strip():
            self.remarks.add("authors")

    def finish(self) -> None:
        """Judge the fields, which a program cuts into runs as it likes."""
        for text in ("; ".join(self._fields), "".join(self._fields)):
            self.asks |= bool(FIELD_ASKS.search(text))
            self.fetches |= bool(FIELD_FETCHES.search(text))

    def _look(self, named: str, attributes: dict[str, str]) -> None:
        element = _local(named)
        self.is_encrypted |= element == "encryption-data"
        self.asks |= element == "ddeLink"
        if _fetches(element, attributes):
            self.fetches = True
        elif _acts(element, attributes):
            self.acts = True
        if element in TRACKED:
            self.remarks.add("tracked_changes")
        # With an encoding it is the annotation of a mathematical formula.
        if element in COMMENTS and "encoding" not in attributes:
            self.remarks.add("comments")
        if element == "fldChar":
            self._fields.append("; ")
        if element in RUNS | FORMULAS | AUTHORS:
            self._text.clear()
            self._parser.CharacterDataHandler, self._read_in = self._text.append, named

    def _read_field(self, text: str) -> None:
        self._room.take(elements=len(text))
        self._fields.append(text)

    def _read_formula(self, text: str) -> None:
        # A formula is looked at some four times as long as an element, and as one for every four letters.
        self._room.take(elements=4 + len(text) // 4)
        if len(text) > LONGEST_FORMULA:
            raise _strange()
        if "(" in text or "|" in text:
            formula = without_strings(text)
            self.asks |= bool(FORMULA_ASKS.search(formula))
            self.fetches |= bool(FORMULA_FETCHES.search(formula))


def is_markup(name: str, part: bytes) -> bool:
    """Whether a part is XML, by its name or its beginning; one that LibreOffice leaves empty is nothing."""
    return bool(part.strip()) and (name.lower().endswith(NAMED_MARKUP) or bool(MARKUP.match(part)))


def read(name: str, part: bytes, *, room: Room) -> MarkupReading:
    """Return what is in a part; raise Fault for what no office program writes, and for more than `room`."""
    if name.lower().endswith(".vml"):
        part = UNCLOSED.sub(b"", part)
    names: dict[str, str] = {}
    parser = expat.ParserCreate(_encoding_of(part), None, names)
    reading = MarkupReading(parser, room=room)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.begin, reading.end
    parser.EntityDeclHandler = _refuse_entity
    try:
        for start in range(0, len(part), CHUNK):
            before = reading.elements
            parser.Parse(part[start : start + CHUNK], False)
            room.take(elements=reading.elements - before)
            is_long = start - parser.CurrentByteIndex > LONGEST_TAG
            if is_long or len(names) > MOST_NAMES or reading.depth > DEEPEST:
                raise Fault(UNPACKS_TO_MORE)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _strange() from error
    reading.finish()
    return reading


def _encoding_of(part: bytes) -> str | None:
    """Return the encoding of UTF-16 without its mark, which may call itself another; None for the rest."""
    return {b"<\x00": "UTF-16LE", b"\x00<": "UTF-16BE"}.get(part[:2])


def _acts(element: str, attributes: dict[str, str]) -> bool:
    """Whether a program is there; that parts of an ending would be objects says not that there are any."""
    found = ACTING_TYPE.search(f"{attributes.get('ContentType', '')} {attributes.get('Type', '')}")
    is_mere_ending = found and element == "Default" and found[0].lower() == "oleobject"
    return element in ACTING_ELEMENTS or bool(found and not is_mere_ending)


def _fetches(element: str, attributes: dict[str, str]) -> bool:
    """Whether something comes from elsewhere that is no link to click on."""
    if element == "Relationship" and attributes.get("TargetMode", "").lower() == "external":
        is_own = OWN_TEMPLATE.fullmatch(attributes.get("Target", ""))
        return not (is_own or attributes.get("Type", "").endswith("/hyperlink"))
    if element in SHOWN_ELEMENTS:
        return any(_leads(name) and ELSEWHERE.match(where) for name, where in attributes.items())
    return element in FETCHING_ELEMENTS


def _local(name: str) -> str:
    return name.rpartition(":")[2]


@lru_cache(maxsize=4096)
def _is_watched(name: str) -> bool:
    return _local(name) in WATCHED


@lru_cache(maxsize=4096)
def _instruction(name: str) -> str:
    """Return which instruction an attribute holds: `instr`, a field, or `formula`; "" for none."""
    return local if (local := _local(name)) in INSTRUCTING_ATTRIBUTES else ""


def _leads(name: str) -> bool:
    return _local(name) in {"href", "src"}


def _refuse_entity(*_declared: object) -> None:
    raise _strange()


def _strange() -> Fault:
    return Fault(_("“%(name)s” is built in a way that no office program writes."))
