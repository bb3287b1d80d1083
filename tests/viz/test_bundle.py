"""The page's modules become one script, and what the bundler does not know it refuses."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from viz.bundle import bundle


def put_together(**texts):
    return bundle("main.js", lambda name: texts[name.removesuffix(".js")])


def test_each_module_comes_once_and_before_those_that_import_it():
    script = put_together(
        main='import { a } from "./a.js";\nimport { b as bee } from "./b.js";\nstart(a, bee);',
        a='import { b } from "./b.js";\nexport const a = b;',
        b="// says nothing\nexport function b() {}\nexport class C {}\nexport async function d() {}",
    )
    assert re.findall(r"const (\w+_js) = ", script) == ["b_js", "a_js", "main_js"]
    assert "const { b: bee } = b_js;" in script
    assert "return { b, C, d };" in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    assert "says nothing" not in script


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"main": 'import { a } from "./main.js";'}, "main.js imports main.js: modules may not form a circle"),
        ({"main": 'import { x } from "./a.js";', "a": "export const y = 1;"}, "main.js imports x from a.js, which exp"),
        ({"main": "export default 1;"}, "main.js: this form is not known: export default 1;"),
        ({"main": 'import * as a from "./a.js";'}, r"main.js: this form is not known: import \* as a"),
    ],
)
def test_what_it_does_not_know_is_an_error(texts, message):
    with pytest.raises(ValueError, match=message):
        put_together(**texts)


def test_every_module_of_the_page_is_small_and_in_the_script():
    folder = resources.files("viz").joinpath("web")
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".js")}
    script = bundle("main.js", texts.__getitem__)
    for name, text in texts.items():
        assert f"const {name.replace('.', '_')} = " in script, f"{name} is not used"
        assert len(text.splitlines()) < 300, f"{name} does more than one job"
