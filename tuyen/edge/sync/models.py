"""What this node still wants of others, and who talks to the hub just now."""

from typing import ClassVar

from django.db import models

from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class WantedFile(models.Model):
    """A file that an arrived record names and that is not here yet. It comes after all records.

    bundle_id: the record's; with it the other node judges whether we may have the file.
    """

    shape: ClassVar[Shape] = local(
        "the node itself; whoever may see the record that names the file"
    )

    id = primary_key()
    peer_id = IdField()
    bundle_id = IdField()
    sha256 = models.CharField(max_length=64)
    asked_at_ms = models.BigIntegerField()
    arrived_at_ms = models.BigIntegerField(null=True)
    refused = models.CharField(max_length=40, blank=True)  # why it will never come

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer_id", "sha256"], name="wanted_once_of_a_node")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["peer_id"],
                name="file_not_here_yet",
                condition=models.Q(arrived_at_ms=None, refused=""),
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Turn(models.Model):
    """One conversation with a hub at a time over all processes; when it last heard how we are."""

    shape: ClassVar[Shape] = local("the node itself")

    peer_id = IdField(primary_key=True)
    until_ms = models.BigIntegerField(default=0)
    greeted_ms = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.peer_id)
