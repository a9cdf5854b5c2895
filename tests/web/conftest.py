"""A running office for tests: a real register in a real file, a hand-moved clock, an account for every role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deadlines.clock import HandClock
from deadlines.rounds import shipped_rounds
from processes.paths import shipped_library
from service.actions import accounts
from service.register.database import Database
from service.register.register import Register
from service.register.schema import migrate
from service.rehearsal.data import organisations
from service.roles import AREA, OWN, REGION, ROLES
from service.web import create_app
