"""Both languages of the product, read on the pages themselves."""
