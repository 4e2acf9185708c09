from translating.actions.permitting import end_permission, permit
from translating.actions.translating import NotOffered, Overtaken, translate, translate_by_engine

__all__ = ["NotOffered", "Overtaken", "end_permission", "permit", "translate", "translate_by_engine"]
