"""The file that a recording's better one took the place of: an original, or audio that was silenced more since."""

from calls.models import Recording
from calls.vault import store


def destroy_former(recording: Recording) -> bool:
    """Removes what `raw_file` names: the file first, its name after it, so that a kill in between leads here again.

    It stays while the recording's present file is missing, for it may be all there is of the call. Whether it is gone
    now; also False when there was none.
    """
    former = recording.raw_file
    if not former or (recording.file and not store.exists(recording.file)):
        return False
    store.remove(former)
    Recording.objects.filter(pk=recording.pk, raw_file=former).update(raw_file="")
    recording.raw_file = ""
    return True
