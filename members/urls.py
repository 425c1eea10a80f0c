"""Addresses of the pages of participants, and of the account: its own, and those of allauth that we use."""

from allauth.account import views as allauth
from django.urls import path, re_path
from django.views.generic import RedirectView

from members import account_views, views

urlpatterns = [
    path("members/", views.ParticipantList.as_view(), name="participant-list"),
    path("members/admit/", views.ParticipantAdmit.as_view(), name="participant-admit"),
    path("members/<str:code>/", views.ParticipantDetail.as_view(), name="participant"),
    path("members/<str:code>/<slug:name>/", views.ParticipantAct.as_view(), name="participant-act"),
    path("accounts/", account_views.AccountList.as_view(), name="account-list"),
    path("accounts/open/", account_views.AccountOpen.as_view(), name="account-open"),
    path("accounts/<uuid:public_id>/", account_views.AccountDetail.as_view(), name="account"),
    path("accounts/<uuid:public_id>/<slug:name>/", account_views.AccountAct.as_view(), name="account-act"),
    path(
        "accounts/<uuid:public_id>/tokens/<slug:key>/",
        account_views.TokenDetail.as_view(),
        name="account-token",
    ),
    path("accounts/profile/", views.Profile.as_view(), name="account_profile"),
    path("accounts/login/", views.LogIn.as_view(), name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/signup/", allauth.signup, name="account_signup"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    # allauth sends whoever has no password yet to the page of this name: the way to one is a link.
    path(
        "accounts/password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("accounts/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
