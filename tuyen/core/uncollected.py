"""From the import of this module until `over()` the garbage collector rests.

While a program reads its modules nearly nothing goes away, yet the collector looks through all that is
there at every few hundred new objects: a quarter of the time until the first page. To be imported first.
"""

import gc

gc.disable()


def over() -> None:
    """What is there now stays for ever, and the collector never looks at it: a full turn over it
    stopped every page for 150 to 200 ms, some hundred visits into the day.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
