"""Our scripts and styles can be read by Chrome 61, the browser of a telephone with Android 8 that nobody has updated."""

from __future__ import annotations

import pytest

from tests.api.floor import too_new_in_script, too_new_in_styles
from tests.api.paging import ROOT

STATIC = ROOT / "api/pages/static"


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.js")))
def test_old_telephones_can_read_this_script(name: str) -> None:
    assert too_new_in_script((STATIC / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.css")))
def test_old_telephones_can_read_these_styles(name: str) -> None:
    assert too_new_in_styles((STATIC / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.css")))
def test_styles_fetch_nothing_and_move_nothing(name: str) -> None:
    words = ("@import", "url(", "animation", "transition", "scroll-behavior", "@keyframes")
    assert [word for word in words if word in (STATIC / name).read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    "script",
    [
        "a?.b", "a ?? b", "a ??= 1", "a ||= 1", "var x = {...y};", "var {a, ...b} = c;",
        "try { a(); } catch { b(); }", "class A { #x = 1 }",
        "class A { x = 1 }", "import('x');", "export default 1;", "async function* f() {}", "1n", "1_000",
        "/(?<=a)b/", "/a.b/s", "/(?<n>a)/",
        "a.replaceAll('b', 'c');", "a.flat();", "a.at(-1);", "p.finally(f);", "event.submitter;", "Object.fromEntries(a);",
        "new AbortController();", "new AudioWorkletNode(a, 'b');", "globalThis.a = 1;",
    ],
)  # fmt: skip
def test_a_script_that_is_too_new_is_found(script: str) -> None:
    assert len(too_new_in_script(script)) == 1


@pytest.mark.parametrize(
    "script",
    [
        "if (window.AudioWorkletNode) { new AudioWorkletNode(a, 'b'); }",
        "var f = async () => { await g(); };", "var [a, ...b] = c;",
        "f(...a);", "`${a}`", "const a = {b, [c]: 1, d() {}};", "class A extends B {}", "a ** 2",
        "for (let x of y) {}", "a['flat']",
    ],
)  # fmt: skip
def test_a_script_of_its_time_is_let_through(script: str) -> None:
    assert too_new_in_script(script) == []


@pytest.mark.parametrize(
    "styles",
    [
        ".a { display: flex; gap: 1px; }", ".a { aspect-ratio: 1; }", ".a { inset: 0; }",
        ".a:is(.b) { color: red; }", ".a:where(.b) {}",
        ".a:has(.b) {}", ".a:not(.b, .c) {}", ".a { width: min(1px, 2px); }", ".a { width: calc(1px + max(2px, 3px)); }",
        ".a { width: clamp(1px, 2px, 3px); }", "@layer a { .b {} }", ".a { .b { color: red; } }",
        ".a { color: color-mix(in srgb, red, blue); }",
        ".a { height: 100dvh; }", ".a { margin-inline: 1px; }", ".a { padding-block-start: 1px; }",
        "@container (width > 1px) { .a {} }",
        ".a, .b:focus-visible { color: red; }", "@media print { .a { inset: 0; } }", ".a { place-items: center; }",
    ],
)  # fmt: skip
def test_styles_that_are_too_new_are_found(styles: str) -> None:
    assert len(too_new_in_styles(styles)) == 1


@pytest.mark.parametrize(
    "styles",
    [
        ".a { display: grid; column-gap: 1rem; grid-column-gap: 1rem; }",
        ".a:focus-visible { outline: none; }", ".a:not(.b) { --c: 1px; }",
        ".a { width: calc(var(--b) * 2); position: sticky; }",
        "@media (forced-colors: active) { .a { border-color: CanvasText; } }",
    ],
)  # fmt: skip
def test_styles_of_their_time_are_let_through(styles: str) -> None:
    assert too_new_in_styles(styles) == []
