"""What is done with money: record a purchase, settle or refund it, sign a contract, enter and import rates."""

from sales.actions.rate_files import bring_file as bring_file
from sales.actions.rate_files import import_file as import_file
from sales.actions.rate_files import work_on_rate_files as work_on_rate_files
from sales.actions.rates import enter_budget_rate as enter_budget_rate
from sales.actions.rates import enter_rate as enter_rate
from sales.actions.rates import import_rates as import_rates
from sales.actions.selling import end_contract as end_contract
from sales.actions.selling import record_contract as record_contract
from sales.actions.selling import record_purchase as record_purchase
from sales.actions.selling import set_purchase_status as set_purchase_status
