"""What axe-core finds fault with on a page."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / ".dev" / "node" / "node_modules" / "axe-core" / "axe.min.js"


class AxeCommon:
    """For tests that open pages in a browser, as a telephone shows them."""

    browser_size = "390x844"

    def _find_faults(self, url):
        """Fail where axe-core finds fault with a page."""
        if not AXE.exists() and not (ROOT / ".dev").is_dir() and "CI" not in os.environ:
            self.skipTest("axe-core is set up by ./dev only")
        # evaluated from outside: the pages forbid scripts
        code = (
            AXE.read_text()
            + """
            ;axe.run(document).then((found) => {
                const faults = found.violations.map((fault) =>
                    fault.id + ": " + fault.nodes.map((node) => node.html).join(" "));
                if (!found.passes.length) { faults.push("nothing was checked"); }
                if (faults.length) { console.error(faults.join("\\n")); }
                else { console.log("test successful"); }
            });"""
        )
        self.browser_js(url, code, ready="document.readyState === 'complete'")
