"""Counts kept while facts are written: indicator × unit × day × up to three dimensions."""
