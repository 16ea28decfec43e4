"""Rules of the room, by noun. No Django here."""
