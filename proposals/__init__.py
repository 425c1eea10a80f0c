"""How: a state's interest in a measure becomes a coordinated, agreed and approved one.

`transitions` holds the procedure as one table; `actions.take` is the only function that
moves a proposal; `consensus` decides, as a pure function, what a body has agreed.
"""
