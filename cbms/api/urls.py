"""Addresses of the catalogue, the offers and the official list in the API."""

from django.urls import path

from cbms.api import experts, views
from cbms.transitions import ON_EXPERT
from web.api.schema import act_endpoint

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
    path("concordance/", views.ConcordanceList.as_view(), name="api-concordance-list"),
    path("experts/", experts.ExpertList.as_view(), name="api-expert-list"),
    path("experts/gaps/", experts.ExpertGaps.as_view(), name="api-expert-gaps"),
    path("experts/<uuid:public_id>/", experts.ExpertDetail.as_view(), name="api-expert"),
    *(
        path(
            f"experts/<uuid:public_id>/actions/{act_type.name}/",
            act_endpoint(
                experts.ExpertAct,
                act_type,
                operation_id=f"experts_{act_type.name}",
                answers=experts.ExpertShape,
            ).as_view(),
            name=f"api-expert-{act_type.name}",
        )
        for act_type in ON_EXPERT.values()
    ),
]
