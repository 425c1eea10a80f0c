"""After approval: activities and the yearly plan, reports, reviews, the papers of earlier years and their
renewal.
"""
