"""A pytest plugin: parallel test processes share neither data folder nor Redis database.

Named in PYTEST_PLUGINS, because that is read before Django's settings are; `-p` would come too late in a worker.
"""

import os
from pathlib import Path

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / worker)
    if redis_url := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = f"{redis_url.rpartition('/')[0]}/{worker.removeprefix('gw')}"
