"""The figures, in the order in which they are shown."""

from metrics.definitions.base import Definition, Unit
from metrics.definitions.churn import CHURN
from metrics.definitions.cltv import CLTV
from metrics.definitions.csat import CSAT
from metrics.definitions.nps import NPS
from metrics.definitions.promises import PROMISES
from metrics.definitions.referral import REFERRAL_RATE
from metrics.definitions.response import RESPONSE, UPDATES
from metrics.definitions.retention import RETENTION

SHOWN = (RETENTION, CHURN, CLTV, NPS, CSAT, REFERRAL_RATE, RESPONSE, UPDATES, PROMISES)
METRICS: dict[str, Definition] = {metric.code: metric for metric in SHOWN}

__all__ = ["METRICS", "Definition", "Unit"]
