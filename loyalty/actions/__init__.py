from loyalty.actions.accounts import open_account
from loyalty.actions.earning import earn, earn_for_purchase, earn_for_survey
from loyalty.actions.expiring import expire_points
from loyalty.actions.redeeming import redeem
from loyalty.actions.referrals import follow_purchase, register_referral
from loyalty.actions.reversing import NothingToReverse, reverse, reverse_source

__all__ = [
    "NothingToReverse",
    "earn",
    "earn_for_purchase",
    "earn_for_survey",
    "expire_points",
    "follow_purchase",
    "open_account",
    "redeem",
    "register_referral",
    "reverse",
    "reverse_source",
]
