"""What each act writes. Called only by `transitions.Transition.carry_out`, which moves the stage afterwards.

An effect gets the dossier, the actor that the act is of, the cleaned body and the instant; it returns `Done`.
"""
