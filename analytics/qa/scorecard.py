"""The scorecard Ringtrace starts with; accounts copy and change it."""

from __future__ import annotations

from analytics.qa.question import Part, Question, Scorecard

_MONEY = (
    r"(\$ ?\d|\b\d[\d,.]* (dollars?|bucks)\b|\b(dollars?|bucks)\b"
    r"|\b(hundred|thousand|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b)"
)
_AMOUNT = r"(\$ ?\d|\b(dollars?|bucks)\b)"
_PRICE = (
    r"\b(price|cost|costs|charge|charges|fee|fees|rate|quote|estimate|total|runs?|comes (out )?to|looking at"
    r"|would be|that's|it's|you'd be at|starts at|we ask|only)\b"
)
_WHEN = (
    r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|tonight|morning|afternoon"
    r"|noon|\d{1,2}(:\d\d)? ?(a\.?m|p\.?m)|\w+ o'clock|next week|between|january|february|march"
    r"|april|june|july|august|september|october|november|december)\b"
)
_NEED = (
    r"\b(repairs?|replac\w+|install\w*|quotes?|estimates?|prices?|service|appointment|cancel\w*|bill\w*"
    r"|invoices?|charge[ds]?|refund\w*|problems?|issues?|broken|leak\w*|noises?|working|heat\w*|cool\w*|air|furnace|boiler"
    r"|thermostat|filters?|plan|membership|schedul\w+|maintenance"
    r"|tune[ -]?up|questions?|account|warranty|orders?"
    r"|systems?|units?|technician|visit|light|balance|lost|opening|inspection)\b"
)
_NO_BUSINESS = ("not_a_lead", "voicemail", "no_conversation", "wrong_number", "spam")

DEFAULT_QUESTIONS = (
    Question(
        key="greeting_given",
        text="Did the agent greet the caller or name the company?",
        speaker="agent",
        part=Part.START,
        patterns=(
            r"\b(thank you|thanks) for (calling|choosing|holding)\b",
            r"^(\W|um|uh|okay|yes)*(hello|hi|hey|good (morning|afternoon|evening)|welcome)\b",
            r"\byou('ve| have) reached\b",
            r"\b(how (can|may|could) i (help|assist)|what can (i|we) do for you|how (can|may) i direct)\b",
            r"\b(this is|my name is|my name's|i'm) \S+.{0,30}\b(speaking|help|assist)\b",
            r"^\W*(?!yes|no|this|that|who)\S+ .{0,30}\bthis is \S+",
            r"(?<!am i) (?!i'm |am |are |you're )\S+ speaking\W*$",
        ),
    ),
    Question(
        key="name_asked",
        text="Did the agent ask for the caller's name?",
        speaker="agent",
        part=Part.ANYWHERE,
        patterns=(
            r"\b(your|the|whose|first|last|full|what) (\w+ ){0,3}name\b",
            r"\b(who am i|who do i have|who's|who is) (speaking|talking|calling|the pleasure|on the)\b",
            r"\bwho am i (speaking|talking) (with|to)\b",
            r"\bname (please|on the account|for the|again|is it under)\b",
            r"\b(spell (that|it|your|the))\b.{0,20}\bname\b",
            r"\bwho do i have the pleasure\b",
        ),
        not_for=("voicemail", "no_conversation"),
        excludes=(
            r"\bmy (first |last |full )?name('s| is)\b",
            r"\b(file|brand|company|business|street|model) name\b",
        ),
    ),
    Question(
        key="need_identified",
        text="Did the agent find out or repeat what the caller needs?",
        speaker="agent",
        part=Part.ANYWHERE,
        patterns=(
            r"\b(what|which|how|when|where|is|are|does|did|do|was|has|have)\b[^.?!]*" + _NEED + r"[^.!]*\?",
            r"\b(what's|what is|what seems|what exactly|tell me (more|about|a little))\b.{0,40}"
            r"\b(going on|happening|problem|issue|trouble|doing|wrong|about)\b",
            r"\b(how (long|old|big|many)|which|what (make|model|brand|kind|sort|type|size|year))\b",
            r"\bget (that|it|this|you) (taken care of|fixed|looked at|sorted|repaired|replaced)\b",
            _NEED,
        ),
        excludes=(
            r"\bhow (can|may|could) (i|we) (help|assist)\b|\b(anything|something) else\b",
            r"\bthank(s| you) for (calling|choosing)\b|\bheating and (air|cooling)\b",
            r"\b(department|speaking)\b",
        ),
        not_for=_NO_BUSINESS,
    ),
    Question(
        key="appointment_offered",
        text="Did the agent offer an appointment?",
        speaker="agent",
        part=Part.ANYWHERE,
        patterns=(
            r"\b(schedule|book|set up|make|arrange|offer|get)\b.{0,25}"
            r"\b(appointment|visit|technician|time|estimate)\b",
            r"\b(can|could|would|shall|should|want|like)\b.{0,30}"
            r"\b(schedule|book|pencil|come out|send (someone|a tech))",
            r"\b(i|we)('ve| have| can| could)\b.{0,40}"
            r"\b(opening|spot|slot|availab|someone out|technician)",
            r"\b(earliest|soonest|next (available|opening)|first availab\w+|(do|would) you prefer)\b",
            r"\b(does|would|how about|what about|is|can do)\b.{0,25}" + _WHEN + r".{0,40}\?",
            r"\b(we|i|he|she|they|technician|someone) (can|could|will) (come|stop by|send|be there)\b",
            r"\bset (up )?a time\b",
            r"\bwhat (day|time)\b.{0,25}\b(work|good|best|suit|prefer|like)",
        ),
        excludes=(r"\b(cancel|cancell?ed)\b",),
        not_for=(*_NO_BUSINESS, "billing_question", "purchase"),
    ),
    Question(
        key="price_or_cost_stated",
        text="Did the agent state a price or a cost?",
        speaker="agent",
        part=Part.ANYWHERE,
        patterns=(
            _PRICE + r".{0,50}" + _MONEY,
            r"\b(is|are|for|at|plus|visit|runs)\b.{0,40}" + _AMOUNT,
            _MONEY + r".{0,30}\b(per|for|each|a month|an hour|plus|installed|fee|flat|total|visit|charge)\b",
            r"\b(no|free of|without) (extra |additional )?(charge|cost|fee)\b",
            r"\b(is|are|it's|that's|completely) free\b|\bfree (estimate|inspection|of charge|visit)\b",
            r"\b(fee|charge) is (\w+ )?waived\b",
        ),
        excludes=(r"\b(balance|owe|your payment|payment of|paid|was charged|refund(ed)?|credit(ed)?)\b",),
        not_for=_NO_BUSINESS,
    ),
    Question(
        key="recap_given",
        text="Did the agent repeat what was agreed?",
        speaker="agent",
        part=Part.RECAP,
        patterns=(
            r"\b(to (confirm|recap|summarize|review|repeat|go over))\b",
            r"\blet me (confirm|recap|repeat|read|go over|verify)\b",
            r"\b(just to be sure|read (that|it) back|double check)\b",
            r"\b(so|okay|alright|again),? .{0,30}\b(i have|i've got|we have|we've got|you're|that's|we'll)\b"
            r".{0,60}" + _WHEN,
            r"\b(you're|you are|we have you|i have you|i've got you|got you)\b.{0,40}"
            r"\b(scheduled|booked|down|confirmed|all set|set)\b.{0,40}" + _WHEN,
            r"^\W*((okay|alright|great|perfect|wonderful),? )?so,? .{0,60}(" + _WHEN + "|" + _MONEY + ")",
            r"^\W*so,? (that is|that's|your|the)\b",
            r"\bwill (call|arrive|come|be there|ship)\b.{0,60}" + _WHEN,
            r"\b(see you|be there|come by|come out)\b.{0,12}" + _WHEN,
            r"\b(appointment|visit)\b.{0,30}\b(is|for)\b.{0,20}" + _WHEN,
            r"\b(is that|does that|is everything|is all (of )?that) (all )?(correct|right|sound right)\b",
        ),
        excludes=(
            r"\b(would|(does|do) (you|it|\w+day|that work)|can you|could|how about|what about|prefer)\b",
        ),
        not_for=_NO_BUSINESS,
        applies=(_WHEN, _MONEY, r"\b(schedul\w+|book\w*|order\w*|appointment|cancel\w*)\b"),
    ),
    Question(
        key="polite_close",
        text="Did the agent close the call politely?",
        speaker="agent",
        part=Part.END,
        patterns=(
            r"\b(thank you|thanks) (so much |again |very much )?for\b",
            r"\b(have a|enjoy your|enjoy the) .{0,25}\b(day|night|evening|weekend|one|afternoon|rest)\b",
            r"\b(bye|goodbye|bye-bye|take care|see you|you're welcome|my pleasure)\b",
            r"\b(talk (to you )?soon|stay (warm|cool))\b",
            r"\b(we )?appreciate (your|you|it|the)\b",
            r"\byou too\b|\bglad (i|we) could help\b",
        ),
    ),
)

DEFAULT_SCORECARD = Scorecard("Default", DEFAULT_QUESTIONS)
