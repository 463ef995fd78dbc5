"""Addresses of the style guide."""

from django.urls import path

from config.styleguide.views import row_preview, styleguide

urlpatterns = [
    path("styleguide", styleguide, name="styleguide"),
    path("styleguide/rows/<int:number>/", row_preview, name="styleguide-row"),
]
