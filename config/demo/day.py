"""The day itself: visitors browse, some of them call, the carrier calls back, workers do the rest."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from calls.simulator.carrier.faults import Faults
from calls.simulator.carrier.line import Clock, Line
from calls.simulator.carrier.media import MediaStore
from calls.simulator.library import ScriptedCall
from config.demo.campaigns import CAMPAIGNS, Campaign
from config.demo.visitors import Browser, Landed, draw_campaign

VISITORS_PER_CALL = 3
CALL_EVERY_SECONDS = 3.0
READS_SECONDS = (1.5, 6.0)
CLICK_SHARE = 0.4
REFUSE_SHARE = 0.1
LONGEST_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Placed:
    """One call that was made: what was said on it, and what brought the caller."""

    sid: str
    script: ScriptedCall
    campaign: Campaign
    caller: str
    number: str


@dataclass
class Day:
    """Plays `count` calls, drawn from `scripts` with `seed`, and three times as many other visitors."""

    product_url: str
    site_key: str
    office: str
    media: MediaStore
    scripts: Sequence[ScriptedCall]
    count: int
    seed: int
    placed: list[Placed] = field(default_factory=list)
    visitors: int = 0

    def play(self) -> None:
        """Runs in real time until the last caller hung up. Raises what a line or a browser raised."""
        draw = random.Random(self.seed)
        with ThreadPoolExecutor(LONGEST_AT_ONCE, thread_name_prefix="line") as lines:
            running = [self._call(draw, n, script, lines) for n, script in enumerate(self._plan(draw))]
            for line in running:
                line.result()

    def _plan(self, draw: random.Random) -> Iterator[ScriptedCall]:
        """Every script once, the longest first so that the day ends early; then again from the start."""
        order = sorted(self.scripts, key=lambda script: -script.duration)
        for n in range(self.count):
            yield order[n % len(order)]

    def _call(
        self, draw: random.Random, n: int, script: ScriptedCall, lines: ThreadPoolExecutor
    ) -> Future[None]:
        for _ in range(VISITORS_PER_CALL):
            self._browse(draw)
        campaign = campaign_for(script, draw)
        landed = self._browse(draw, campaign)
        caller = f"+1{draw.choice((415, 510, 628, 650))}{draw.randrange(2, 10)}{draw.randrange(10**6):06d}"
        line = Line(
            self.product_url,
            self.media,
            script,
            caller,
            landed.number,
            answered=script.outcome != "voicemail",
            faults=Faults(
                duplicate=n % 5 == 1, out_of_order=n % 5 == 2, forged=n % 5 == 3, truncated=n % 5 == 4
            ),
        )
        self.placed.append(Placed(line.sid, script, campaign, caller, landed.number))
        started = lines.submit(
            self._dial, landed, line, draw.random() < CLICK_SHARE, draw.uniform(*READS_SECONDS)
        )
        time.sleep(CALL_EVERY_SECONDS)
        return started

    def _dial(self, landed: Landed, line: Line, clicks: bool, after: float) -> None:
        """The visitor reads for a while, then calls: by a tap on the number or by dialling it."""
        time.sleep(after)
        if clicks:
            Browser(self.product_url, self.site_key, self.office, random.Random(line.sid)).click_number(
                landed
            )
        line.clock = Clock()
        line.play()

    def _browse(self, draw: random.Random, campaign: Campaign | None = None) -> Landed:
        browser = Browser(self.product_url, self.site_key, self.office, draw)
        landed = browser.land(
            campaign or draw_campaign(draw), consents=campaign is not None or draw.random() > REFUSE_SHARE
        )
        if draw.random() < 0.5:
            browser.look_around(landed)
        self.visitors += 1
        return landed


CAMPAIGN_OF_INTENT = {
    "book_appointment": "Clean air autumn",
    "service_issue": "Furnace repair",
    "request_quote": "New furnace",
    "purchase": "Maintenance plan",
}


def campaign_for(script: ScriptedCall, draw: random.Random) -> Campaign:
    """The campaign that fits what the caller wants in two cases of three, else any."""
    wanted = CAMPAIGN_OF_INTENT.get(script.intent)
    fitting = [campaign for campaign in CAMPAIGNS if campaign.name == wanted]
    return fitting[0] if fitting and draw.random() < 2 / 3 else draw_campaign(draw)


class Background(threading.Thread):
    """Plays a day beside the progress bar and keeps what went wrong."""

    def __init__(self, day: Day) -> None:
        super().__init__(daemon=True, name="demo-day")
        self.day = day
        self.error: BaseException | None = None

    def run(self) -> None:
        """Plays the day."""
        try:
            self.day.play()
        except BaseException as error:  # noqa: BLE001  handed to the main thread, which raises it
            self.error = error
