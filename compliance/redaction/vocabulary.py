"""Everyday words of calls: what is never taken for a name, however it is placed."""

from __future__ import annotations

from compliance.redaction.lexicon import words

COMMON_WORDS = words(
    """
    a about absolutely account actually address after afternoon again agent ago ah ahead air all
    almost already alright also always am an and another any anybody anymore anyone anything anyway
    anywhere apartment apologies appointment are area aren't around as ask at available away awesome
    back bad bank based be because been before being best bet better bill billing bit book boss both
    bring broken brother business but buy by bye bye-bye call called caller calling calls came can
    can't cancel capital car card care case cell center certainly change charge check cheers city
    claim claims clinic code come comes coming comma company conditioner conditioning confirm
    confirmation cool correct cost could country couple course current currently customer customers
    dash daughter day days deal definitely deliver delivery department desk did didn't different do
    doctor does doesn't doing don't done dot down dr due each early eight either else email
    emergency end english er even evening ever every everybody everyone everything exactly excellent
    excuse expires extra family far fast father favorite few figure file fine first five fix flight
    folks for found four friday friend from front full furnace general get getting girl give given
    glad go god goes going gonna good goodbye got gotcha gotta great guess guys had half hang
    happened happening happy has have haven't having he hear heard heat heating heck hello help her
    here hers hey hi him his hmm hold holding home hope hotel hour hours house how huh hundred
    husband hyphen i i'd i'll i'm i've idea if in include information insurance interested is isn't
    issue it it'd it'll it's its january job just kids kind know lady last late later least leave
    left less let let's letter letters like line listen little live location long look looking lost
    lot love lovely low lowercase ma'am made maiden mail mailing main make man manager many math
    maybe maybe's me mean medical medicine member message middle might mind mine minute minutes miss
    missus mister mm mm-hmm mom moment monday money month months more morning most mother move mr
    mrs ms much my myself name name's named names neat need needs never new next nice night nine no
    nobody none nope not noted nothing notice now number numbers o'clock obviously of off offer
    office oh ok okay old on once one only open operator option or order other our out over own paid
    parts patient pay payment people perfect period person pharmacy phone pick place plan please
    pleasure point policy possible pretty price probably problem problems put question questions
    quick quickly quite quote ready real really reason receive recorded regarding rent repair
    repairs repeat replace representative request rest returning ridiculous right room running said
    sales same saturday saw say saying says scheduled scheduling second see send sent sentence
    service set seven several she should show sick since single sir sister six so social some
    somebody someone something sometimes son soon sorry sound sounds space speak speaker speaking
    spell spelled spelling standard start state still store street stuff sunday super support
    supposed sure surname sweet system take taking talk tech technician tell ten terrific text than
    thank thanks that that'd that'll that's the their them then there there's these they they're
    thing things think this those though thought three through thursday till time times to today
    together tomorrow tonight too took total totally town tried trouble true try trying tuesday two
    uh uh-huh um under underscore understand unfortunately unit until up upper uppercase us use used
    usually very visit wait waiting want wanted was wasn't water way we we'll we're we've wednesday
    week weekend weeks welcome well went were weren't what what's whatever when whenever where which
    while who who's whole whom whose why wife will wish with without won't wonderful word words work
    working worries worry would wouldn't wow wrong yeah year years yep yes yesterday yet you you'd
    you'll you're you've your yours yourself yup zero zip
    iban vin ssn cvv cvc pin mp3 wifi wi-fi zip routing visa mastercard amex discover paypal google apple amazon gmail
    """
)
# A name in front of one of these belongs to a business.
BUSINESS_WORDS = words(
    """
    air apartments auto automotive bank care center clinic company cooling corporation credit dental
    dentistry department desk electric electrical energy gas grill group health heating hospital
    hotel inc incorporated inn insurance law llc medical medicine motors office outdoor outdoors
    park pharmacy plumbing power realty repair repairs resort restaurant roofing sales salon service
    services shop solutions store studio supply support systems union water
    """
)


def is_common(word: str) -> bool:
    """Whether `word` (any case) is an everyday word, with or without a possessive ending."""
    lowered = word.lower().replace("’", "'")
    return lowered in COMMON_WORDS or lowered.removesuffix("'s") in COMMON_WORDS
