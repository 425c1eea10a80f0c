"""Who: participants and their dated status, chairmanships, delegations, accounts, the Actor."""
