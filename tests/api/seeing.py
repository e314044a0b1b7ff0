"""What is looked for on every page that a browser shows: axe's rules, and scripts that measure."""

from __future__ import annotations

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {
        "color-contrast-enhanced": {"enabled": True},
        "target-size": {"enabled": True},
        "identical-links-same-purpose": {"enabled": True},
    },
    "resultTypes": ["violations", "passes"],
}
"""WCAG 2.2 up to AAA, with axe's own good practice."""

SCROLLS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""Pixels that one would have to scroll sideways."""

OVERFLOW = """[...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length && !e.closest('.hidden, .skip, #announce'))
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 || e.getBoundingClientRect().left < -1)
  .map(e => `${e.tagName} ${e.className} ${Math.round(e.getBoundingClientRect().left)}-${Math.round(e.getBoundingClientRect().right)}`)"""

SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
  .filter(e => e.getClientRects().length && !e.classList.contains('skip'))
  .map(e => [e.textContent.trim() || e.id, e.getBoundingClientRect()])
  .filter(([_, box]) => box.width < 60 || box.height < 60)
  .map(([name, box]) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`)"""

SMALLEST = """Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length && !e.closest('.slider'))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
