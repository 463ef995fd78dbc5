"""What to paste into the advertising platforms, so that visits carry the names costs are imported under."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform: where its parameters go, and the parameters with its own placeholders. `note`: what it cannot do."""

    key: str
    name: str
    where: Words
    source: str
    medium: str
    campaign: str
    ad_group: str
    ad: str
    keyword: str = ""
    note: Words = ""

    @property
    def parameters(self) -> str:
        """To be pasted; the platform fills in what stands in brackets."""
        parts = [
            ("utm_source", self.source),
            ("utm_medium", self.medium),
            ("utm_campaign", self.campaign),
            ("utm_term", self.keyword),
            ("utm_adgroup", self.ad_group),
            ("utm_ad", self.ad),
        ]
        return "&".join(f"{name}={value}" for name, value in parts if value)


PLATFORMS = (
    Platform(
        "google",
        "Google Ads",
        _("Account settings, Tracking, Final URL suffix; auto-tagging on"),
        "google",
        "cpc",
        "{campaignid}",
        "{adgroupid}",
        "{creative}",
        "{keyword}",
        _(
            "Google knows ids only: import costs by id, or set a custom parameter to the name and use {_name}."
        ),
    ),
    Platform(
        "microsoft",
        "Microsoft Advertising",
        _("Settings, Account level options, Final URL suffix; click id on"),
        "bing",
        "cpc",
        "{Campaign}",
        "{AdGroup}",
        "{AdId}",
        "{keyword}",
    ),
    Platform(
        "meta",
        "Meta (Facebook, Instagram)",
        _("Ad, Tracking, URL parameters"),
        "facebook",
        "paid_social",
        "{{campaign.name}}",
        "{{adset.name}}",
        "{{ad.name}}",
        note=_("Names are those an ad was published with: a later change of name does not show."),
    ),
    Platform(
        "tiktok",
        "TikTok",
        _("Ad, Destination, URL parameters"),
        "tiktok",
        "paid_social",
        "__CAMPAIGN_NAME__",
        "__AID_NAME__",
        "__CID_NAME__",
    ),
    Platform(
        "linkedin",
        "LinkedIn",
        _("Campaign, Dynamic UTM parameters"),
        "linkedin",
        "paid_social",
        "{{CAMPAIGN_GROUP_NAME}}",
        "{{CAMPAIGN_NAME}}",
        "{{CREATIVE_ID}}",
        note=_("A campaign group is our campaign, a campaign is our ad group."),
    ),
    Platform(
        "pinterest",
        "Pinterest",
        _("Ad, Destination link, after the address"),
        "pinterest",
        "paid_social",
        "{campaignname}",
        "{adgroupname}",
        "{adid}",
    ),
    Platform(
        "snapchat",
        "Snapchat",
        _("Ad, Website URL, URL parameters"),
        "snapchat",
        "paid_social",
        "{{campaign.name}}",
        "{{adSet.name}}",
        "{{ad.id}}",
    ),
    Platform(
        "x",
        "X",
        _("Ad, Website URL, after the address"),
        "twitter",
        "paid_social",
        "my-campaign",
        "my-ad-group",
        "my-ad",
        note=_("X fills nothing in: write the words of each ad in place of these."),
    ),
    Platform(
        "reddit",
        "Reddit",
        _("Ad, URL parameters"),
        "reddit",
        "paid_social",
        "{{CAMPAIGN_NAME}}",
        "{{ADGROUP_NAME}}",
        "{{AD_NAME}}",
    ),
)
