"""How the lists of techniques and the ledger of transfers change."""
