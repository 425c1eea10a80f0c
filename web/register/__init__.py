"""The register as people and programs read it: its pages, its API, and who was told of an act.

Not in `records`, which writes it: pages and API stand on the bases of this room, and `records` imports none.
"""
