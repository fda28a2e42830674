"""Hands that have no mouse: every gesture is Tab, Enter, Space, arrows and letters."""

from playwright.sync_api import Locator, Page

FAR = 300  # Tab presses before giving up


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Tab forward until `target` holds the focus."""
        element = target.element_handle()
        for _ in range(FAR):
            if element.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def enter(self, role: str, name: str, **options) -> None:
        """Follow a link or press a button."""
        self.reach(self.page.get_by_role(role, name=name, **options).first)
        self.page.keyboard.press("Enter")

    def unfold(self, name: str) -> None:
        """Open a <details> by its summary, if it is shown and closed."""
        summary = self.page.locator("summary", has_text=name).first
        if summary.is_visible() and not summary.evaluate("element => element.parentElement.open"):
            self.reach(summary)
            self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        self.reach(self.page.get_by_label(name).first)
        self.page.keyboard.press("Space")

    def write(self, name: str, text: str) -> None:
        self.reach(self.page.get_by_label(name).first)
        self.page.keyboard.type(text)

    def fill(self, selector: str, text: str) -> None:
        """Replace what a field holds."""
        self.reach(self.page.locator(selector))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def pick(self, name: str) -> None:
        """One of several round buttons: Tab enters the group, arrows walk it."""
        wanted = self.page.get_by_label(name, exact=True)
        group = self.page.locator(f"[name={wanted.get_attribute('name')}]")
        self.reach(group.locator("xpath=self::*[@checked]").or_(group.first).first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows never reach {name}")

    def choose(self, field: Locator, wanted: str) -> None:
        """Walk a list of choices with the arrows."""
        self.reach(field)
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if wanted in field.locator("option:checked").inner_text():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{field} does not offer {wanted}")
