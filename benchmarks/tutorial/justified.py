"""The differences that are meant, each with its reason."""

from benchmarks.documents.justified import Justification

JUSTIFIED: tuple[Justification, ...] = ()
