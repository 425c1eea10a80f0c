"""Addresses of the pages of implementation."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from implementation import views
from implementation.models import ActionPlan, Activity, Report, Review
from proposals.models import Decision

urlpatterns = [
    path("implementation/", views.ActivityList.as_view(), name="activity-list"),
    path(
        "implementation/new/",
        views.Enter.as_view(model=Activity, list_name="activity-list", title=_("Implementation")),
        name="activity-new",
    ),
    path("implementation/reports/", views.ReportList.as_view(), name="report-list"),
    path(
        "implementation/reports/new/",
        views.Enter.as_view(model=Report, list_name="report-list", title=_("Reports")),
        name="report-new",
    ),
    path("implementation/reports/<str:reference>/", views.ReportDetail.as_view(), name="report"),
    path(
        "implementation/reports/<str:key>/actions/<str:name>/",
        views.ActOn.as_view(model=Report),
        name="report-act",
    ),
    path("implementation/action-plans/", views.ActionPlanList.as_view(), name="action-plan-list"),
    path(
        "implementation/action-plans/new/",
        views.Enter.as_view(model=ActionPlan, list_name="action-plan-list", title=_("Action plans")),
        name="action-plan-new",
    ),
    path(
        "implementation/action-plans/<str:reference>/", views.ActionPlanDetail.as_view(), name="action-plan"
    ),
    path(
        "implementation/action-plans/<str:key>/actions/<str:name>/",
        views.ActOn.as_view(model=ActionPlan),
        name="action-plan-act",
    ),
    path("implementation/reviews/", views.ReviewList.as_view(), name="review-list"),
    path(
        "implementation/reviews/new/",
        views.Enter.as_view(model=Review, list_name="review-list", title=_("Reviews")),
        name="review-new",
    ),
    path(
        "implementation/reviews/<int:key>/actions/<str:name>/",
        views.ActOn.as_view(model=Review),
        name="review-act",
    ),
    path("implementation/papers/", views.EarlierPapers.as_view(), name="earlier-papers"),
    path(
        "implementation/decisions/<str:key>/actions/<str:name>/",
        views.ActOn.as_view(model=Decision),
        name="decision-act",
    ),
    path("implementation/<str:reference>/", views.ActivityDetail.as_view(), name="activity"),
    path(
        "implementation/<str:key>/actions/<str:name>/",
        views.ActOn.as_view(model=Activity),
        name="activity-act",
    ),
]
