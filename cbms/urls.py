"""Addresses of the pages of the catalogue and of the official list."""

from django.urls import path

from cbms import views

urlpatterns = [
    path("catalogue/", views.Catalogue.as_view(), name="catalogue"),
    path("catalogue/approach/", views.Approach.as_view(), name="approach"),
    path("catalogue/<str:code>/", views.MeasureDetail.as_view(), name="measure"),
    path("coordinators/", views.OfficialList.as_view(), name="official-list"),
]
