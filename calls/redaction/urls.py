"""Addresses of redaction."""

from django.urls import path

from calls.redaction import views, views_reviews, views_runs

urlpatterns = [
    path("redaction/", views.proof_page, name="redaction"),
    path("redaction/reviews/", views_reviews.review_list, name="redaction-reviews"),
    path("redaction/reviews/<int:review_id>/", views_reviews.review_page, name="redaction-review"),
    path("redaction/reviews/<int:review_id>/judge/", views_reviews.judge_review, name="judge-redaction"),
    path("redaction/calls/<int:call_id>/", views_reviews.call_page, name="redaction-call"),
    path("redaction/calls/<int:call_id>/hide/", views_reviews.hide_words, name="hide-words"),
    path("redaction/runs/", views_runs.run_list, name="redaction-runs"),
    path("redaction/runs/start/", views_runs.start, name="start-redaction-run"),
    path("redaction/runs/<int:run_id>/", views_runs.run_page, name="redaction-run"),
    path("settings/redaction/", views.policy_page, name="settings-redaction"),
]
