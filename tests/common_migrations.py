"""Scripts of an update, loaded as Odoo loads them."""

import importlib.util
from pathlib import Path

ADDON = Path(__file__).parents[1]


def load_script(version, name):
    """
    :param str version: the folder, such as ``19.0.6.0.0``
    :param str name: of the file, without its ending
    """
    path = ADDON / "migrations" / version / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
