"""Items, lots, the ledger with its balance, and the papers of the store."""

from tuyen.domains.pharmacy.models.documents import StockDocument
from tuyen.domains.pharmacy.models.items import Item, ItemCode, StockLot
from tuyen.domains.pharmacy.models.stock import StockBalance, StockMovement

__all__ = ["Item", "ItemCode", "StockBalance", "StockDocument", "StockLot", "StockMovement"]
