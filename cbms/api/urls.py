"""Addresses of the catalogue, the offers and the official list in the API."""

from django.urls import path

from cbms.api import views

urlpatterns = [
    path("editions/", views.EditionList.as_view(), name="api-edition-list"),
    path("editions/<str:code>/", views.EditionDetail.as_view(), name="api-edition"),
    path("areas/", views.AreaList.as_view(), name="api-area-list"),
    path("areas/<str:code>/", views.AreaDetail.as_view(), name="api-area"),
    path("measures/", views.MeasureList.as_view(), name="api-measure-list"),
    path("measures/<str:code>/", views.MeasureDetail.as_view(), name="api-measure"),
    path("offers/", views.OfferList.as_view(), name="api-offer-list"),
    path("offers/<int:pk>/", views.OfferDetail.as_view(), name="api-offer"),
    path("coordinators/", views.CoordinatorList.as_view(), name="api-coordinator-list"),
    path("coordinators/<int:pk>/", views.CoordinatorDetail.as_view(), name="api-coordinator"),
]
