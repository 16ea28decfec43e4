"""A DICOM file without its person: what the rulebook keeps, new UIDs, and nothing else."""

import io
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

from tuyen.core import clock, rulebook
from tuyen.core.text import fold
from tuyen.domains.imaging import dicom

_TEXTS = frozenset(["LO", "SH", "ST", "LT", "UT", "UC", "PN"])
_METHOD = "DICOM PS3.15 Basic Application Level Confidentiality Profile"


@dataclass(frozen=True)
class Mask:
    """One export: the same UID becomes the same new UID in every file of it, and in no other export."""

    words: frozenset[str]
    pseudonym: str
    salt: uuid.UUID = field(default_factory=uuid.uuid4)

    @cached_property
    def rule(self) -> rulebook.Rule:
        return rulebook.on("imaging/deidentification", clock.today())

    @cached_property
    def kept(self) -> frozenset[str]:
        return frozenset(self.rule["keep"])

    def uid(self, said: str) -> str:
        return f"2.25.{uuid.uuid5(self.salt, said).int}"


def words_of(*said: str) -> frozenset[str]:
    """Words by which somebody could be known: of the name in the chart, in the file, of numbers."""
    return frozenset(
        word
        for text in said
        for word in "".join(c if c.isalnum() else " " for c in fold(text)).split()
        if len(word) > 1
    )


def writes_into_picture(header: Any, mask: Mask) -> bool:
    """May a name stand in the picture itself? Only the machine's own “no” is believed."""
    if header.get("BurnedInAnnotation") == "NO":
        return False
    image_type = [str(each) for each in header.get("ImageType") or []]
    kinds = mask.rule["writes_into_picture"]
    is_screen = "SECONDARY" in image_type or header.get("BurnedInAnnotation") == "YES"
    return is_screen or header.get("Modality") in kinds


def without_person(file: BinaryIO, mask: Mask) -> bytes:
    """The file as it may leave: bytes of a whole DICOM file."""
    source = dicom.whole(file)
    pydicom = dicom.library()
    said = _kept(source, mask)
    for keyword in mask.rule["new_uid"]:
        if source.get(keyword):
            setattr(said, keyword, mask.uid(str(source[keyword].value)))
    for keyword in mask.rule["empty"]:
        setattr(said, keyword, "")
    said.PatientName, said.PatientID = mask.pseudonym, mask.pseudonym
    if source.get("WaveformSequence"):
        said.AcquisitionDateTime = "19000101000000"  # asked for in an ECG, replaced by a dummy
    said.PatientIdentityRemoved = "YES"
    said.DeidentificationMethod = _METHOD
    said.LongitudinalTemporalInformationModified = "REMOVED"
    said.file_meta = pydicom.dataset.FileMetaDataset()
    said.file_meta.TransferSyntaxUID = source.file_meta.TransferSyntaxUID
    said.file_meta.MediaStorageSOPClassUID = source.SOPClassUID
    said.file_meta.MediaStorageSOPInstanceUID = said.SOPInstanceUID
    said.preamble = bytes(128)
    written = io.BytesIO()
    pydicom.dcmwrite(written, said, enforce_file_format=True)
    return written.getvalue()


def _kept(source: Any, mask: Mask) -> Any:
    """A new dataset with the elements of the list, sequences gone through in the same way."""
    said = dicom.library().Dataset()
    for element in source:
        if element.tag.is_private or element.keyword not in mask.kept:
            continue
        if element.VR == "SQ":
            items = [_kept(item, mask) for item in element.value]
            said.add_new(element.tag, "SQ", items)
        elif not (element.VR in _TEXTS and words_of(str(element.value)) & mask.words):
            said.add(element)
    return said
