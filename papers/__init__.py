"""Papers are text: paragraphs with identities, their languages, digests, symbols, differences, comments.

A paper does not know what it is the paper of. What has one names it, and its room says who reads it
(`papers.readers`).
"""
