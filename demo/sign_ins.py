"""Who may sign in to the demo world; `make run` prints this."""

PASSWORD = "rapport-demo-2026"
SIGN_INS = {
    "alice@rapport.example": "account manager",
    "bob@rapport.example": "account manager in Alice's team",
    "charlie@rapport.example": "account manager in another team",
    "lead@rapport.example": "team lead",
    "marketer@rapport.example": "marketer",
    "dpo@rapport.example": "data-protection officer",
    "admin@rapport.example": "superuser, and the Django admin at /admin/",
}
