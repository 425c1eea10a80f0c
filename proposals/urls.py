"""Addresses of the pages of proposals, papers, decisions and the procedure."""

from django.urls import path

from proposals.views import acts, decisions, lists, papers, procedure, proposals

urlpatterns = [
    path("proposals/", lists.ProposalList.as_view(), name="proposal-list"),
    path("proposals/new/", acts.NewProposal.as_view(), name="proposal-new"),
    path("proposals/<str:reference>/", proposals.ProposalDetail.as_view(), name="proposal"),
    path(
        "proposals/<str:reference>/papers/differences/",
        papers.VersionDifferences.as_view(),
        name="version-differences",
    ),
    path("proposals/<str:reference>/papers/<int:number>/", papers.VersionDetail.as_view(), name="version"),
    path("proposals/<str:reference>/actions/submit-paper/", acts.SubmitPaper.as_view(), name="paper-edit"),
    path("proposals/<str:reference>/actions/<slug:act>/", acts.ProposalAct.as_view(), name="proposal-act"),
    path("decisions/", lists.DecisionList.as_view(), name="decision-list"),
    path("decisions/feed.atom", decisions.DecisionFeed.as_view(), name="decision-feed"),
    path("decisions/<str:number>/", decisions.DecisionDetail.as_view(), name="decision"),
    path("procedure/", procedure.Procedure.as_view(), name="procedure"),
]
