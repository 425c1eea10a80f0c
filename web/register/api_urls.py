"""Addresses of the register in the API."""

from django.urls import path

from web.register.api import ActDetail, ActList, HeadDetail, LateActList, ReceiptDetail

urlpatterns = [
    path("register/", ActList.as_view(), name="api-act-list"),
    path("register/late/", LateActList.as_view(), name="api-late-act-list"),
    path("register/head/", HeadDetail.as_view(), name="api-register-head"),
    path("register/<int:number>/", ActDetail.as_view(), name="api-act"),
    path("register/<int:number>/receipt/", ReceiptDetail.as_view(), name="api-act-receipt"),
]
