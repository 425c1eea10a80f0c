"""How: a state's interest in a measure becomes a coordinated, agreed and approved one.

`transitions` holds the procedure as one table, by which a proposal moves through the one door
(`records.door.take`); `actions` says how it is locked meanwhile; `consensus` decides, as a pure function,
what a body has agreed.
"""
