"""What was sold, under which contracts, and at which rates."""

from sales.models.days import EARLIEST as EARLIEST
from sales.models.days import LATEST as LATEST
from sales.models.rates import BudgetRate as BudgetRate
from sales.models.rates import CurrencyWatch as CurrencyWatch
from sales.models.rates import ExchangeRate as ExchangeRate
from sales.models.rates import RateFile as RateFile
from sales.models.rates import RateFileState as RateFileState
from sales.models.rates import RatePreference as RatePreference
from sales.models.rates import RateSource as RateSource
from sales.models.rates import is_list_of_sources as is_list_of_sources
from sales.models.selling import Contract as Contract
from sales.models.selling import Product as Product
from sales.models.selling import Purchase as Purchase
from sales.models.selling import PurchaseStatus as PurchaseStatus
