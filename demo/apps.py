"""A made-up world to try Rapport with. Imports every room; no room imports it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
