"""Addresses of the register's pages."""

from django.urls import path

from records.views import ActDetail, ActList

urlpatterns = [
    path("register/", ActList.as_view(), name="act-list"),
    path("register/<int:number>/", ActDetail.as_view(), name="act"),
]
