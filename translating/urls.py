from django.urls import path

from translating import views, views_engines

app_name = "translating"
# Whose texts are translated is said by the rooms that they belong to; each address is the route of one kind.
KINDS = {"entry": "entries", "mail": "mails", "answer": "answers"}
urlpatterns = [
    *(
        path(f"translations/{word}/<int:pk>/", views.translate, {"kind": kind}, name=kind)
        for kind, word in KINDS.items()
    ),
    *(
        path(f"translations/{word}/<int:pk>/engine/", views.ask_engine, {"kind": kind}, name=f"{kind}_engine")
        for kind, word in KINDS.items()
    ),
    path("settings/translation/", views_engines.engine_list, name="engines"),
    path("settings/translation/permit/", views_engines.engine_permit, name="engine_permit"),
    path("settings/translation/end/", views_engines.engine_end, name="engine_end"),
]
