from tuyen.domains.steering.models.agreements import Agreement, Commitment

__all__ = ["Agreement", "Commitment"]
