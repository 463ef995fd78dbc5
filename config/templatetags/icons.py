"""Line icons of the product, drawn on a grid of 24 units."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SHAPES: dict[str, str] = {
    "alert": '<path d="M12 4l9 16H3z"/><path d="M12 10v4M12 17v.2"/>',
    "arrow-down": '<path d="M12 5v14M6 13l6 6 6-6"/>',
    "arrow-flat": '<path d="M5 12h14"/>',
    "arrow-up": '<path d="M12 19V5M6 11l6-6 6 6"/>',
    "bookmark": '<path d="M7 4h10v16l-5-4-5 4z"/>',
    "calendar": '<rect x="4" y="6" width="16" height="14" rx="2"/><path d="M4 10h16M8 3.5V7M16 3.5V7"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8.5 16v-4M13 16V8M17.5 16v-6"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "chevron": '<path d="M7 10l5 5 5-5"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "columns": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M9.5 5v14M14.5 5v14"/>',
    "copy": '<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M5.5 15.5h-1v-11h11v1"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "fold": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M9.5 5v14M16 10l-2.5 2 2.5 2"/>',
    "hash": '<path d="M9.5 4l-2 16M16.5 4l-2 16M4.5 9.5h16M3.5 15h16"/>',
    "info": '<circle cx="12" cy="12" r="8"/><path d="M12 11v5M12 8v.2"/>',
    "keyboard": (
        '<rect x="3" y="6.5" width="18" height="11" rx="2"/><path '
        'd="M7 10.5h.2M12 10.5h.2M17 10.5h.2M8.5 14h7"/>'
    ),
    "lock": '<rect x="5.5" y="11" width="13" height="9" rx="2"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "monitor": '<rect x="3.5" y="5" width="17" height="11" rx="2"/><path d="M9 20h6M12 16v4"/>',
    "moon": '<path d="M19.5 14A8 8 0 1 1 10 4.5 6.5 6.5 0 0 0 19.5 14z"/>',
    "more": '<path d="M6 12h.2M12 12h.2M18 12h.2" stroke-width="3"/>',
    "overview": '<path d="M4 4h7v9H4zM4 16.5h7V20H4zM14 4h6v4h-6zM14 11.5h6V20h-6z"/>',
    "panel": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M14 5v14"/>',
    "paths": '<path d="M3.5 7c8 0 9 10 17 10M3.5 17c8 0 9-10 17-10M3.5 12h5M15.5 12h5"/>',
    "phone": (
        '<path d="M5 4.5h3.5l1.7 4.3-2.2 1.7a13 13 0 0 0 5.5 5.5l1.7-2.2 4.3 1.7V19a1.5 1.5 0'
        ' 0 1-1.6 1.5A15.5 15.5 0 0 1 3.5 6.1 1.5 1.5 0 0 1 5 4.5z"/>'
    ),
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "refresh": '<path d="M19 12a7 7 0 1 1-2.1-5M19.5 4v4h-4"/>',
    "rocket": (
        '<path d="M5 19l4.5-1.5-3-3zM9.5 17.5l-3-3C8 9 12 5 19 5c0 7-4 11-9.5 12.5z"/>'
        '<circle cx="14" cy="10" r="1.6"/>'
    ),
    "rows": '<path d="M4 6h16M4 10h16M4 14h16M4 18h16"/>',
    "rows-wide": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4 4"/>',
    "send": '<path d="M20 4L3.5 10.5l6.5 3.5 3.5 6.5zM20 4L10 14"/>',
    "shield": '<path d="M12 3.5l7 2.5v5.5c0 4.5-3 7.6-7 9-4-1.4-7-4.5-7-9V6z"/><path d="M9 12l2.2 2.2L15 10"/>',
    "sign-out": '<path d="M10 5H5v14h5M15 8l4 4-4 4M19 12H9.5"/>',
    "sliders": '<path d="M4 8h9M17 8h3M4 16h3M11 16h9"/><circle cx="15" cy="8" r="2"/><circle cx="9" cy="16" r="2"/>',
    "stages": (
        '<circle cx="6" cy="6" r="2.2"/><circle cx="18" cy="12" r="2.2"/><circle '
        'cx="6" cy="18" r="2.2"/><path '
        'd="M8.2 6H13a3 3 0 0 1 3 3v.8M16 14.2v.8a3 3 0 0 1-3 3H8.2"/>'
    ),
    "sun": (
        '<circle cx="12" cy="12" r="4"/><path '
        'd="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4"/>'
    ),
    "tag": '<path d="M4 12.5V5a1 1 0 0 1 1-1h7.5l7.5 7.5-8.5 8.5z"/><path d="M8.5 8.5h.2" stroke-width="2.6"/>',
    "trash": '<path d="M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5"/>',
    "upload": '<path d="M12 16V5M7 9.5l5-5 5 5M4.5 20h15"/>',
    "user": '<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>',
}


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """The icon as inline SVG, hidden from screen readers; `kind` adds classes. Raises KeyError for an unknown name."""
    shape = SafeString(SHAPES[name])
    return format_html('<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', kind, shape)
