"""Words that are people's names in many countries: the lists of the Faker package and some of our own."""

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from wordfreq import zipf_frequency

from compliance.redaction.lexicon import words
from compliance.redaction.vocabulary import is_common

# Name lists that are written in, or come down to, Latin letters.
_PLACES = words(
    """
    en_US en_GB en_IN en_IE en_NZ en_PK en_KE es_MX es_ES de_DE fr_FR fr_CA it_IT pt_BR tr_TR nl_NL sv_SE
    no_NO fi_FI cs_CZ ro_RO hu_HU pl_PL id_ID yo_NG zu_ZA
    """
)
# Names that are everyday words, places, brands or months as well: they count only where a name is told or has a capital.
_ALSO_WORDS = words(
    """
    bus date per bath may drop miles park such short fee fit begin francisco among fancy arts field pop
    clear side barber read lane fall black paris north floor washington rock grab london white bart york
    forget cooper plaza phoenix lucky west glen mall ford jackson sad mountain edwards hills grand angeles
    hall clayton rush brooklyn willow bridge nee ball hunt carrier canal fair india beer tours van sierra
    bud mad chase sharp sydney king houston bird kiss oscar lima kilo cant cook carmel stone mate story
    musee law eve tone jail pacifica mark angel rode joy carry barnes theres page hare som delle dion
    divine pal block maillot jack wit doe junk coronado harsh fresh mercedes patience christian moon
    server curry august bale golden loo jefferson major yoga queen romeo bravo destiny wood woods hill
    melody guy shepherd ray kick shell rose grace hope faith dawn summer autumn art frank grant drew pat
    rich rob sue max price young long green brown gray grey baker carter fisher hunter mason porter potter
    taylor turner walker ward rivers banks fields parks cash moore best self bond case church house strong
    wise bright good lord pope bishop knight duke prince noble marsh glass gold silver pond pool peace
    power powers pride root sparks steel storm swan wolf fox fish lamb crane drake april june ruby pearl
    amber crystal ginger daisy iris ivy violet heather holly hazel olive poppy lily rosemary sage basil
    jasmine jade opal coral sandy rusty dusty misty stormy sunny windy star harmony melon chance dale
    heath cliff forest brook lake bay reed fern ash bush bell bells horn drum piper singer player speaker
    reader writer miller weaver sawyer archer butler chandler marshall sheriff judge sergeant constable
    mayor earl baron count monk abbott parson dean proctor steward page usher carpenter plumber mechanic
    painter driver farmer gardener smith coleman freeman newman goodman wiseman strange savage gentle
    sweet bitter rough smooth small large little big high low hot cold winter spring monday friday noon
    day night hand foot arm legg head hart heart blood bone back bones skinner barr bar inn tavern cellars
    kitchen cupboard pitt pit dyke ditch well wells waters water stream beach shore cove port harbour
    harbor sands shaw moss gorge pass penny nickel dime dollar sterling mark franc marks pound pence bill
    bills check ledger booker cash teller may march wall walls gate gates door lock locks key keys post
    poste box case chest trunk cotton silk woolen leather canon cannon gunn gun bullet arrow bow lance
    spear sword shields armor battle war peace victor victory hardy brave bold meek proud loyal true moody
    merry jolly gay blythe bliss glad jewel hector rector lector nova terra luna stella aurora ally allie
    jean jeans polo sport gap target hilton marriott walker johnson wells fargo chase ally will bob harry
    rod pat chip skip flip trip biff buck doc ace rex duke boot booth ling ming ping ting wing sing bing
    king long song wong hong dame della bella pasta rice bean beans berry cherry apple plum peach lemon
    lime mint prim proper major minor senior junior ever even ever gene jean dean bean lean mean the and
    for not you our his her its one two ten
    """
)
_SHORTEST = 3
_ORDINARY_ZIPF = 3.3
_SHORTEST_ALONE = 4


@cache
def name_words() -> frozenset[str]:
    """Lower-case words of at least three plain letters that are first or last names."""
    more = (Path(__file__).parent / "terms" / "names.txt").read_text("utf-8").split()
    lists = (word for name in _all_names() for word in _plain(name) if len(word) >= _SHORTEST)
    return frozenset(chain(more, lists))


def is_name(word: str) -> bool:
    """Whether the lower-case `word` is hardly anything but a person's name, however it is written."""
    return (
        len(word) >= _SHORTEST_ALONE
        and word in name_words()
        and word not in _ALSO_WORDS
        and not is_common(word)
    )


def is_ordinary(word: str) -> bool:
    """Whether the lower-case `word` is common in English (once in half a million words or more) and no name.

    Frequencies are those of the wordfreq package.
    """
    return is_common(word) or (word not in name_words() and frequency(word) >= _ORDINARY_ZIPF)


@cache
def frequency(word: str) -> float:
    """Occurrences in a billion English words, as a power of ten; 0 for words that are rarer than 3."""
    return zipf_frequency(word, "en", wordlist="small")


def may_be_name(word: str) -> bool:
    """Whether the lower-case `word` is a name, be it an everyday word as well."""
    return word in name_words()


def _all_names() -> Iterator[str]:
    for place in sorted(_PLACES):
        provider = importlib.import_module(f"faker.providers.person.{place}").Provider
        for key in ("first_names", "first_names_female", "first_names_male", "last_names"):
            yield from getattr(provider, key, ())


def _plain(name: str) -> list[str]:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ascii_only.lower().replace("'", "").split()
