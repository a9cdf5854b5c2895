"""Passwords that are hashed quickly: slowly, as served, they took more than a minute of the tests."""

from argon2 import PasswordHasher

from service.actions import accounts

AS_SERVED = accounts.HASHER
accounts.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
