"""Somebody who has a keyboard only: goes on with Tab, sees where they are at each step, and never points."""

from dataclasses import dataclass

from playwright.sync_api import Page

MOST = 120
"""So many times somebody presses Tab before they give up."""
_FOCUSED = """
() => {
  const one = document.activeElement;
  const outlined = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const shows = style => outlined(style) || style.boxShadow !== 'none';
  const label = one.labels && one.labels[0];
  const pieces = [getComputedStyle(one), ...(label ? [getComputedStyle(label, '::before')] : [])];
  const box = (label && one.matches('[type=radio], [type=checkbox]') ? label : one).getBoundingClientRect();
  const name = one.getAttribute('aria-label') || (label && label.innerText) || one.innerText || '';
  const before = window.focusedBefore;
  window.focusedBefore = one;
  return {
    name: name.trim().split(/[ \\n\\t]+/).join(' '),
    tag: one.tagName.toLowerCase(), summary: one.classList.contains('nhsuk-error-summary'),
    shown: pieces.some(shows) && box.width > 0 && box.height > 0,
    onwards: !before || !before.isConnected || one === document.body || before === one
      || Boolean(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}
"""


@dataclass(frozen=True)
class Focus:
    """Where the focus is: what it is called, whether it can be seen, and whether it came further down the page."""

    name: str
    tag: str
    summary: bool
    shown: bool
    onwards: bool


_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Keyboard:
    """Keys pressed on a page. Each step fails that leads to what cannot be seen, or back up the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def focus(self) -> Focus:
        """Where the focus is now."""
        return Focus(**self.page.evaluate(_FOCUSED))

    def reaches(self, name: str) -> None:
        """Press Tab until the focus is on what is called so, or begins so."""
        seen = []
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            focus = self.focus
            if focus.tag == "body":
                continue
            assert focus.shown, f"nothing shows that the focus is on {focus}"
            assert focus.onwards, f"the focus went back up to {focus} after {seen[-3:]}"
            if focus.name.startswith(name):
                return
            seen.append(focus.name)
        raise AssertionError(f"{name} was never reached, only {seen}")

    def goes_back_to(self, name: str) -> None:
        """Press Shift+Tab until the focus is on what is called so."""
        for _ in range(MOST):
            self.page.keyboard.press("Shift+Tab")
            focus = self.focus
            assert focus.shown or focus.tag == "body", f"nothing shows that the focus is on {focus}"
            if focus.name.startswith(name):
                return
        raise AssertionError(f"{name} was never reached")

    def opens(self, name: str) -> None:
        """Go to a link or a button and press Enter; the next page is there when this returns."""
        self.reaches(name)
        self.enters()

    def enters(self) -> None:
        """Press Enter and wait for the page to which it leads, and until its menu has made room for itself."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.evaluate(_DRAWN)

    def types(self, text: str) -> None:
        """Type in the place of what stands in the field."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def picks(self, option: str) -> None:
        """Pick from a list by typing how the option begins."""
        self.page.keyboard.type(option)

    def chooses(self, name: str) -> None:
        """Choose among radio buttons, of which the focus is on the first: with Space, then with the arrows."""
        self.page.keyboard.press("Space")
        for _ in range(MOST):
            if self.focus.name == name:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"there is no {name} to choose")
