"""Information: what states send one another through the secretariat, to whom, and who has read it (CA intro
5, (b)1, (b)2).
"""
