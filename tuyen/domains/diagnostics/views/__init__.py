"""Views of the room: lists, ordering, the sheet with its results, papers."""
