from loyalty.actions.accounts import open_account
from loyalty.actions.earning import earn, earn_for_purchase, earn_for_survey
from loyalty.actions.erasing import forfeit_points
from loyalty.actions.expiring import expire_points
from loyalty.actions.merging import carry_points, give_points_back
from loyalty.actions.redeeming import redeem
from loyalty.actions.referrals import follow_purchase, register_referral
from loyalty.actions.reversing import NothingToReverse, reverse, reverse_source

__all__ = [
    "NothingToReverse",
    "carry_points",
    "earn",
    "earn_for_purchase",
    "earn_for_survey",
    "expire_points",
    "follow_purchase",
    "forfeit_points",
    "give_points_back",
    "open_account",
    "redeem",
    "register_referral",
    "reverse",
    "reverse_source",
]
