"""What each act writes. Called only by its row, which gives the stage that follows from what came of it.

An effect gets the dossier, the actor that the act is of, the cleaned body and the instant; it returns `Done`.
"""
