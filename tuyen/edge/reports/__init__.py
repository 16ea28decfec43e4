"""Reports: what the counts say, page by page and paper by paper."""
