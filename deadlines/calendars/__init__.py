"""Calendars: what has a day or an hour, as iCalendar files that a calendar program subscribes to.

The rooms above give the events (`events`), each for one reader and within what that reader may see; `kinds`
says which calendars there are, `ics` writes them, `addresses` keeps the secret addresses of personal ones.
"""
