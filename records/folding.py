"""How texts are compared when somebody searches: without accents, in small letters, composed or not.

The folding is the database's (`records_folded`, made by a migration), so that what is kept and what is typed
are folded by one rule: "Emirats" finds "Émirats", "Отчет" finds "Отчёт", and the other way round.
"""

from django.db.models import CharField, Func, TextField, Transform


class Folded(Transform):
    """The lookup `__folded`, of both sides: `name__folded__contains="emirats"`."""

    lookup_name = "folded"
    function = "records_folded"
    bilateral = True
    output_field = TextField()


class FoldedText(Func):
    """The same of any expression."""

    function = "records_folded"
    output_field = TextField()


CharField.register_lookup(Folded)
TextField.register_lookup(Folded)
