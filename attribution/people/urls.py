"""Addresses of people."""

from django.urls import path

from attribution.people.views import join_person, people, person, undo_link

urlpatterns = [
    path("people/", people, name="people"),
    path("people/<int:person_id>/", person, name="person"),
    path("people/<int:person_id>/join/", join_person, name="join-person"),
    path("people/links/<int:link_id>/undo/", undo_link, name="undo-link"),
]
