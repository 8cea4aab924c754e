"""The text of a mail for paper: nothing is loaded, nothing acts."""

from lxml import etree, html
from markupsafe import Markup

from odoo.tools import html_sanitize

# what loads something or does something; pictures leave their description
GONE = (
    *("audio", "base", "button", "embed", "form", "frame", "iframe", "input", "link"),
    *("map", "meta", "object", "script", "select", "source", "style", "svg"),
    *("textarea", "video"),
)
LOADING = ("background", "data-src", "poster", "src", "srcset", "style", "class", "id")


def printable_html(body):
    """The body without pictures, styles and whatever reaches out.

    :param body: HTML as it came
    :return: Markup, safe to print
    """
    if not body:
        return Markup()
    clean = html_sanitize(str(body), strip_style=True, strip_classes=True)
    root = html.fragment_fromstring(str(clean), create_parent="div")
    for node in list(root.iter(*GONE)):
        node.drop_tree()
    for image in list(root.iter("img")):
        image.tail = " ".join(
            part for part in (_describe(image), image.tail or "") if part
        )
        image.drop_tree()
    for node in root.iter(etree.Element):
        for name in LOADING:
            node.attrib.pop(name, None)
    # sanitised above; attributes and elements were only taken away since
    return Markup(html.tostring(root, encoding="unicode"))  # noqa: S704


def _describe(image):
    text = (image.get("alt") or "").strip()
    return f"[{text}]" if text else ""
