"""Everyday words of calls: what is never taken for a name, however it is placed."""

from __future__ import annotations

from compliance.redaction.lexicon import words

COMMON_WORDS = words(
    """
    a dr mr mrs ms ago cool neat sweet bet both none a about account actually address after afternoon
    again agent ah ahead all almost already alright also always am an and another any anybody anymore
    anyone anything anyway apartment appointment are area aren't around as ask at available away awesome
    back bad bank based be because been before being best better bill billing bit book both bring broken
    business but buy by bye bye-bye call called caller calling calls came can can't cancel car card care
    case cell center change charge check city claim claims clinic code come comes coming company confirm
    confirmation correct cost could country couple course current currently customer customers day days
    deal deliver delivery department desk did didn't different do doctor does doesn't doing don't done
    dot down due each early either else email emergency end english er even evening ever every everybody
    everyone everything exactly excellent excuse expires extra family far fast father favorite few
    figure file fine first fix folks for found four friday friend from front full furnace general get
    getting girl give given glad go god goes going gonna good got gotta great guess had half hang
    happened happening happy has have haven't having he heat heating heck hello help her here hers hey
    hi him his hmm hold holding home hope hour hours house how huh hundred husband i i'd i'll i'm i've
    idea if in include information insurance interested is isn't issue it it'd it'll it's its january
    job just kind know last lady late later least leave left less let let's letter letters like line
    listen little live location long look looking lost lot love low lowercase made mail main make man
    manager many math maybe me mean medical medicine member message might mind mine minute minutes mm
    mm-hmm mom moment monday money month months more morning most mother move much my myself name name's
    named names need needs never new next nice night no nobody nope not nothing notice now number
    numbers o'clock of off offer office oh ok okay old on once one only open operator option or order
    other our out over own paid parts patient pay payment people perfect person pharmacy phone pick
    place plan please pleasure point policy possible pretty price probably problem problems put question
    questions quick quickly quite quote ready real really reason receive recorded regarding rent repair
    repairs replace representative request rest returning ridiculous right room running said sales same
    saturday saw say saying says scheduled scheduling second see send sent sentence service set several
    she should show sick since single sir sister six so social some somebody someone something sometimes
    son soon sorry sound sounds speak speaker speaking spell spelled standard start state still store
    street stuff sunday super support supposed sure system take taking talk tech technician tell text
    than thank thanks that that'd that'll that's the their them then there there's these they they're
    thing things think this those though thought three through thursday till time times to today
    together tomorrow tonight too took total totally town tried trouble true try trying tuesday two uh
    uh-huh um under understand unfortunately unit until up upper uppercase us use used usually very
    visit wait waiting want wanted was wasn't water way we we'll we're we've wednesday week weekend
    weeks welcome well went were weren't what what's whatever when whenever where which while who who's
    whole whom whose why wife will wish with without won't wonderful word words work working worries
    worry would wouldn't wow wrong yeah year years yep yes yesterday yet you you'd you'll you're you've
    your yours yourself yup zip air conditioner conditioning mister miss missus ma'am boss kids guys
    brother daughter mailing middle maiden surname spelling underscore hyphen dash period comma space
    capital zero five seven eight nine ten absolutely anywhere certainly definitely gotcha hear heard
    lovely noted obviously terrific hotel flight repeat maybe's apologies goodbye cheers
    """
)
# A name in front of one of these belongs to a business.
BUSINESS_WORDS = words(
    """
    apartments salon studio park automotive auto repair repairs service services heating air cooling
    plumbing electric electrical roofing credit union bank insurance clinic medicine medical dental
    dentistry pharmacy hospital health care department desk support sales company corporation
    incorporated inc llc group center store shop outdoor outdoors supply solutions systems power energy
    water gas hotel inn resort restaurant grill law office realty motors
    """
)


def is_common(word: str) -> bool:
    """Whether `word` (any case) is an everyday word, with or without a possessive ending."""
    lowered = word.lower().replace("’", "'")
    return lowered in COMMON_WORDS or lowered.removesuffix("'s") in COMMON_WORDS
