"""Packages of the wheel: what pyproject.toml cannot say, that data lies inside the package.

`kb.config.resource` finds it there. Every file below `SHIPPED` is in the wheel.
"""

from setuptools import find_namespace_packages, setup

SHIPPED = ("data", "ontology")
FOLDERS = {
    ".".join(("kb.resources", folder, *filter(None, [inner]))): folder
    + "/"
    + inner.replace(".", "/")
    for folder in SHIPPED
    for inner in ("", *find_namespace_packages(where=folder))
}

setup(
    packages=[*find_namespace_packages(include=["kb", "kb.*", "webapp", "webapp.*"]), *FOLDERS],
    package_dir=FOLDERS,
    package_data={"": ["**/*", "**/.npmrc"]},
    exclude_package_data={"": ["__pycache__/*", "*.pyc"]},
)
