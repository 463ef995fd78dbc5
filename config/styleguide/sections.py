"""The parts as the style guide lists them: what each is for and the line that brings it in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One part; `template` shows it with samples. `line` is what a page writes."""

    key: str
    name: str
    line: str
    text: str = ""

    @property
    def template(self) -> str:
        """The sample's template."""
        return f"styleguide/{self.key}.html"


TABLE = Section(
    "table",
    "Table",
    "{% load listing %} {% sort_header 'length' 'Length' numeric=True %} · parts/pick_all, bulk, preview, pager, columns, "
    'density, csv, chips, saved_views · <script src="{% static \'ringtrace/table.js\' %}" type="module">',
    "table.table.rows.cards stands in .panel > .frame, all of it in [data-table], which turns the keys on (? lists them). "
    "Cells carry data-column; rows a link .row and, for the preview, data-preview-url. On narrow windows rows are cards.",
)

SECTIONS = (
    Section(
        "filters",
        "Filters",
        "details.filters-box > form.filters · .wide, .day, .go · details.more-filters · "
        "{% include 'parts/chips.html' with clear_url=… %}",
        "A plain GET form. Chips name the filters in use (active_filters: .name, .label, .text, .value) and take them away.",
    ),
    Section(
        "tiles",
        "Tiles",
        "{% load figures %} {% tile 'ROAS' total.roas|times now=2.4 before=2.1 before_text='2.1×' better='up' "
        "interval='1.9 to 2.9×' of='$1,170 of $487' href=… points=… low=… high=… %}",
        "The change is good or bad by meaning: `better` says which way is good. Shares change in points (share=True).",
    ),
    Section(
        "chart",
        "Chart",
        "{% include 'parts/chart.html' with id='spend' title=… note=… spec=spec %}",
        "Drawn when it comes into view; Plotly is loaded then. The head of the part tells what a spec holds.",
    ),
    Section(
        "buttons",
        "Buttons, menus, tabs, icons",
        "button, .button + primary, quiet, danger, small, icon-only · {% load icons %} {% icon 'phone' %} · "
        "<details class='menu' data-menu> · .segments · nav.tabs",
    ),
    Section(
        "form",
        "Form",
        "{% include 'parts/form.html' %} · {% include 'parts/field.html' with field=form.name %} · "
        "CheckboxInput(attrs={'class': 'switch'})",
        "Help and errors are tied to their field. The form element, its token and its buttons are the page's.",
    ),
    Section(
        "chips", "Chips, badges, facts", ".chip + good, warn, bad, accent · .count · dl.facts · dl.pairs"
    ),
    Section(
        "states",
        "Empty, loading, trouble",
        "{% include 'parts/empty.html' with title=… text=… icon_name='phone' href=… action=… %} · parts/skeleton.html · "
        ".alert + good, warn, bad",
    ),
    Section(
        "dialog",
        "Dialog and toast",
        "<dialog class='dialog' id='x'> · data-open='x' · data-close · messages.success(…) · "
        'HX-Trigger: {"toast": {"text": "Saved", "kind": "success"}}',
        "A link that opens a dialog leads to a page of its own where there is no JS.",
    ),
    Section(
        "lists",
        "Timeline, checklist, code, progress",
        "ol.timeline · ol.checklist · {% include 'parts/copy.html' with target='id' %} · "
        "{% include 'parts/ago.html' with at=moment %} · .bar-progress",
    ),
    Section(
        "colours",
        "Colours and type",
        "tokens.css: var(--accent) · data-theme='dark' on any element",
        "One name holds both values; no other sheet holds a colour.",
    ),
)
