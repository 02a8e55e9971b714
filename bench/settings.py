"""The settings of a drill: those of an installation, without packing the pictures and styles that no drill looks at."""

from config.settings import *  # noqa: F403
from config.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Codes of the product group's links are kept under a hash that is slow on purpose, and no drill tries the hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
