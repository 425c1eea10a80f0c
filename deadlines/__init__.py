"""What runs and who owes it: deadlines, goals, the ladder of reminders, calendars."""
