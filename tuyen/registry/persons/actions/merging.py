"""Two records of one person become one in reading; nothing is moved, so it can be taken back."""

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.registry.persons import permissions
from tuyen.registry.persons.events import PersonsMerged, PersonsUnmerged
from tuyen.registry.persons.models import Person, PersonLink
from tuyen.registry.persons.queries import same_person_ids

WHY_LETTERS = 5


def merge_persons(*, loser: Person, survivor: Person, why: str, by: Actor) -> PersonLink:
    """`survivor` speaks for both from now on: its name and birth date are shown, both charts are read."""
    permissions.require_merge(by)
    own, other = same_person_ids(loser), same_person_ids(survivor)
    if survivor.id in own:
        raise Refused(_("Hai hồ sơ này đã là một người."))
    for each in (own, other):  # one link would open the chart of a stranger
        permissions.require_care(by, each)
    if len(why.strip()) < WHY_LETTERS:
        raise Refused(
            _("Xin ghi lý do gộp, ví dụ: cùng số căn cước, đã hỏi người nhà."), field="why"
        )
    if loser.compartment != survivor.compartment:
        raise Refused(_("Một hồ sơ thuộc dữ liệu nhạy cảm, hồ sơ kia thì không: không gộp được."))

    link = PersonLink(
        patient_id=loser.canonical_id or loser.id,
        survivor_id=survivor.canonical_id or survivor.id,
        why=why.strip(),
        linked_by=by.account_id,
        linked_at=clock.now(),
        compartment=loser.compartment,
    )
    with changes.apply(actor=by, reason="persons.merge", why=link.why) as log:
        log.still(loser, survivor)
        log.create(link)
        log.announce(PersonsMerged(link.id, link.patient_id, link.survivor_id, by.unit_id))
        log.result_id = link.id
    return link


def unmerge_persons(*, link: PersonLink, why: str, by: Actor) -> None:
    """They were two people after all: each record reads alone again, as it was."""
    permissions.require_merge(by)
    permissions.require_care(by, [link.patient_id, link.survivor_id])
    if not link.is_active:
        raise Refused(_("Hai hồ sơ này đã được tách rồi."))
    link.is_active = False
    with changes.apply(actor=by, reason="persons.unmerge", why=why) as log:
        log.change(link, ["is_active"])
        log.announce(PersonsUnmerged(link.id, link.patient_id, link.survivor_id, by.unit_id))
