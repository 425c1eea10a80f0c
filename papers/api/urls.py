"""Addresses of the API of papers, under `/api/v1/`; those that say what a paper is of are `proposals`'."""

from django.urls import path

from papers.api import views

urlpatterns = [
    path("papers/<uuid:paper>/versions/", views.VersionList.as_view(), name="api-paper-versions"),
    path("papers/<uuid:paper>/diff/", views.PaperDifferences.as_view(), name="api-paper-differences"),
]
