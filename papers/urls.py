"""Addresses of the pages of papers."""

from django.urls import path

from papers import views

urlpatterns = [path("papers/<path:symbol>/", views.SymbolAddress.as_view(), name="symbol")]
