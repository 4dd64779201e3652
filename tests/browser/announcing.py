"""What a screen reader would say, from Chromium's own accessibility tree."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import ElementHandle, Error, Page

# Roles that Chromium calls otherwise than people do.
ROLES = {
    "RootWebArea": "page",
    "DisclosureTriangle": "disclosure",
    "DisclosureTriangleGrouped": "disclosure",
}
STATES = {
    ("expanded", True): "expanded",
    ("expanded", False): "collapsed",
    ("selected", True): "selected",
    ("checked", "true"): "checked",
    ("checked", "false"): "not checked",
    ("invalid", "true"): "invalid",
    ("required", True): "required",
    ("multiline", True): "several lines",
}
# By the keys that lead from one to the next.
PLACES = {
    "H": "h1, h2, h3, h4",
    "D": "header, nav, main, aside, footer, [role=search], [role=region]",
}
# Reading goes on from here with Tab, though nothing takes the focus.
GO_TO = """element => {
    const added = !element.hasAttribute("tabindex");
    if (added) element.tabIndex = -1;
    element.focus();
    if (added) element.removeAttribute("tabindex");
}"""


class ScreenReader:
    """Follows the focus, and goes from heading to heading and from landmark to landmark."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.devtools = page.context.new_cdp_session(page)
        self.visited: dict[str, int] = {}
        page.on("load", lambda _page: self.visited.clear())

    def press(self, key: str) -> None:
        """A key of the keyboard; H and D are the reader's own and press nothing."""
        if key not in PLACES:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def texts(self, role: str) -> set[str]:
        """The words and the names of whatever has a role."""
        found = self.page.get_by_role(role).all()  # type: ignore[arg-type]  # any role
        words = {" ".join(each.inner_text().split()) for each in found}
        return words | {self._node(each.element_handle())["name"]["value"] for each in found}

    def hears(self, key: str = "") -> str:
        """What is announced after a key; nothing while one page gives way to another."""
        try:
            return self._next(key) if key in PLACES else self._focused()
        except (Error, KeyError):
            return ""

    def _focused(self) -> str:
        """What has the focus; in a list that is open, the choice that is pointed at. Where
        nothing has it, the page."""
        handle = self.page.evaluate_handle(
            "() => { const at = document.activeElement;"
            " const choice = at.getAttribute('aria-activedescendant');"
            " return document.getElementById(choice) ?? (at === document.body ? document : at); }"
        )
        return self.said(handle.as_element())

    def _next(self, key: str) -> str:
        begin = self.visited.get(key, 0)
        for number, found in enumerate(self.page.query_selector_all(PLACES[key])):
            if number >= begin and not self._node(found)["ignored"]:
                self.visited[key] = number + 1
                found.evaluate(GO_TO)
                return self.said(found)
        return f"nothing more for {key}"

    def said(self, element: ElementHandle | None) -> str:
        """Role, name, states, value and description, as they stand in the document."""
        assert element is not None
        node = self._node(element)
        role = node["role"]["value"]
        properties = {each["name"]: each["value"].get("value") for each in node["properties"]}
        words = ROLES.get(role, role)
        if role == "heading":
            words += f" {properties['level']}"
        parts = [f"{words} “{' '.join(node['name']['value'].split())}”"]
        if node["name"]["value"] == "":
            parts = [words]
        parts += [
            said
            for (name, value), said in STATES.items()
            if properties.get(name) == value and type(properties.get(name)) is type(value)
        ]
        if value := str(node.get("value", {}).get("value", "")):
            parts.append(f"holds “{value}”")
        if description := " ".join(node.get("description", {}).get("value", "").split()):
            parts.append(f"“{description}”")
        return ", ".join(parts)

    def _node(self, element: ElementHandle) -> dict[str, Any]:
        element.evaluate("element => { window.spoken = element; }")
        found = self.devtools.send("Runtime.evaluate", {"expression": "window.spoken"})
        tree = self.devtools.send(
            "Accessibility.getPartialAXTree",
            {"objectId": found["result"]["objectId"], "fetchRelatives": False},
        )
        node: dict[str, Any] = tree["nodes"][0]
        return {"properties": [], "name": {"value": ""}, **node}
