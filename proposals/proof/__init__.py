"""The proof of proposals: what their acts say of them, against what stands in the database.

`replay` works out from the acts of one proposal what each of its rows must be, `rows` reads what they are,
with the same keys and fields, and `comparing` lays one beside the other. `consequences` does so for what
decisions brought about elsewhere: the official list, and editions of the catalogue. What a payload does not
hold is left out.
"""
