"""Accounts and tokens, as the administrator keeps them. Nothing that is decided elsewhere changes here."""

from typing import Any

from allauth.account import admin as of_allauth
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as of_django
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members import actions
from members.actor import Actor
from members.fields import zones
from members.models import Account, Token
from members.tokens import revoke_tokens
from members.transitions import CHANGE_ACCOUNT, SEND_PASSWORD_LINK
from records import clock
from records.act_types import last_act_on
from records.acts import rehearsed
from records.refusals import Invalid, Refusal
from records.requests import actor_of

BY_ACT = ("username", "email", "post", "participant", "role", "is_chairs_office", "is_active")
"""What changes by an act alone."""


class AdministratorsOnly:
    """Grants what the site has granted: whoever is let in is an administrator."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let an administrator read."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class AccountForm(forms.ModelForm):
    """What an account stands for. It is tried as the act that it will be, and refused as that is.

    There is no password: whoever the account is for sets it by the link that is sent.
    """

    actor: Actor
    time_zone = forms.ChoiceField(choices=zones)
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Account
        fields = (*BY_ACT, "language", "time_zone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["read"] = self.fields["read"].initial = self._read()
        if self.instance.pk is None:
            for name in ("language", "time_zone"):
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Say by field what stands in the way of the act, without keeping anything of the trial."""
        cleaned = super().clean()
        if not self.errors:
            try:
                with rehearsed():
                    self.perform()
            except Invalid as refusal:
                for name, sentences in refusal.errors.items():
                    self.add_error(name if name in self.fields else None, sentences)
            except Refusal as refusal:
                self.add_error(None, refusal.sentence)
        return cleaned

    def clean_read(self) -> str:
        """Refuse a form that another account was drawn, or that was drawn before the last act on this one."""
        read = self.cleaned_data["read"]
        if read and read != self._read():
            raise forms.ValidationError(
                _("It was changed since you opened this form. Open it anew, and look at what stands now.")
            )
        return read

    def _read(self) -> str:
        """Return for whom the form is drawn, and which act on the account was the last that it rests on."""
        return f"{self.actor.account} {last_act_on(self.instance, self.actor) if self.instance.pk else 0}"

    def perform(self) -> Account:
        """Open the account, or change what was changed in it, by an act; return it."""
        body = {name: self.cleaned_data[name] for name in self.changed_acts()}
        if "participant" in body:
            body["participant"] = body["participant"] and body["participant"].code
        at = clock.now()
        if self.instance.pk is None:
            return actions.open_account(actor=self.actor, data=body, at=at)
        key = Account.objects.values_list("public_id", flat=True).get(pk=self.instance.pk)
        if body:
            actions.act_on_account(key=key, name=CHANGE_ACCOUNT.name, actor=self.actor, data=body, at=at)
        return Account.objects.get(pk=self.instance.pk)

    def changed_acts(self) -> list[str]:
        """Return the fields that the act is about: all that are given of a new account, else what changes."""
        given = [name for name in BY_ACT if name in self.cleaned_data]
        return given if self.instance.pk is None else [name for name in given if name in self.changed_data]


@admin.register(Account)
class AccountAdmin(AdministratorsOnly, admin.ModelAdmin):
    """Who may log in, for whom, and as what. Every change of that is an act."""

    form = AccountForm
    list_display = ("username", "post", "participant", "role", "is_chairs_office", "is_active")
    list_filter = ("post", "role", "is_chairs_office", "is_active")
    list_select_related = ("participant",)
    search_fields = ("username", "participant__code", "participant__name_en")
    ordering = ("username",)
    actions = ("send_password_link",)
    fieldsets = (
        (None, {"fields": ("username", "email", "is_active")}),
        (_("Acts for"), {"fields": ("post", "participant", "role", "is_chairs_office")}),
        (_("Reads in"), {"fields": ("language", "time_zone", "read")}),
    )

    def get_form(self, request: HttpRequest, obj: Account | None = None, **options: Any) -> type[AccountForm]:
        """Return the form of whoever asks; a new account is in use."""
        if obj is None:
            options["exclude"] = ("is_active",)
        form = super().get_form(request, obj, **options)
        return type(form.__name__, (form,), {"actor": actor_of(request)})

    def get_fieldsets(self, request: HttpRequest, obj: Account | None = None) -> Any:
        """Leave out of a new account whether it is in use."""
        if obj is not None:
            return self.fieldsets
        return ((None, {"fields": ("username", "email")}), *self.fieldsets[1:])

    def save_model(self, request: HttpRequest, obj: Account, form: AccountForm, change: bool) -> None:
        """Perform the act, and keep how the person reads, which is none."""
        account = form.perform()
        Account.objects.filter(pk=account.pk).update(language=obj.language, time_zone=obj.time_zone)
        obj.pk, obj.public_id = account.pk, account.public_id

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Keep accounts: acts name them by their opaque id. One that is no longer used is closed."""
        return False

    @admin.action(description=SEND_PASSWORD_LINK.label)
    def send_password_link(self, request: HttpRequest, chosen: QuerySet) -> None:
        """Have the link sent to each of those chosen, or say why not."""
        for account in chosen.order_by("username"):
            try:
                actions.act_on_account(
                    key=account.public_id, name=SEND_PASSWORD_LINK.name,
                    actor=actor_of(request), data={}, at=clock.now(),
                )  # fmt: skip
            except Refusal as refusal:
                self.message_user(request, f"{account.username}: {refusal.sentence}", messages.ERROR)
            else:
                self.message_user(
                    request, _("The link to %(name)s is on its way.") % {"name": account.username}
                )


@admin.register(Token)
class TokenAdmin(AdministratorsOnly, admin.ModelAdmin):
    """Tokens, to be looked at and revoked. Their keys are stored hashed and cannot be read."""

    list_display = ("token_key", "user", "label", "read_only", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("user__username", "label", "token_key")
    readonly_fields = list_display
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave making tokens to their owners and to `manage.py issue_token`, which show the key."""
        return False

    def delete_model(self, request: HttpRequest, obj: Token) -> None:
        """Revoke one."""
        self.delete_queryset(request, Token.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Revoke those chosen."""
        revoke_tokens(queryset, reason="administrator")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let nobody turn a read-only token into another."""
        return False


# Imported above, so that what they show of accounts is there to be taken away: accounts change by acts.
admin.site.unregister([of_django.Group, of_allauth.EmailAddress])
