"""Addresses of schedules."""

from django.urls import path, re_path

from attribution.schedules import views

urlpatterns = [
    path("settings/schedules/", views.schedules, name="settings-schedules"),
    path("settings/schedules/new/<slug:page>/", views.add_schedule, name="add-schedule"),
    path("settings/schedules/<int:schedule_id>/", views.edit_schedule, name="edit-schedule"),
    path("settings/schedules/<int:schedule_id>/delete/", views.delete_schedule, name="delete-schedule"),
    path("settings/schedules/<int:schedule_id>/leave/", views.leave_schedule, name="leave-schedule"),
    re_path(
        r"^settings/schedules/(?P<schedule_id>\d{1,18})/(?P<to>on|off)/$",
        views.switch_schedule,
        name="switch-schedule",
    ),
]
