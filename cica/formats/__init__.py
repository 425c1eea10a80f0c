"""How Django writes a day in a sentence, where its own habit is not that of the pages (`cica.dates`)."""
