"""How allauth behaves here: colleagues are invited, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import Error as DatabaseFailure
from django.http import HttpRequest

from staff.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """An attempt that the database could not judge is none: an outage locks nobody out."""
        try:
            return super().authenticate(request, **credentials)
        except DatabaseFailure:
            self._rollback_login_failed_rl_usage()
            raise

    def format_email_subject(self, subject: str) -> str:
        return subject
