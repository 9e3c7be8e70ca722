"""The differences that are meant, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Justification:
    """All differences at or below `pointer` (its first member is the program's name) are meant, for this `reason`."""

    pointer: str
    reason: str

    def covers(self, pointer: str) -> bool:
        """Whether a difference at `pointer` is one of those."""
        return pointer == self.pointer or pointer.startswith(f"{self.pointer}/")


_DATACLASS = "the peer overlooks computed fields of a dataclass inside of a model, and describes output as input"
_FIRST = "of two operations for one path and method, the first one answers, so the first one is described"
_FILES = "a model with a file in it cannot be sent urlencoded"
_JSON_PART = "beside files a body parameter is a JSON part, which the encoding says"
_METHODS = "ids of operations must be unique; the peer gives all methods of a route one id, another in each process"
_REPLACED = "the peer merges two schemas into one that nothing can fulfil; here the declared model replaces the other"
_TAKEN = "the user's model of that name keeps its own schema; the peer replaces it with that of the automatic 422"

JUSTIFIED = (
    Justification("/models.unseparated/paths/~1painted/post/responses/200", _DATACLASS),
    Justification("/models.unseparated/components/schemas/Body_painted_painted_post/properties/painted", _DATACLASS),
    Justification("/models.unseparated/components/schemas/Painted", _DATACLASS),
    Justification("/models.unseparated/components/schemas/Painted-Input", _DATACLASS),
    Justification("/models.unseparated/components/schemas/Painted-Output", _DATACLASS),
    Justification("/forms.files_in_models/paths/~1report/post/requestBody/content", _FILES),
    Justification("/forms.json_parts/paths/~1item/post/requestBody/content/multipart~1form-data/encoding", _JSON_PART),
    Justification("/operations.paths/paths/~1twice", _FIRST),
    Justification("/operations.methods/paths/~1methods", _METHODS),
    Justification("/operations.methods/components", _METHODS),
    Justification("/responses.replaced/paths/~1list/get/responses/200", _REPLACED),
    Justification("/responses.taken/components/schemas", _TAKEN),
    Justification("/responses.taken/paths", _TAKEN),
)
