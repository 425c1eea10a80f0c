"""The demonstration: proposals of an imagined year, carried by demonstration accounts through the real acts.

`annex` and `others` tell them, `papers/` holds their texts, `loading` writes them. They bind nobody,
and every page says so.
"""
