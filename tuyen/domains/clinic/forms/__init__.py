"""The visit as it is typed: read without guessing, judged in line, kept word for word on an error."""
