"""Where: sessions of the bodies and meetings of experts; who hosts, who comes, what is on the agenda.

`transitions` holds the acts on meetings as one table. What a meeting concludes on a proposal is done by the
proposal's own acts (`records.door.take`), which know nothing of meetings.
"""
