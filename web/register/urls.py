"""Addresses of the register's pages."""

from django.urls import path

from web.register.views import ActDetail, ActList, LateActList

urlpatterns = [
    path("register/", ActList.as_view(), name="act-list"),
    path("register/late/", LateActList.as_view(), name="late-act-list"),
    path("register/<int:number>/", ActDetail.as_view(), name="act"),
]
