"""Addresses of the API of implementation."""

from django.db.models import Model
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view

from implementation import actions
from implementation.api import views
from implementation.models import ActionPlan, Activity, Report, Review
from proposals.api.views import DecisionDetail
from proposals.models import Decision
from web.api.described import body_of
from web.api.schema import act_endpoint
from web.api.views import DetailView


def posting(view: type[views.EnteringList], model: type[Model]) -> type[views.EnteringList]:
    """Describe a list's POST to OpenAPI by the act that makes a row."""
    act_type = actions.ENTERED_BY[model]
    described = extend_schema(
        summary=act_type.label,
        request=body_of(act_type.fields, act_type, name=act_type.name),
        responses={201: view.detail().get_serializer_class()},
    )
    return extend_schema_view(post=described)(view)


def acts(model: type[Model], prefix: str, detail: type[DetailView]) -> list[URLPattern]:
    """Return an address for each act on a row of `model`, described by the act's own fields."""
    return [
        path(
            f"{prefix}actions/{name}/",
            act_endpoint(
                views.ActOn,
                act_type,
                operation_id=name,
                answers=detail().get_serializer_class(),
                model=model,
                detail=detail,
            ).as_view(),
            name=f"api-{name}",
        )
        for name, act_type in actions.SUBJECTS[model].acts.items()
    ]


urlpatterns = [
    path("activities/", posting(views.ActivityList, Activity).as_view(), name="api-activity-list"),
    path("activities/<str:reference>/", views.ActivityDetail.as_view(), name="api-activity"),
    *acts(Activity, "activities/<str:reference>/", views.ActivityDetail),
    path("action-plans/", posting(views.ActionPlanList, ActionPlan).as_view(), name="api-action-plan-list"),
    path("action-plans/<str:reference>/", views.ActionPlanDetail.as_view(), name="api-action-plan"),
    *acts(ActionPlan, "action-plans/<str:reference>/", views.ActionPlanDetail),
    path("reports/", posting(views.ReportList, Report).as_view(), name="api-report-list"),
    path("reports/<str:reference>/", views.ReportDetail.as_view(), name="api-report"),
    *acts(Report, "reports/<str:reference>/", views.ReportDetail),
    path("reviews/", posting(views.ReviewList, Review).as_view(), name="api-review-list"),
    path("reviews/<int:year>/", views.ReviewDetail.as_view(), name="api-review"),
    *acts(Review, "reviews/<int:year>/", views.ReviewDetail),
    *acts(Decision, "decisions/<str:number>/", DecisionDetail),
    path("earlier-papers/", views.EarlierPaperList.as_view(), name="api-earlier-paper-list"),
]
