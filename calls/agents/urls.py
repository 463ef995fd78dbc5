"""Addresses of agents."""

from django.urls import path

from calls.agents.views import agents, edit_agent

urlpatterns = [
    path("settings/agents/", agents, name="settings-agents"),
    path("settings/agents/<int:agent_id>/", edit_agent, name="edit-agent"),
]
