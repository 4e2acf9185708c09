from django.urls import path

from bench import floor

urlpatterns = [
    path("list/", floor.contact_list),
    path("card/<int:pk>/", floor.contact_card),
    path("timeline/<int:pk>/", floor.timeline),
    path("day/", floor.day),
    path("dashboard/", floor.dashboard),
    path("create/", floor.create),
]
