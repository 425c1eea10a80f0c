"""Addresses of the pages of the catalogue and of the official list."""

from django.urls import path

from cbms import expert_views, views

urlpatterns = [
    path("catalogue/", views.Catalogue.as_view(), name="catalogue"),
    path("catalogue/approach/", views.Approach.as_view(), name="approach"),
    path("catalogue/<str:code>/", views.MeasureDetail.as_view(), name="measure"),
    path("coordinators/", views.OfficialList.as_view(), name="official-list"),
    path("offers/", views.OfferList.as_view(), name="offer-list"),
    path("experts/", expert_views.ExpertList.as_view(), name="expert-list"),
    path("experts/designate/", expert_views.ExpertDesignate.as_view(), name="expert-designate"),
    path("experts/<uuid:public_id>/", expert_views.ExpertDetail.as_view(), name="expert"),
    path("experts/<uuid:public_id>/actions/<str:name>/", expert_views.ExpertAct.as_view(), name="expert-act"),
]
