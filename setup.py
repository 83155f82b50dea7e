"""Packages of the wheel: what pyproject.toml cannot say, that data lies inside the package.

`kb.config.resource` finds it there. A file named here is in the wheel whatever its suffix.
"""

from setuptools import find_namespace_packages, setup

SHIPPED = ("data", "ontology")

setup(
    packages=[
        *find_namespace_packages(include=["kb", "kb.*", "webapp", "webapp.*"]),
        *(f"kb.resources.{folder}" for folder in SHIPPED),
    ],
    package_dir={f"kb.resources.{folder}": folder for folder in SHIPPED},
    package_data={"": ["**/*"]},
    exclude_package_data={"": ["__pycache__/*", "*.pyc"]},
)
