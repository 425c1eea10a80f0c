"""`manage.py create_account USERNAME …`: let somebody log in, before anyone can invite in the pages."""

import sys
from getpass import getpass
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from members import actions
from members.actor import Actor
from members.enums import DelegationRole, Post
from members.models import Account
from members.transitions import OPEN_ACCOUNT
from records.door import take
from records.refusals import Invalid


class Command(BaseCommand):
    """Asks for the password, or reads it from standard input; an argument could be read by all."""

    help = "Make an account, such as the first administrator's. The password comes from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what an account is: for whom it acts, and how it reads."""
        parser.add_argument("username")
        parser.add_argument("--email", default="", help="where notices and a new password go")
        acts_for = parser.add_mutually_exclusive_group(required=True)
        acts_for.add_argument("--administrator", action="store_true", help="operates the system")
        acts_for.add_argument("--secretariat", action="store_true", help="an officer of the secretariat")
        acts_for.add_argument("--participant", metavar="CODE", help="a delegate of this one, such as KZ")
        parser.add_argument("--role", choices=DelegationRole.values, default=DelegationRole.DELEGATE)
        parser.add_argument("--chairs-office", action="store_true", help="acts for the Chair in its term")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")
        parser.add_argument("--time-zone", choices=available_timezones(), metavar="ZONE", default="UTC")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the account by an act, or name every fault of what was given."""
        password = getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            with transaction.atomic():
                body = body_of(options)
                opened = take(OPEN_ACCOUNT.name, actions.NEW_ACCOUNT, actor=Actor.operator(), data=body)
                account = Account.objects.get(public_id=opened.act.object_key)
                actions.set_first_password(account=account, password=password)
        except Invalid as fault:
            sentences = [sentence for found in fault.errors.values() for sentence in found]
            raise CommandError(" ".join(map(str, sentences))) from fault
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        self.stdout.write(f"{account.username} may log in.")


def body_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return the body of the act by which the account is opened."""
    return {
        "username": options["username"],
        "email": options["email"],
        "post": post_of(options),
        "participant": options["participant"],
        "role": options["role"],
        "is_chairs_office": options["chairs_office"],
        "language": options["language"],
        "time_zone": options["time_zone"],
    }


def post_of(options: dict[str, Any]) -> Post:
    """Return the post that the options name."""
    if options["administrator"]:
        return Post.ADMINISTRATOR
    return Post.SECRETARIAT if options["secretariat"] else Post.DELEGATION
