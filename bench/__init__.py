"""`make bench`: what a request costs the server, beside a bare Django view, with few and with many proposals.

It measures and judges nothing: numbers depend on the machine, so no test rests on them. docs/performance.md
says how to read them.
"""
