"""One part of a package, read as XML: whatever its encoding, its prefixes, and how a letter is written."""

import re
from functools import lru_cache
from xml.parsers import expat

from django.utils.translation import gettext as _

from records.inspection.faults import UNPACKS_TO_MORE, Fault

MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\x00?\s*\x00?<")
"""How XML begins, in the encodings that it may have."""
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
RUNS = frozenset({"instrText", "delInstrText"})
INSTRUCTIONS = RUNS | frozenset({"f", "formula", "formula1", "formula2", "definedName"})
"""Elements whose text is a field's instruction or a formula."""
AUTHORS = frozenset({"creator", "lastModifiedBy", "initial-creator"})
WATCHED = (
    ACTING_ELEMENTS
    | FETCHING_ELEMENTS
    | SHOWN_ELEMENTS
    | INSTRUCTIONS
    | AUTHORS
    | {"encryption-data", "ddeLink", "fldChar", "Relationship", "Override", "Default"}
)
MOST_ELEMENTS = 5_000_000
"""More than fit into a table of ten megabytes; they take some seconds to read."""
ASKING = re.compile(
    r"(?:^|[\s;{])(?:DDE(?:AUTO)?|INCLUDE(?:PICTURE|TEXT))[\s\"]"
    r"|(?:^|;)\s*(?:LINK|IMPORT|DATABASE|HTMLCONTROL)\s|(?:^|;)\s*QUOTE\s+\d"
    r"|\b(?:_xlfn\.)?(?:DDE|WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\(|\w\|(?:'[^']*'|\w+)!",
    re.IGNORECASE,
)
"""Fields and formulas that start or ask another program, or fetch something, when the document is opened."""


class Reading:
    """Notes what is in one part, element by element; each costs little, for there are millions."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.acts = self.fetches = self.is_encrypted = self.is_linked = self.names_authors = False
        self.names: set[str] = set()
        self._count = 0
        self._dull_attributes: set[str] = set()
        self._instructions: list[str] = []
        self._parser = parser

    @property
    def elements(self) -> set[str]:
        """The names of all elements, without their prefixes, which are anybody's choice."""
        return {_local(name) for name in self.names}

    @property
    def asks(self) -> bool:
        """Whether a field or formula asks another program; a program cuts a field into runs as it likes."""
        apart, together = "; ".join(self._instructions), "".join(self._instructions)
        return self.is_linked or any(ASKING.search(text) for text in (apart, together))

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element, and at attributes that may be instructions."""
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise Fault(UNPACKS_TO_MORE)
        self.names.add(name)
        if (element := _local(name)) in WATCHED:
            self._look(element, attributes)
        for one, value in attributes.items():
            if one not in self._dull_attributes:
                if _local(one) in {"instr", "formula"}:
                    self._instructions += [value, "; "]
                else:
                    self._dull_attributes.add(one)

    def _look(self, element: str, attributes: dict[str, str]) -> None:
        given = {_local(one): value for one, value in attributes.items()}
        self.is_encrypted |= element == "encryption-data"
        self.is_linked |= element == "ddeLink"
        said = f"{given.get('ContentType', '')} {given.get('Type', '')}"
        self.acts |= element in ACTING_ELEMENTS or bool(ACTING_TYPE.search(said))
        self.fetches |= _fetches(element, given)
        if element == "fldChar":
            self._instructions.append("; ")
        if element in INSTRUCTIONS | AUTHORS:
            is_author = element in AUTHORS
            self._parser.CharacterDataHandler = self._author if is_author else self._instructions.append
            self._parser.EndElementHandler = self._end

    def _author(self, text: str) -> None:
        self.names_authors |= bool(text.strip())

    def _end(self, name: str) -> None:
        if (element := _local(name)) in INSTRUCTIONS | AUTHORS:
            self._parser.CharacterDataHandler = self._parser.EndElementHandler = None
        if element in INSTRUCTIONS - RUNS:
            self._instructions.append("; ")


def is_markup(name: str, part: bytes) -> bool:
    """Whether a part is XML, by its name or its beginning."""
    return name.lower().endswith((".xml", ".rels", ".vml", ".rdf", ".svg")) or bool(MARKUP.match(part))


def read(part: bytes) -> Reading:
    """Return what is in a part; raise Fault for what no office program writes."""
    parser = expat.ParserCreate()
    reading = Reading(parser)
    parser.buffer_text = True
    parser.StartElementHandler = reading.begin
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise _strange() from error
    return reading


def _fetches(element: str, given: dict[str, str]) -> bool:
    """Whether something comes from elsewhere that is no link to click on."""
    if element == "Relationship" and given.get("TargetMode", "").lower() == "external":
        return not given.get("Type", "").endswith("/hyperlink")
    where = given.get("href") or given.get("src") or ""
    return element in FETCHING_ELEMENTS or (element in SHOWN_ELEMENTS and bool(ELSEWHERE.match(where)))


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_entity(*_declared: object) -> None:
    raise _strange()


def _strange() -> Fault:
    return Fault(_("“%(name)s” is built in a way that no office program writes."))
